"""The desk of the alliance and reports of abuse."""

from openlab.admin.abuse import queries, service
from openlab.admin.abuse.models import AbuseReport
from openlab.admin.abuse.states import AbuseReason, ReportStatus, ReportTarget
from openlab.admin.desk import queries as desk_queries
from openlab.admin.desk import service as desk
from openlab.kit import clock
from tests.access.features import needs, solutions
from tests.access.people import CURATORS, EVERYBODY, SIGNED_IN
from tests.access.table import GONE, Route, Verb
from tests.builders import stored

CONSOLE, REPORT, DECIDE, SUSPEND = "admin:console:use", "admin:abuse:report", "admin:abuse:decide", "admin:user:suspend"
ACCOUNTS = ("member's account", "curator's account")
# Nobody shuts their own account here.
SUSPENDED = {"member's account": CURATORS, "curator's account": {"curator_in_firm"}}
WHO = {REPORT: {"": SIGNED_IN}, DECIDE: {"": CURATORS}, SUSPEND: SUSPENDED}
WRONG = {"cause": "OTHER", "note": "사실과 다릅니다."}


def build(world):
    """Store one open report, and make the names by which the pages know organisations."""
    world.ids["report"] = stored(
        AbuseReport(
            target_type=ReportTarget.ORGANISATION,
            target_id=world.ids["F"],
            target_title="기관 F",
            cause=AbuseReason.OTHER,
            note="글",
            reporter_id=world.ids["officer's account"],
            created_at=clock.now(),
            status=ReportStatus.OPEN,
        )
    ).id


def _readable(readers, things):
    return {thing: SIGNED_IN & frozenset(readers.get(thing, EVERYBODY)) for thing in things}


def _report(kind, things, readers, method, **values):
    return Route(endpoint="abuse.report", method=method, permission=REPORT, first="permission", param="target_id",
                 things=things, args={"kind": kind}, who=_readable(readers, things), label=kind, **values)  # fmt: skip


def _console(endpoint, permission=CONSOLE, **values):
    return Route(endpoint=endpoint, permission=permission, first="permission", **values)


NEEDS, SOLUTIONS = ("a_draft", "a_public", "b_draft", GONE), ("f_draft", "f_listed", "g_submitted", GONE)
ROUTES = [
    _console("desk.overview"),
    _console("desk.joins"),
    _console("desk.organisations"),
    _console("desk.users"),
    _console("abuse.queue", DECIDE),
    _console("abuse.detail", DECIDE, param="report_id", things=("report", GONE)),
    Route(endpoint="abuse.decide", method="POST", permission=DECIDE, param="report_id", things=("report", GONE),
          data={"action": "dismiss", "reason": "문제가 없습니다."}),
    Route(endpoint="abuse.decide", method="POST", permission=DECIDE, param="report_id", things=("report",),
          ok=(422,), label="without a reason"),
    Route(endpoint="desk.verify_organisations", method="POST", permission="orgs:organisation:verify",
          who={"": CURATORS}, data={"ids": "@F", "confirmed": "1"}),
    Route(endpoint="desk.verify_organisations", method="POST", permission="orgs:organisation:verify",
          who={"": CURATORS}, data={"ids": "@F"}, label="to be confirmed"),
    *(Route(endpoint="desk.change_users", method="POST", permission=SUSPEND, who={"": CURATORS},
            args={"action": action}, data={"ids": "@member's account", "confirmed": "1", "reason": "까닭"},
            label=action) for action in ("deactivate", "reactivate")),
    Route(endpoint="desk.change_users", method="POST", permission=SUSPEND, who={"": {"curator_in_firm"}},
          args={"action": "deactivate"}, label="an own account",
          data={"ids": "@curator's account", "confirmed": "1", "reason": "까닭"}),
    Route(endpoint="desk.change_users", method="POST", permission=SUSPEND, who={"": CURATORS},
          args={"action": "deactivate"}, data={"ids": "@member's account"}, label="to be confirmed"),
    _report("need", NEEDS, needs.READERS, "GET"),
    _report("need", NEEDS, needs.READERS, "POST", data=WRONG),
    _report("solution", SOLUTIONS, solutions.READERS, "GET"),
    _report("solution", SOLUTIONS, solutions.READERS, "POST", data=WRONG),
    _report("organisation", ("A", "F", GONE), {}, "GET"),
    _report("organisation", ("A", "F", GONE), {}, "POST", data=WRONG, ok=(303, 409)),
]  # fmt: skip


def _users(world, name):
    return desk_queries.chosen_users([world.ids[name]])


VERBS = [
    Verb(label="desk.service.deactivate", permission=SUSPEND, things=ACCOUNTS,
         call=lambda world, actor, name: desk.deactivate(actor, _users(world, name), "까닭")),
    Verb(label="desk.service.reactivate", permission=SUSPEND, things=ACCOUNTS,
         call=lambda world, actor, name: desk.reactivate(actor, _users(world, name), "까닭")),
    Verb(label="abuse.service.report", permission=REPORT, things=("F",),
         call=lambda world, actor, name: service.report(
             actor, ReportTarget.ORGANISATION, world.ids[name], AbuseReason.OTHER, "글")),
    Verb(label="abuse.service.decide", permission=DECIDE,
         call=lambda world, actor, _name: service.decide(
             actor, queries.get_report(world.ids["report"]), "dismiss", "까닭")),
]  # fmt: skip
