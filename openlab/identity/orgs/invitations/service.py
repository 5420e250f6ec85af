"""Managers invite people by mail; the holder of the mailbox accepts, signed in or while signing up."""

from collections.abc import Collection
from datetime import timedelta

from openlab.audit.service import advance, record
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.accounts import passwords
from openlab.identity.accounts.models import User
from openlab.identity.accounts.queries import find_user, find_user_by_email
from openlab.identity.accounts.service import create_user, require_good_password
from openlab.identity.orgs.invitations.models import Invitation
from openlab.identity.orgs.invitations.queries import count_since, find_by_token, find_open, overdue
from openlab.identity.orgs.invitations.states import LIFECYCLE
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.queries import find_waiting_request, roles_held
from openlab.identity.orgs.service import admit, require_roles
from openlab.identity.orgs.states import JOIN_LIFECYCLE, Role
from openlab.jobs.mail import send_mail
from openlab.kit import clock
from openlab.kit.errors import ConflictError, InvalidInputError, NotFoundError
from openlab.kit.ids import new_token, token_digest
from openlab.kit.policy import SYSTEM, Actor, policies

DAYS = (3, 7, 14, 30)  # for how long an invitation may stand
MOST_A_DAY = 50  # mails of one organisation, so that nobody sends advertising through it


def invite(
    actor: Actor,
    organisation: Organisation,
    email: str,
    roles: Collection[Role],
    *,
    department: str = "",
    days: int = 14,
) -> Invitation:
    """Mail somebody a link into the organisation with these roles.

    Raises InvalidInputError on `email` or `roles`, ConflictError when the organisation has sent too many today.
    """
    policies.require(actor, "orgs:invitation:create", organisation)
    email, moment = email.strip().lower(), clock.now()
    if not roles:
        raise _refused("roles", _("역할을 하나 이상 골라 주세요."))
    require_roles(organisation, roles)
    _require_new(organisation, email)
    if count_since(organisation.id, moment - timedelta(days=1)) >= MOST_A_DAY:
        raise ConflictError(_("하루에 %(most)s명까지 초대할 수 있습니다. 내일 다시 해 주세요.", most=MOST_A_DAY))
    token = new_token()
    invitation = Invitation(
        organisation=organisation,
        email=email,
        roles=sorted(role.value for role in roles),
        department=department,
        status=LIFECYCLE.initial,
        digest=token_digest(token),
        invited_by=actor.user_id or None,
        created_at=moment,
        expires_at=moment + timedelta(days=days),
    )
    db.session.add(invitation)
    db.session.flush()
    record(actor, "invitation.sent", invitation, organisation=organisation.id, roles=invitation.roles)
    _mail(actor, invitation, token)
    return invitation


def revoke(actor: Actor, invitation: Invitation) -> None:
    """Make the link of an open invitation worthless."""
    advance(LIFECYCLE, invitation, "revoke", actor)
    invitation.decided_at = clock.now()


def accept(actor: Actor, token: str) -> Organisation:
    """Enter by a mailed link as the signed-in person whose address it was mailed to; return the organisation.

    Raises NotFoundError for a dead link, InvalidInputError for somebody with another address.
    """
    policies.require(actor, "orgs:invitation:accept")
    invitation, user = _get_open(token), find_user(actor.user_id or 0)
    if user is None or user.confirmed_at is None or user.email != invitation.email:
        raise InvalidInputError(
            _("%(email)s 주소로 보낸 초대입니다. 그 주소의 계정으로 로그인해 주세요.", email=invitation.email)
        )
    _enter(actor, user, invitation)
    return invitation.organisation


def accept_by_signing_up(token: str, name: str, password: str, locale: str) -> tuple[User, Organisation]:
    """Make the invited person's account, confirmed by the mailed link itself, and enter.

    Raises NotFoundError for a dead link, InvalidInputError on `password`, ConflictError when there is an account.
    """
    invitation = _get_open(token)
    known = find_user_by_email(invitation.email, lock=True)
    if known is not None and known.confirmed_at is not None:
        raise ConflictError(_("이미 계정이 있는 주소입니다. 로그인하고 초대를 받아들여 주세요."))
    user = _open_account(known, invitation.email, name, password, locale)
    actor = Actor(user.id, user.name)
    record(actor, "account.confirmed", user)
    _enter(actor, user, invitation)
    return user, invitation.organisation


def expire_old() -> None:
    """Close the invitations whose time is over."""
    for invitation in overdue():
        _expire(invitation)


def _require_new(organisation: Organisation, email: str) -> None:
    user = find_user_by_email(email)
    if user is not None and roles_held(user.id, organisation.id):
        raise _refused("email", _("이미 이 기관의 구성원입니다."))
    standing = find_open(organisation.id, email)
    if standing is not None and standing.expires_at > clock.now():
        raise _refused("email", _("이미 초대한 주소입니다. 다시 보내려면 먼저 앞의 초대를 거두어 주세요."))
    if standing is not None:
        _expire(standing)


def _expire(invitation: Invitation) -> None:
    advance(LIFECYCLE, invitation, "expire", SYSTEM)
    invitation.decided_at = clock.now()
    db.session.flush()


def _mail(actor: Actor, invitation: Invitation, token: str) -> None:
    known, inviter = find_user_by_email(invitation.email), find_user(actor.user_id or 0)
    locale = known.locale if known else inviter.locale if inviter else "ko"
    send_mail(
        invitation.email,
        "invited",
        locale,
        person=actor.name,
        organisation=invitation.organisation.label(locale),
        expires=invitation.expires_at,
        token=token,
    )


def _get_open(token: str) -> Invitation:
    found = find_by_token(token)
    if found is None:
        raise NotFoundError(_("이미 쓰였거나 거두었거나 기한이 지난 초대입니다. 기관의 관리자에게 다시 부탁해 주세요."))
    return found


def _open_account(known: User | None, email: str, name: str, password: str, locale: str) -> User:
    if known is None:
        return create_user(email, name, password, locale=locale)
    # Somebody began to sign up with this address and never showed that it is theirs: what they chose must not stay.
    require_good_password(password, email, name)
    known.name, known.locale, known.password_hash = name, locale, passwords.make_hash(password)
    known.confirmed_at = clock.now()
    return known


def _enter(actor: Actor, user: User, invitation: Invitation) -> None:
    advance(LIFECYCLE, invitation, "accept", actor)
    invitation.decided_at = clock.now()
    admit(actor, user, invitation.organisation, [Role(code) for code in invitation.roles], invitation.department)
    asked = find_waiting_request(user.id, invitation.organisation_id)
    if asked is not None:  # what they asked for has been granted on the other way
        advance(JOIN_LIFECYCLE, asked, "cancel", actor)
        asked.decided_at = clock.now()


def _refused(field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError(sentence, {field: [sentence]})
