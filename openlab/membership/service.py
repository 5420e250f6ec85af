"""From application to decision: writing, sending, screening, asking for more, approving and refusing."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from openlab.audit import service as audit
from openlab.drafts import assign, require_version
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.accounts.models import User
from openlab.identity.accounts.queries import find_user
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.queries import get_organisation
from openlab.kit import clock
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError
from openlab.kit.events import emit
from openlab.kit.policy import Actor, is_system, policies
from openlab.membership import bylaws, news
from openlab.membership.certificates import issue
from openlab.membership.events import MemberJoined
from openlab.membership.hints import name_key, readiness, site_key
from openlab.membership.models import Membership, MembershipApplication, MembershipMessage, MembershipPeriod
from openlab.membership.policies import organisations_spoken_for
from openlab.membership.queries import (
    curators,
    evidence_count,
    find_application,
    find_draft,
    find_membership_of,
)
from openlab.membership.states import (
    CLASSES_OF,
    LIFECYCLE,
    REAPPLICABLE,
    REFUSAL_GROUNDS,
    Ground,
    MemberClass,
    MembershipStatus,
    MessageKind,
)

EDITABLE = (
    "member_class",
    "purpose",
    "activities",
    "categories",
    "committees",
    "contact_name",
    "contact_email",
)
KEPT = ("purpose", "activities", "categories", "committees")  # taken over when somebody applies again
SUPPLEMENT_DAYS = 14


def begin(actor: Actor, organisation_id: int) -> MembershipApplication:
    """Open the draft of an organisation's application, or return the one that is there."""
    policies.require(actor, "membership:application:create")
    if not is_system(actor) and organisation_id not in organisations_spoken_for(actor):
        raise ForbiddenError(permission="membership:application:create")
    organisation = get_organisation(organisation_id)
    if organisation.kind not in CLASSES_OF:
        raise InvalidInputError(_("이 종류의 기관은 회원이 될 수 없습니다."))
    before = find_membership_of(organisation_id)
    _require_free(before)
    if draft := find_draft(organisation_id):
        return draft
    return _open_draft(actor, organisation, before)


def update(
    actor: Actor, application: MembershipApplication, values: Mapping[str, Any], *, agreed: bool | None = None,
    expected_version: int | None = None,
) -> None:  # fmt: skip
    """Change an application; `agreed` says whether the present by-laws are agreed to, None leaves that as it is."""
    policies.require(actor, "membership:application:edit", application)
    require_version(application, expected_version)
    changed = assign(application, values, EDITABLE)
    if agreed is not None and agreed != (application.bylaws_version == bylaws.VERSION):
        application.bylaws_version = bylaws.VERSION if agreed else ""
        application.bylaws_agreed_at = clock.now() if agreed else None
        changed.append("bylaws_version")
    if changed:
        application.updated_at = clock.now()
        db.session.flush()
        audit.record(actor, "membership_application.edited", application, fields=sorted(changed))


def send(actor: Actor, application: MembershipApplication) -> Membership:
    """Hand in a complete draft: the first time it makes the membership, later it opens it again."""
    policies.require(actor, "membership:application:edit", application)
    if application.sent_at is not None:
        raise ConflictError(_("이미 보낸 신청서입니다."))
    membership = find_membership_of(application.organisation_id)
    _require_free(membership)
    _require_complete(application)
    application.sent_at = application.updated_at = clock.now()
    if membership is None:
        membership = _first_membership(application)
        audit.record(actor, "membership.applied", membership, application=application.id)
    else:
        audit.advance(LIFECYCLE, membership, "reapply", actor)
        _forget_the_past(membership)
    _take_over(membership, application)
    news.tell_desk(actor, membership, lambda: _("새 회원 신청이 들어왔습니다."), lambda: _("심사를 시작해 주세요."))
    return membership


