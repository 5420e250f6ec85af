"""What an operator uses explains itself: every command has help, every setting is described."""

import re

import click

from openlab.cli import main
from openlab.config import Settings
from tests.architecture.source import PACKAGE, ROOT


def commands(group: click.Group, path: str = "openlab"):
    """Yield (full name, command) for a group and everything in it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


def variables() -> set[str]:
    """Return the environment variables that the settings are read from."""
    return set(re.findall(r'"((?:OPENLAB_[A-Z_]+)|DATABASE_URL)"', (PACKAGE / "config.py").read_text(encoding="utf-8")))


def test_every_command_says_what_it_does_in_a_sentence():
    silent = [name for name, command in commands(main) if not (command.help or "").strip().split("\n")[0].endswith(".")]

    assert silent == []


def test_every_option_of_every_command_has_help():
    silent = [
        f"{name} {parameter.name}"
        for name, command in commands(main)
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.help
    ]

    assert silent == []


def test_every_setting_is_read_from_a_variable():
    derived = {"secure_cookies"}  # follows from the scheme of OPENLAB_BASE_URL
    known = {name.removeprefix("OPENLAB_").lower() for name in variables()}

    assert set(Settings.__dataclass_fields__) - derived == known


def test_every_setting_is_described_in_the_operators_guide():
    guide = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")

    assert sorted(name for name in variables() if f"`{name}`" not in guide) == []
