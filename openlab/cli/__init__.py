"""The command line: `openlab --help`."""

from importlib import import_module
from typing import Any

import click

from openlab import __version__
from openlab.config import ConfigError

# Each command's module is imported only when it is called, so that --help answers at once.
COMMANDS = {
    "demo": "serve",
    "serve": "serve",
    "worker": "serve",
    "init-db": "serve",
    "import": "transfer",
    "export": "transfer",
    "match": "matching",
    "evaluate": "evaluating",
    "rank": "ranking",
    "reindex": "matching",
    "user": "users",
    "audit": "record",
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports them when they are needed."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a setting that stops it is said in one line, with exit code 2."""
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            click.echo(f"openlab: {error}", err=True)
            raise SystemExit(2) from error

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"openlab.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_").replace("import", "import_"))
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="openlab")
def main() -> None:
    """오픈랩 openlab: the two-way marketplace of Korea's smart cities.

    Settings come from the environment (OPENLAB_HOME, DATABASE_URL, …); docs/operate.md lists them.
    Exit codes: 0 done, 1 done with problems, 2 wrong use or wrong settings.
    """
