"""The alliance's desk with 5,000 members, 5,000 accounts and 300 things waiting in every queue, over the loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from huey import MemoryHuey
from sqlalchemy import insert, select

from openlab.admin.abuse.models import AbuseReport
from openlab.app import create_app
from openlab.config import Settings
from openlab.extensions import db
from openlab.identity.accounts.models import User
from openlab.identity.accounts.service import create_user
from openlab.identity.orgs.models import JoinRequest, Organisation, OrganisationRole
from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.kit import clock
from openlab.kit.db import transaction
from openlab.membership.models import Membership, MembershipField, MembershipPeriod
from openlab.solutions.models import Solution
from tests.benchmarks.figure import Figure, milliseconds
from tests.builders import PASSWORD, give_role, make_organisation
from tests.server import PROGRAM, Browser, prepare, serving

MEMBERS, WAITING, TIMES = 5000, 300, 100
GOAL = 100.0  # ms
CURATOR = "curator@example.org"
UNLIMITED = f"from openlab.extensions import limiter\nlimiter.enabled = False\n{PROGRAM}"
PAGES = {
    "desk: what waits": "/admin/desk",
    "desk: listings to review": "/admin/",
    "desk: applications": "/admin/members/",
    "desk: one application": "/admin/members/1",
    "desk: members, a search": "/admin/members/?status=ACTIVE&q=0442",
    "desk: members, the last page": "/admin/members/?status=ACTIVE&page=94",
    "members: directory": "/alliance/",
    "members: directory, narrowed": "/alliance/?category=TRANSPORT&member_class=SME",
    "members: growth": "/alliance/growth",
    "desk: requests to join": "/admin/joins",
    "desk: reports": "/admin/reports",
    "desk: organisations, a search": "/admin/organisations?q=0042",
    "desk: organisations, the last page": "/admin/organisations?page=100",
    "desk: accounts, a search": "/admin/users?q=person42",
    "desk: audit record, a search": "/admin/audit?action=solution",
}


def desk() -> Iterator[Figure]:
    """Measure every page of the desk as a curator, one request at a time."""
    with _crowded() as (home, size), serving(home, UNLIMITED, "--no-worker") as server:
        browser = _signed_in(Browser(server.port))
        floor = milliseconds(lambda _number: _good(browser, "/healthz"), TIMES)
        for what, path in PAGES.items():
            times = milliseconds(lambda _number, path=path: _good(browser, path), TIMES)
            yield Figure("desk", what, size, *times, "ms", f"/healthz {floor[0]:.1f} / {floor[1]:.1f} ms", goal=GOAL)


@contextmanager
def _crowded() -> Iterator[tuple[Path, str]]:
    with TemporaryDirectory(prefix="openlab-bench-") as folder:
        home = Path(folder)
        prepare(home)
        app = create_app(Settings.from_env({"OPENLAB_HOME": folder}), queue=MemoryHuey(immediate=True))
        with app.app_context():
            with transaction(db.session):
                give_role(
                    create_user(CURATOR, "박운영", PASSWORD), make_organisation(OrganisationKind.ALLIANCE), Role.CURATOR
                )
                _fill()
            db.session.remove()
            db.engine.dispose()
        yield home, f"{MEMBERS:,} members and accounts, {WAITING} waiting in each queue"


def _fill() -> None:
    """Store the crowd, many rows at a time."""
    moment, numbers = clock.now(), range(MEMBERS)
    made: dict[str, object] = {"created_at": moment}
    account = {"password_hash": "", "locale": "ko", "confirmed_at": moment, "active": True, "demo": False, **made}
    firm_of: dict[str, object] = {"kind": OrganisationKind.COMPANY, "mail_domains": [], "demo": False, "version": 1}
    ages = [{"created_at": moment - timedelta(minutes=n), "verified_at": moment if n >= WAITING else None}
            for n in numbers]  # fmt: skip
    _many(User, [{"email": f"person{n}@example.org", "name": f"사람 {n:04}", **account} for n in numbers])
    _many(Organisation, [{"name": f"기업 {n:04}", "name_en": f"Firm {n:04}", **firm_of, **ages[n]} for n in numbers])
    people = db.session.scalars(select(User.id).where(User.email.startswith("person")).order_by(User.id)).all()
    firms = db.session.scalars(select(Organisation.id).where(Organisation.name.startswith("기업 "))).all()
    pairs = [{"user_id": person, "organisation_id": firm} for person, firm in zip(people, firms, strict=True)]
    _many(OrganisationRole, [{**pair, "role": Role.MEMBER, "department": "", **made} for pair in pairs])
    _many(JoinRequest, [{**pair, "message": "", "status": "REQUESTED", "reason": "", **made}
                        for pair in pairs[:WAITING]])  # fmt: skip
    state = ["APPLIED"] * WAITING + ["ACTIVE"] * (MEMBERS - WAITING)
    year = {"joined_on": clock.today(), "term_ends_on": clock.today() + timedelta(days=364)}
    belongs: dict[str, object] = {"member_class": "SME", "applied_at": moment, "version": 1, "committees": [], **year}
    _many(Membership, [{"organisation_id": firm, "status": status, **belongs}
                       for firm, status in zip(firms, state, strict=True)])  # fmt: skip
    enrolled = db.session.scalars(select(Membership.id)).all()
    _many(MembershipField, [{"membership_id": one, "code": "TRANSPORT"} for one in enrolled])
    _many(MembershipPeriod, [{"membership_id": one, "member_class": "SME", "began_on": clock.today()}
                             for one in enrolled])  # fmt: skip
    wrong = {"target_type": "ORGANISATION", "target_title": "기업", "cause": "OTHER", "note": "글", "status": "OPEN"}
    _many(AbuseReport, [{"target_id": firm, **wrong, "reason": "", **made} for firm in firms[:WAITING]])
    listed = {"status": "SUBMITTED", "submitted_at": moment, "updated_at": moment, **made}
    db.session.add_all([Solution(title=f"솔루션 {firm}", organisation_id=firm, **listed) for firm in firms[:WAITING]])
    db.session.flush()


def _many(model: type, rows: list[dict[str, object]]) -> None:
    db.session.execute(insert(model), rows)


def _signed_in(browser: Browser) -> Browser:
    token = browser.get("/login").csrf
    answer = browser.post("/login", {"csrf_token": token, "email": CURATOR, "password": PASSWORD})
    if answer.status != 303:
        raise RuntimeError(f"the curator's login was answered with {answer.status}")
    return browser


def _good(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    if answer.status != 200:
        raise RuntimeError(f"{path} was answered with {answer.status}")
