"""The command line on a home of the test's own."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from openlab.cli import main
from openlab.demo.content import DATA

ENVIRONMENT = ("DATABASE_URL", *(f"OPENLAB_{name}" for name in (
    "HOME", "SECRET_KEY", "BASE_URL", "SESSION_HOURS", "DEMO", "ENCODER", "LIMITER_URL", "SMTP_URL", "QUEUE_URL",
    "ENCODER_QUERY_PROMPT", "ENCODER_DOCUMENT_PROMPT", "ENCODER_MAX_TOKENS", "ENCODER_BATCH", "ENCODER_DEVICE",
    "VECTORS", "AUDIT_MAIL", "ACCESS_YEARS",
)))  # fmt: skip


@pytest.fixture
def openlab(settings, monkeypatch):
    """Return a function that runs `openlab` as a shell would; its home has a database with all tables."""
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENLAB_HOME", str(settings.home))
    monkeypatch.setattr("openlab.schema.migrate", lambda _url: None)  # the copied database has no history

    def run(*words, env=None, **how):
        return CliRunner().invoke(main, [str(word) for word in words], env=env, **how)

    return run


@pytest.fixture
def data():
    """The folder of the demonstration's content."""
    return Path(str(DATA))


@pytest.fixture
def filled(openlab, data):
    """The command line on the demonstration's market."""
    assert openlab("import", data / "needs.jsonl", data / "solutions.jsonl").exit_code == 0
    return openlab


def is_one_line(answer, code):
    """Say whether a command ended with a code and one sentence, without a trace."""
    lines = [line for line in answer.stderr.splitlines() if line.strip()]
    return answer.exit_code == code and len(lines) == 1 and lines[0].startswith("openlab: ") and not answer.stdout