def take_up(actor: Actor, membership: Membership, user_id: int | None = None) -> None:
    """Make a curator (by default oneself) responsible; an application that nobody looked at is screened from now on."""
    policies.require(actor, "membership:member:curate", membership)
    wanted = user_id or actor.user_id
    user = find_user(wanted or 0)
    if user is None or user.id not in {curator.id for curator in curators()}:
        raise InvalidInputError(_("담당자는 얼라이언스 운영자여야 합니다."), {"assignee": [_("보기에서 골라 주세요.")]})
    if membership.status is MembershipStatus.APPLIED:
        audit.advance(LIFECYCLE, membership, "screen", actor)
    membership.assignee_id = user.id
    db.session.flush()
    audit.record(actor, "membership.assigned", membership, user=user.id)


def ask_supplement(actor: Actor, membership: Membership, body: str, due_on: date | None = None) -> None:
    """Send an application back with what is missing, to be answered by a day (14 days when none is given)."""
    due_on = due_on or clock.today() + timedelta(days=SUPPLEMENT_DAYS)
    if due_on < clock.today():
        raise InvalidInputError(
            _("답할 날은 오늘이나 그 뒤여야 합니다."), {"due_on": [_("오늘이나 그 뒤의 날을 골라 주세요.")]}
        )
    audit.advance(LIFECYCLE, membership, "ask_supplement", actor, body)
    _last_application(membership).reopened = True
    _write(actor, membership, MessageKind.REQUEST, body, due_on)
    news.tell_members(membership, lambda: _("가입 신청을 보완해 주세요."), lambda: body)


def reply(actor: Actor, membership: Membership, body: str) -> MembershipMessage:
    """Write into the thread: as the organisation, or as the alliance."""
    own = policies.allows(actor, "membership:member:represent", membership) and not is_system(actor)
    if not own:
        policies.require(actor, "membership:member:curate", membership)
    if not body.strip():
        raise InvalidInputError(_("글을 써 주세요."), {"body": [_("글을 써 주세요.")]})
    message = _write(actor, membership, MessageKind.REPLY if own else MessageKind.NOTE, body)
    audit.record(actor, "membership.message", membership, message=message.id)
    if own:
        news.tell_desk(actor, membership, lambda: _("회원 신청에 답이 왔습니다."), lambda: body)
    else:
        news.tell_members(membership, lambda: _("얼라이언스에서 글을 남겼습니다."), lambda: body)
    return message


def supplement(actor: Actor, membership: Membership) -> None:
    """Hand the supplemented application in again; it must still be complete."""
    policies.require(actor, "membership:member:represent", membership)
    application = _last_application(membership)
    _require_complete(application)
    audit.advance(LIFECYCLE, membership, "supplement", actor)
    application.reopened, application.updated_at = False, clock.now()
    _take_over(membership, application)
    news.tell_desk(actor, membership, lambda: _("보완한 신청서가 들어왔습니다."), lambda: _("다시 살펴봐 주세요."))


def approve(actor: Actor, membership: Membership, reason: str = "") -> None:
    """Let an organisation in from today: a year of membership, dues pending, a certificate with a check code."""
    audit.advance(LIFECYCLE, membership, "approve", actor, reason)
    today = clock.today()
    membership.joined_on, membership.term_ends_on = today, year_from(today)
    membership.decided_at, membership.reminded_days = clock.now(), None
    membership.dues_until, membership.dues_note = None, ""
    membership.ground, membership.ground_note = None, ""
    db.session.add(MembershipPeriod(membership_id=membership.id, member_class=membership.member_class, began_on=today))
    issue(membership)
    emit(MemberJoined(membership.organisation_id, actor_id=actor.user_id))
    news.tell_members(
        membership,
        lambda: _("회원이 되었습니다."),
        lambda: _("승인 공문과 회원증을 내려받을 수 있습니다. 회비는 납부 대기입니다."),
    )


def refuse(actor: Actor, membership: Membership, ground: Ground, note: str) -> None:
    """Turn an application down, with a ground of the list and a note that the applicant reads."""
    if ground not in (*REFUSAL_GROUNDS, Ground.VOTED_DOWN):
        raise InvalidInputError(_("보기에서 골라 주세요."), {"ground": [_("보기에서 골라 주세요.")]})
    audit.advance(LIFECYCLE, membership, "refuse", actor, note)
    membership.ground, membership.ground_note = ground, note.strip()
    membership.decided_at = clock.now()
    db.session.flush()
    news.tell_of_ground(membership, lambda: _("가입 신청이 반려되었습니다."), ground, note)


