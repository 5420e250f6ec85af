"""What can be done with consortia: begin from a template, write down members and shares, settle once they hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from openlab.audit.service import advance, record
from openlab.drafts import require_version
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.orgs.queries import get_organisation
from openlab.identity.orgs.states import SizeClass
from openlab.kit import clock
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError
from openlab.kit.policy import Actor, policies
from openlab.partners.consortia.models import Consortium, ConsortiumMember
from openlab.partners.consortia.queries import large_limit
from openlab.partners.consortia.states import LIFECYCLE, ConsortiumStatus, MemberRole, Template
from openlab.partners.policies import firms_spoken_for

WHOLE = 10_000  # hundredths of a percent
# Roles, sizes and shares that each template begins with; the first member is the firm itself.
TEMPLATES: Mapping[Template, tuple[tuple[MemberRole, SizeClass | None, int], ...]] = {
    Template.SME_LEADS: (
        (MemberRole.LEAD, SizeClass.SME, 5000),
        (MemberRole.PARTICIPANT, SizeClass.STARTUP, 2000),
        (MemberRole.PARTICIPANT, SizeClass.LARGE, 3000),
    ),
    Template.EQUAL: ((MemberRole.LEAD, None, 5000), (MemberRole.PARTICIPANT, None, 5000)),
    Template.LIVING_LAB: (
        (MemberRole.LEAD, None, 6000),
        (MemberRole.RESEARCH, None, 4000),
        (MemberRole.DEMAND, None, 0),
    ),
}


def begin(actor: Actor, template: Template, title: str, *, organisation_id: int) -> Consortium:
    """Begin a consortium of one's firm from a template."""
    policies.require(actor, "partners:consortium:create")
    if organisation_id not in firms_spoken_for(actor):
        raise ForbiddenError(permission="partners:consortium:create")
    firm, moment = get_organisation(organisation_id), clock.now()
    consortium = Consortium(
        organisation_id=firm.id, title=title, status=LIFECYCLE.initial, created_at=moment, updated_at=moment
    )
    for position, (role, size, share) in enumerate(TEMPLATES[template]):
        own = position == 0
        consortium.members.append(
            ConsortiumMember(
                position=position,
                role=role,
                share=share,
                name=firm.name if own else "",
                size_class=(firm.size_class or size) if own else size,
            )
        )
    db.session.add(consortium)
    db.session.flush()
    record(actor, "consortium.begun", consortium, template=template.value)
    return consortium


def save(
    actor: Actor,
    consortium: Consortium,
    values: Mapping[str, Any],
    members: Sequence[Mapping[str, Any]],
    expected_version: int | None = None,
) -> None:
    """Write down title, purpose and members (name, size_class, role, task, share); a draft may still be incomplete."""
    policies.require(actor, "partners:consortium:edit", consortium)
    require_version(consortium, expected_version)
    if consortium.status is not ConsortiumStatus.DRAFT:
        raise ConflictError(_("확정한 구성입니다. 먼저 초안으로 되돌려 주세요."))
    consortium.title, consortium.purpose = values["title"], values["purpose"]
    consortium.members = [ConsortiumMember(position=at, **member) for at, member in enumerate(members)]
    consortium.updated_at = clock.now()
    db.session.flush()
    record(actor, "consortium.saved", consortium, members=len(members))


def settle(actor: Actor, consortium: Consortium) -> None:
    """Settle the make-up; raises InvalidInputError with every sentence of `objections`."""
    policies.require(actor, "partners:consortium:edit", consortium)
    found = objections(consortium)
    if found:
        raise InvalidInputError(" ".join(found), {"members": found})
    advance(LIFECYCLE, consortium, "settle", actor)
    consortium.settled_at = consortium.updated_at = clock.now()


def rework(actor: Actor, consortium: Consortium) -> None:
    """Take a settled make-up back to draft."""
    advance(LIFECYCLE, consortium, "rework", actor)
    consortium.settled_at, consortium.updated_at = None, clock.now()


def objections(consortium: Consortium) -> list[str]:
    """Return a sentence for everything that keeps a make-up from being settled."""
    members, found = consortium.members, []
    if len(members) < 2 or not all(member.name for member in members):
        found.append(_("구성원을 둘 이상, 모두 이름과 함께 적어 주세요."))
    if sum(member.role is MemberRole.LEAD for member in members) != 1:
        found.append(_("주관기관은 하나여야 합니다."))
    total = sum(member.share for member in members)
    if total != WHOLE:
        found.append(_("지분의 합이 100%%여야 합니다. 지금은 %(total)s%%입니다.", total=percent(total)))
    large = sum(member.share for member in members if member.size_class is SizeClass.LARGE)
    limit, basis = large_limit()
    if large > limit:
        found.append(
            _("대기업의 지분은 모두 합해 %(limit)s%%까지입니다. 지금은 %(large)s%%입니다. 근거: %(basis)s",
              limit=percent(limit), large=percent(large), basis=basis)
        )  # fmt: skip
    return found


def percent(share: int) -> str:
    """Write hundredths of a percent as people do: 3333 → '33.33'."""
    return f"{share / 100:.2f}".rstrip("0").rstrip(".")
