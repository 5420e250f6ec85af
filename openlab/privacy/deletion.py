"""An account goes: asked for with the password, waits, can be taken back, and leaves only numbers behind.

The row of the account itself stays, empty: SQLite would give its number to the next person, and acts of the record
would then seem to be theirs.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from openlab.audit.service import advance, record
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.accounts.models import LoginSession, User
from openlab.identity.accounts.service import check_password
from openlab.identity.orgs.models import Organisation, OrganisationRole
from openlab.identity.orgs.queries import members, people_with_role
from openlab.identity.orgs.states import Role
from openlab.jobs.mail import send_mail
from openlab.kit import clock
from openlab.kit.errors import ConflictError, NotFoundError
from openlab.kit.policy import SYSTEM, Actor, policies
from openlab.privacy.holdings import dissolve
from openlab.privacy.models import AccountDeletion
from openlab.privacy.states import DELETION_LIFECYCLE, DeletionStatus

WAIT = timedelta(days=14)
HOLD = timedelta(days=7)  # how long an account waits on when it became somebody's last manager meanwhile
MUST_BE_HELD = (Role.MANAGER, Role.CURATOR)  # roles that somebody has to hold as long as people belong


def find_waiting(user_id: int | None) -> AccountDeletion | None:
    """Return a person's wish to delete the account that still waits."""
    wanted = select(AccountDeletion).options(joinedload(AccountDeletion.user))
    wanted = wanted.where(AccountDeletion.user_id == user_id, AccountDeletion.status == DeletionStatus.WAITING)
    return db.session.scalar(wanted)


def to_hand_over(user_id: int) -> Sequence[Organisation]:
    """Return the organisations that would be left without a manager although other people belong to them."""
    held = select(OrganisationRole.organisation_id, OrganisationRole.role).where(
        OrganisationRole.user_id == user_id, OrganisationRole.role.in_(MUST_BE_HELD)
    )
    last = {
        organisation_id
        for organisation_id, role in db.session.execute(held)
        if not [one for one in people_with_role(organisation_id, role) if one.id != user_id]
        and [member for member in members(organisation_id) if member.user.id != user_id]
    }
    return db.session.scalars(select(Organisation).where(Organisation.id.in_(last)).order_by(Organisation.name)).all()


def ask(actor: Actor, session: LoginSession, password: str) -> AccountDeletion:
    """Begin the waiting time and tell the person by mail.

    Raises LoginRefusedError for a wrong password, ConflictError when an organisation must be handed over first or the
    wish is there already.
    """
    policies.require(actor, "privacy:self:use")
    check_password(session, password, "password")
    user = session.user
    if find_waiting(user.id) is not None:
        raise ConflictError(_("이미 삭제를 신청했습니다."))
    if to_hand_over(user.id):
        raise ConflictError(_("먼저 다른 사람을 관리자로 정해 주세요. 관리자가 없는 기관이 생깁니다."))
    moment = clock.now()
    wish = AccountDeletion(user=user, asked_at=moment, due_at=moment + WAIT, status=DeletionStatus.WAITING)
    db.session.add(wish)
    db.session.flush()
    record(actor, "deletion.asked", wish, user=user.id)
    send_mail(user.email, "deletion_asked", user.locale, name=user.name, due=wish.due_at)
    return wish


def take_back(actor: Actor) -> None:
    """Let the account live on; raise NotFoundError when nothing waits."""
    wish = find_waiting(actor.user_id)
    if wish is None:
        raise NotFoundError(_("기다리는 삭제 신청이 없습니다."))
    advance(DELETION_LIFECYCLE, wish, "take_back", actor)
    wish.ended_at = clock.now()
    send_mail(wish.user.email, "deletion_taken_back", wish.user.locale, name=wish.user.name)


def complete_due() -> int:
    """Erase the accounts whose waiting time is over and return how many; one that must hand over waits on."""
    due = select(AccountDeletion).options(joinedload(AccountDeletion.user))
    due = due.where(AccountDeletion.status == DeletionStatus.WAITING, AccountDeletion.due_at <= clock.now())
    done = 0
    for wish in db.session.scalars(due.order_by(AccountDeletion.id)).all():
        if places := to_hand_over(wish.user_id):
            _hold(wish, places)
        else:
            _complete(wish)
            done += 1
    return done


def _hold(wish: AccountDeletion, places: Sequence[Organisation]) -> None:
    wish.due_at = clock.now() + HOLD
    user = wish.user
    names = [place.label(user.locale) for place in places]
    record(SYSTEM, "deletion.held", wish, user=user.id)
    send_mail(user.email, "deletion_held", user.locale, name=user.name, due=wish.due_at, places=", ".join(names))


def _complete(wish: AccountDeletion) -> None:
    user = wish.user
    advance(DELETION_LIFECYCLE, wish, "complete", SYSTEM)
    wish.ended_at = clock.now()
    send_mail(user.email, "deletion_done", user.locale, name=user.name)
    erase(user)


def erase(user: User) -> None:
    """Take away everything that says who somebody is; the record keeps the number, so its chain stays whole."""
    db.session.flush()
    counts = dissolve(user)
    user.email, user.name, user.password_hash = f"deleted-{user.id}@deleted.invalid", "", ""
    user.active, user.confirmed_at, user.locale = False, None, "ko"
    record(SYSTEM, "account.erased", user, rows=sum(counts.values()))
