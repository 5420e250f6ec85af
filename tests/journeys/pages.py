"""Every page of the program with a sample address, for each of the roles that may see it."""

from dataclasses import asdict

from openlab.portal.help_pages import topics
from tests.journeys.samples import Samples

# What answers with something other than a page of its own: programs' addresses, files, and links from mails,
# which the journeys of accounts look at.
NO_PAGES = {
    "alliance.growth_csv", "membership.document",
    "notifications.unsubscribe_page",
    "committees.feed", "meetings.file",
    "record.heads", "record.key",
    "static", "openapi.spec", "files.download", "quality.export", "portal.healthz", "portal.readyz", "portal.robots",
    "accounts.confirm_page", "accounts.reset", "security.second_step", "security.enrol_app", "addresses.confirm_page",
    "addresses.undo_page",
    "invitations.show", "proof.show",
}  # fmt: skip

VISITOR = {
    "portal.home": ("/",),
    "portal.components": ("/_components",),
    "portal.help_index": ("/help/",),
    "rulebook.index": ("/rules", "/rules?on=2030-01-01"),
    "rulebook.detail": ("/rules/pay",),
    "portal.help_topic": tuple(f"/help/{topic.topic}" for topic in topics("ko")),
    "accounts.login": ("/login",),
    "accounts.sign_up": ("/signup",),
    "accounts.request_reset": ("/reset",),
    "needs.index": ("/needs/", "/needs/?category=TRANSPORT&budget=none", "/needs/?page=2"),
    "needs.detail": ("/needs/{need}",),
    "matching.for_need": ("/needs/{need}/matches",),
    "matching.search": (
        "/search",
        "/search?q=지하차도가 비만 오면 잠겨요",
        "/search?side=needs&q=태양광 정차 감지 장비",
    ),
    "solutions.index": ("/solutions/", "/solutions/?category=TRANSPORT"),
    "solutions.detail": ("/solutions/{solution}",),
    "matching.for_solution": ("/solutions/{solution}/matches",),
    "record.index": ("/record",),
    "committees.index": ("/committees/",),
    "committees.detail": ("/committees/{committee}",),
    "meetings.detail": ("/committees/meetings/{meeting}",),
    "orgs.index": ("/organisations/", "/organisations/?kind=COMPANY&q=없는 이름"),
    "alliance.index": ("/alliance/", "/alliance/?member_class=SME&q=없는 이름"),
    "alliance.growth_page": ("/alliance/growth",),
    "alliance.check": ("/alliance/check", "/alliance/check?code={certificate}", "/alliance/check?code=AAAA-BBBB-CCCC"),
    "alliance.rules": ("/alliance/bylaws",),
    "orgs.detail": ("/organisations/{municipality}", "/organisations/{firm}"),
}
MEMBER = {
    "portal.home": ("/",),
    "portal.my_work": ("/work",),
    "accounts.account": ("/account",),
    "privacy.own_accesses": ("/account/accesses",),
    "own.data": ("/account/data",),
    "own.delete": ("/account/delete",),
    "notifications.choices": ("/account/mails",),
    "security.overview": ("/account/security",),
    "addresses.change": ("/account/email",),
    "orgs.choose": ("/organisations/new",),
    "membership.mine": ("/membership/mine",),
    "orgs.enter_municipality": ("/organisations/new/municipality",),
    "orgs.found": ("/organisations/new/company",),
    "orgs.join": ("/organisations/{stranger}/join",),
    "proof.ask": ("/organisations/{stranger}/prove",),
    "abuse.report": ("/report/solution/{solution}",),
}
OFFICIAL = MEMBER | {
    "needs.new": ("/needs/new",),
    "membership.edit": ("/membership/applications/{application}",),
    "needs.index": ("/needs/",),
    "needs.edit": ("/needs/{draft_need}/edit",),
    "needs.detail": ("/needs/{draft_need}", "/needs/{own_need}", "/needs/{need}"),
    "needs.confirm": ("/needs/{own_need}/withdraw",),
    "matching.for_need": ("/needs/{own_need}/matches",),
    "orgs.detail": ("/organisations/{municipality}",),
    "orgs.edit": ("/organisations/{municipality}/edit",),
    "orgs.people": ("/organisations/{municipality}/people",),
    "handover.leave": ("/organisations/{municipality}/leave",),
    "handover.remove": ("/organisations/{municipality}/people/{writer_id}/leave",),
    "invitations.index": ("/organisations/{municipality}/invitations",),
    "departments.index": ("/organisations/{municipality}/departments",),
    "departments.edit": ("/organisations/{municipality}/departments/{department}",),
    "orgs.decline": ("/organisations/requests/{join_request}/decline",),
}
FIRM = MEMBER | {
    "membership.detail": ("/membership/{membership}",),
    "membership.ask_renewal": ("/membership/{membership}/renew",),
    "membership.ask_leave": ("/membership/{membership}/leave",),
    "member_ballots.detail": ("/membership/ballots/{ballot}",),
    "solutions.new": ("/solutions/new",),
    "solutions.index": ("/solutions/?organisation={firm_id}",),
    "solutions.edit": (
        "/solutions/{draft_solution}/edit", "/solutions/{returned_solution}/edit", "/solutions/{own_solution}/edit",
    ),
    "solutions.detail": (
        "/solutions/{draft_solution}", "/solutions/{returned_solution}", "/solutions/{submitted_solution}",
        "/solutions/{own_solution}",
    ),
    "solutions.confirm": ("/solutions/{own_solution}/retire",),
    "matching.for_solution": ("/solutions/{own_solution}/matches",),
    "orgs.edit": ("/organisations/{firm}/edit",),
    "orgs.people": ("/organisations/{firm}/people",),
    "committees.detail": ("/committees/{committee}",),
    "committees.calendar": ("/committees/calendar",),
    "committees.task_step": ("/committees/tasks/{task}/drop",),
    "meetings.detail": ("/committees/meetings/{meeting}", "/committees/meetings/{past_meeting}"),
    "meetings.call": ("/committees/{committee}/meetings/new",),
    "meetings.edit": ("/committees/meetings/{meeting}/edit",),
    "meetings.cancel": ("/committees/meetings/{meeting}/cancel",),
    "meetings.minutes": ("/committees/meetings/{past_meeting}/minutes",),
    "meetings.minutes_step": ("/committees/meetings/{past_meeting}/minutes/circulate",),
}  # fmt: skip
ALLIANCE = {
    "members.queue": ("/admin/members/", "/admin/members/?status=ACTIVE"),
    "members.review": ("/admin/members/{applicant}", "/admin/members/{screened}", "/admin/members/{membership}"),
    "members.ask_end": ("/admin/members/{membership}/expel",),
    "portal.my_work": ("/work",),
    "desk.overview": ("/admin/desk",),
    "desk.joins": ("/admin/joins",),
    "desk.organisations": ("/admin/organisations", "/admin/organisations?verified=no&q=없는 이름"),
    "desk.users": ("/admin/users",),
    "abuse.queue": ("/admin/reports",),
    "rulebook.change": ("/admin/rules/pay",),
    "committees.found": ("/committees/new",),
    "committees.edit": ("/committees/{committee}/edit",),
    "committees.seats": ("/committees/{committee}/seats",),
    "committees.end": ("/committees/{committee}/end",),
    "admin.queue": ("/admin/", "/admin/?status=LISTED"),
    "admin.review": ("/admin/solutions/{submitted_solution}", "/admin/solutions/{solution}"),
    "privacy.all_accesses": ("/admin/accesses", "/admin/accesses?handling=VIEW&person=김"),
    "admin.audit_list": ("/admin/audit", "/admin/audit?check=1&action=need"),
    "admin.jobs": ("/admin/jobs", "/admin/jobs?state=DONE"),
    "admin.health": ("/admin/health",),
    "quality.index": ("/admin/quality",),
    "quality.weights": ("/admin/quality/weights",),
    "orgs.detail": ("/organisations/{firm}",),
    "orgs.people": ("/organisations/{stranger}/people",),
    "merging.choose": ("/organisations/{stranger}/merge?q=시",),
    "merging.confirm": ("/organisations/{firm}/merge/{other_firm}",),
    "proof.domains": ("/organisations/official-domains",),
}
PAGES = {"visitor": VISITOR, "official": OFFICIAL, "firm": FIRM, "alliance": ALLIANCE}


def paths(role: str, samples: Samples) -> list[str]:
    """Return the addresses a role looks at, filled in."""
    values = asdict(samples) | {"firm_id": samples.firm.partition("-")[0]}
    return [path.format(**values) for several in PAGES[role].values() for path in several]
