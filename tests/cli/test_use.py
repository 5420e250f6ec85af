"""Help, settings, and the schema: what a person meets first."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from openlab.cli import COMMANDS, main
from tests.cli.conftest import is_one_line

GROUPS = {"user": ("add", "list", "password", "role", "curator"), "audit": ("verify",)}
EVERY = [(name,) for name in COMMANDS] + [(group, name) for group, names in GROUPS.items() for name in names]


@pytest.mark.parametrize("words", [(), *EVERY], ids=" ".join)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_says_what_each_command_does_without_touching_anything(tmp_path, words, flag):
    answer = CliRunner().invoke(main, [*words, flag], env={"OPENLAB_HOME": str(tmp_path / "none")})

    assert answer.exit_code == 0
    assert "Usage:" in answer.stdout
    assert not (tmp_path / "none").exists()


def test_help_lists_every_command_and_group():
    listed = CliRunner().invoke(main, ["--help"]).stdout
    assert all(name in listed for name in COMMANDS)
    for group, names in GROUPS.items():
        assert all(name in CliRunner().invoke(main, [group, "--help"]).stdout for name in names)


@pytest.mark.parametrize(
    "line",
    [
        "fly",
        "match --fly",
        "match --top 0",
        "match --need 0",
        f"match --need {'9' * 30}",
        "export firms x.csv",
        "import",
        "import nowhere.jsonl",
        "evaluate nowhere",
        "user role a@b.kr x OFFICER",
    ],
)
def test_wrong_use_exits_with_two_and_a_hint(openlab, line):
    answer = openlab(*line.split())

    assert answer.exit_code == 2
    assert "Error:" in answer.stderr
    assert "Traceback" not in answer.output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENLAB_SESSION_HOURS", "abc"),
        ("OPENLAB_SESSION_HOURS", "0"),
        ("OPENLAB_UPLOAD_LIMIT_MB", "-1"),
        ("OPENLAB_TRUSTED_PROXIES", "²"),
        ("OPENLAB_DEMO", "maybe"),
        ("OPENLAB_BASE_URL", "openlab.example"),
        ("OPENLAB_BASE_URL", "http://[broken"),
        ("OPENLAB_BASE_URL", "http://host:port"),
        ("OPENLAB_SMTP_URL", "http://mail"),
        ("OPENLAB_QUEUE_URL", "amqp://queue"),
        ("OPENLAB_LIMITER_URL", "nowhere"),
        ("OPENLAB_SECRET_KEY", "short"),
        ("OPENLAB_LOG_FORMAT", "xml"),
        ("DATABASE_URL", "mysql://host/db"),
        ("DATABASE_URL", "nonsense"),
    ],
)
@pytest.mark.parametrize("words", [("user", "list"), ("init-db",), ("serve",)], ids=" ".join)
def test_malformed_setting_stops_with_one_line_that_names_it(openlab, words, name, value):
    answer = openlab(*words, env={name: value})

    assert is_one_line(answer, 2)
    assert name in answer.stderr


@pytest.fixture
def unprepared(openlab, monkeypatch, tmp_path):
    """The command line with its real migrations."""
    monkeypatch.undo()
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("OPENLAB_HOME", str(tmp_path / "home"))
    return openlab


def test_schema_is_made_and_made_again_without_harm(unprepared, tmp_path):
    first, again = unprepared("init-db"), unprepared("init-db")

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout == again.stdout
    assert first.stdout.startswith("schema ")
    assert unprepared("audit", "verify").stdout == "the record is whole\n"


def test_missing_home_is_made_with_a_key_that_only_its_owner_reads(unprepared, tmp_path):
    assert unprepared("init-db").exit_code == 0
    key = tmp_path / "home" / "secret_key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_text()) >= 32


def test_home_that_is_a_file_stops_with_one_line(openlab, tmp_path):
    (tmp_path / "file").write_text("x")

    for home in ("file", "file/inside"):
        answer = openlab("init-db", env={"OPENLAB_HOME": str(tmp_path / home)})
        assert is_one_line(answer, 2)
        assert "OPENLAB_HOME" in answer.stderr


@pytest.mark.parametrize("content", ["", "   \n", "cut off"])
def test_key_file_that_was_cut_off_stops_with_one_line(openlab, settings, content):
    (settings.home / "secret_key").write_text(content)

    assert is_one_line(openlab("user", "list"), 2)


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.db", "sqlite:///{home}", "postgresql://u@127.0.0.1:1/x"])
def test_database_that_cannot_be_used_stops_with_one_line(unprepared, tmp_path, url):
    (tmp_path / "home").mkdir(exist_ok=True)

    answer = unprepared("init-db", env={"DATABASE_URL": url.format(home=tmp_path / "home")})

    assert is_one_line(answer, 2)
    assert "DATABASE_URL" in answer.stderr


def test_encoder_that_cannot_be_loaded_is_one_line_and_exit_2(tmp_path):
    environment = {**os.environ, "OPENLAB_HOME": str(tmp_path), "OPENLAB_ENCODER": str(tmp_path / "nothing")}
    done = subprocess.run(
        [sys.executable, "-m", "openlab", "match", "--text", "주차"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("openlab: OPENLAB_ENCODER:")
    assert "Traceback" not in done.stderr