def year_from(day: date) -> date:
    """Return the last day of the year that begins on a day."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 2, 28)
    return date(day.year + 1, day.month, day.day) - timedelta(days=1)


def _require_free(membership: Membership | None) -> None:
    if membership is None or membership.status in REAPPLICABLE:
        return
    if membership.status is MembershipStatus.EXPELLED:
        raise ConflictError(_("제명된 기관은 다시 신청할 수 없습니다. 얼라이언스에 문의해 주세요."))
    raise ConflictError(_("이미 신청했거나 회원인 기관입니다. 회원 화면에서 이어서 볼 수 있습니다."))


def _require_complete(application: MembershipApplication) -> None:
    readiness(application, evidence_count(application)).require(_("보내려면 몇 가지가 더 필요합니다."))
    allowed = CLASSES_OF.get(_organisation(application).kind, ())
    if application.member_class not in allowed:
        sentence = _("이 기관에 맞는 회원 구분이 아닙니다.")
        raise InvalidInputError(sentence, {"member_class": [sentence]})


def _open_draft(actor: Actor, organisation: Organisation, before: Membership | None) -> MembershipApplication:
    moment, author = clock.now(), find_user(actor.user_id or 0)
    last = find_application(before.application_id) if before and before.application_id else None
    draft = MembershipApplication(
        organisation=organisation,
        author_id=author.id if author else None,
        member_class=_fitting_class(organisation),
        created_at=moment,
        updated_at=moment,
        **_contact(author),
        **({name: getattr(last, name) for name in KEPT} if last else {}),
    )
    db.session.add(draft)
    db.session.flush()
    audit.record(actor, "membership_application.created", draft, organisation=organisation.id)
    return draft


def _first_membership(application: MembershipApplication) -> Membership:
    membership = Membership(
        organisation=_organisation(application),
        status=LIFECYCLE.initial,
        applied_at=clock.now(),
        member_class=application.member_class,
    )
    db.session.add(membership)
    db.session.flush()
    return membership


def _fitting_class(organisation: Organisation) -> MemberClass | None:
    fitting = CLASSES_OF[organisation.kind]
    if organisation.size_class is not None and len(fitting) > 1:
        return MemberClass(organisation.size_class.value)
    return fitting[0] if len(fitting) == 1 else None


def _contact(user: User | None) -> dict[str, str]:
    return {"contact_name": user.name, "contact_email": user.email} if user else {}


def _organisation(application: MembershipApplication) -> Organisation:
    return get_organisation(application.organisation_id)


def _last_application(membership: Membership) -> MembershipApplication:
    found = find_application(membership.application_id or 0)
    if found is None:
        raise ConflictError(_("이 회원에게는 신청서가 없습니다."))
    return found


def _take_over(membership: Membership, application: MembershipApplication) -> None:
    organisation = _organisation(application)
    membership.application_id = application.id
    membership.member_class = application.member_class or membership.member_class
    membership.categories, membership.committees = list(application.categories), list(application.committees)
    membership.name_key, membership.site_key = name_key(organisation.name), site_key(organisation.website)
    db.session.flush()


def _forget_the_past(membership: Membership) -> None:
    membership.applied_at = clock.now()
    membership.assignee_id = membership.decided_at = None
    membership.joined_on = membership.term_ends_on = membership.dues_until = None
    membership.ground, membership.ground_note, membership.dues_note = None, "", ""
    membership.planned_action, membership.planned_on, membership.planned_ground = "", None, None


def _write(
    actor: Actor, membership: Membership, kind: MessageKind, body: str, due_on: date | None = None
) -> MembershipMessage:
    message = MembershipMessage(
        membership_id=membership.id,
        author_id=actor.user_id or None,
        kind=kind,
        body=body.strip(),
        due_on=due_on,
        at=clock.now(),
    )
    db.session.add(message)
    db.session.flush()
    return message
