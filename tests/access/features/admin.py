"""The console and the quality pages: the alliance's own desk."""

from openlab.admin import service as console
from openlab.jobs.models import MAX_ATTEMPTS, OutboxJob
from openlab.kit import clock
from openlab.quality import service as quality
from tests.access.people import CURATORS, NO_ONE
from tests.access.table import GONE, Route, Verb
from tests.builders import stored

CONSOLE, READ, CHANGE = "admin:console:use", "quality:report:read", "quality:weights:change"
WHO = {CONSOLE: {"": CURATORS}, READ: {"": CURATORS}, CHANGE: {"": CURATORS}}


READERS = {"done job": NO_ONE}


def build(world):
    """Store a job that was given up and one that was done."""
    moment = clock.now()
    for name, done in (("failed job", None), ("done job", moment)):
        world.ids[name] = stored(
            OutboxJob(
                kind="access.none",
                payload={},
                created_at=moment,
                due_at=moment,
                attempts=MAX_ATTEMPTS,
                done_at=done,
                error="broken",
            )
        ).id


def _console(endpoint, method="GET", permission=CONSOLE, **values):
    return Route(endpoint=endpoint, method=method, permission=permission, first="permission", **values)


ROUTES = [
    _console("admin.queue"),
    _console("admin.audit_list"),
    _console("admin.audit_export"),
    _console("admin.jobs"),
    _console("admin.health"),
    _console("admin.retry_job", "POST", param="job_id", things=("failed job",)),
    _console("admin.retry_job", "POST", param="job_id", things=("done job", GONE), label="not failed"),
    _console("quality.index", permission=READ),
    _console("quality.weights", permission=READ),
    _console("quality.export", permission=READ, args={"table": "runs"}),
    _console("quality.measure", "POST", READ),
    _console("quality.learn", "POST", CHANGE),
    _console("quality.adopt", "POST", CHANGE, param="number", things=(GONE,)),
    _console("quality.rollback", "POST", CHANGE, ok=(409,)),
]
VERBS = [
    Verb(
        label="admin.service.retry_job",
        permission=CONSOLE,
        call=lambda world, actor, _name: console.retry_job(actor, world.ids["failed job"]),
    ),
    Verb(label="quality.service.learn", permission=CHANGE, call=lambda _world, actor, _name: quality.learn(actor)),
]
