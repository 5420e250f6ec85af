"""Only the edges commit, so that a service can be part of a larger change."""

import ast

from tests.architecture.source import PACKAGE, calls, python_files, short

# kit/db.py is the one commit of the program; schema.py moves a database between revisions on a connection of its own.
MAY_COMMIT = {"openlab/kit/db.py", "openlab/schema.py"}
# Who may say where a transaction begins and ends: commands, jobs, and the code that fills databases.
MAY_BEGIN = (
    "openlab/cli/",
    "openlab/jobs/",
    "openlab/demo/",
    "openlab/kit/",
    "openlab/transfer/",
    "openlab/matching/market/sync.py",
    "openlab/matching/market/change.py",
    "openlab/matching/market/mirror.py",
    "openlab/quality/measuring.py",
    "openlab/matching/feedback/counting.py",  # counts reach the tables after the answer has gone out
    "openlab/matching/market/upkeep.py",
    "openlab/notifications/heads.py",  # asked for each minute
    "openlab/audit/access.py",  # who saw whose data is written once the page that shows it has been read
)


def test_nothing_but_the_database_kit_commits():
    strays = [
        f"{short(path)}:{call.lineno}"
        for path in python_files(PACKAGE)
        if short(path) not in MAY_COMMIT
        for call in calls(path, "commit")
        if isinstance(call.func, ast.Attribute)
    ]

    assert strays == []


def test_only_commands_and_jobs_open_transactions():
    strays = [
        f"{short(path)}:{call.lineno}"
        for path in python_files(PACKAGE)
        if not short(path).startswith(MAY_BEGIN)
        for call in calls(path, "transaction")
    ]

    assert strays == []


def test_no_view_touches_the_session():
    strays = [
        short(path)
        for path in python_files(PACKAGE)
        if path.name in {"views.py", "forms.py"}
        and any(name in path.read_text(encoding="utf-8") for name in ("db.session", "import db", "sqlalchemy"))
    ]

    assert strays == []
