"""Somebody leaves an organisation, or is made to: first what they hold gets a new owner, then their roles end."""

from openlab.audit.service import record
from openlab.i18n import gettext as _
from openlab.identity.accounts.models import User
from openlab.identity.accounts.queries import find_user
from openlab.identity.orgs.handover.queries import Plan, plan_for
from openlab.identity.orgs.labels import ROLE_LABELS
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.policies import is_curator, manages
from openlab.identity.orgs.queries import roles_held
from openlab.identity.orgs.service import admit, end_membership
from openlab.jobs.mail import send_mail
from openlab.kit.errors import InvalidInputError, NotFoundError
from openlab.kit.policy import Actor, is_system, policies


def leave(actor: Actor, organisation: Organisation, successor: User | None = None) -> None:
    """Leave an organisation oneself; see `remove` for what is refused."""
    policies.require(actor, "orgs:handover:leave", organisation)
    user = find_user(actor.user_id or 0)
    if user is None:
        raise NotFoundError(kind="member")
    _let_go(actor, organisation, user, successor)


def remove(actor: Actor, organisation: Organisation, user: User, successor: User | None = None) -> None:
    """Make somebody leave an organisation that one manages.

    Raises InvalidInputError on `successor` when nobody takes over what the person holds, or somebody who cannot:
    drafts, approvals in progress, open needs and solutions, and roles that nobody else holds.
    """
    policies.require(actor, "orgs:handover:remove", organisation)
    _let_go(actor, organisation, user, successor)


def _let_go(actor: Actor, organisation: Organisation, user: User, successor: User | None) -> None:
    if not roles_held(user.id, organisation.id):
        raise NotFoundError(kind="member")
    plan = plan_for(organisation, user)
    if plan.needs_successor:
        _require_able(actor, organisation, plan, successor)
    if successor is not None and plan.needs_successor:
        _hand_on(actor, organisation, user, successor, plan)
    end_membership(actor, organisation, user)


def _require_able(actor: Actor, organisation: Organisation, plan: Plan, successor: User | None) -> None:
    """Refuse a hand-over to nobody, to a stranger, to somebody without the roles, or of roles one may not give."""
    if not plan.candidates:
        raise _refused(_("이어받을 사람이 없습니다. 다른 사람을 먼저 초대해 주세요."))
    if successor is None:
        raise _refused(_("이어받을 사람을 골라 주세요."))
    if all(one.id != successor.id for one in plan.candidates):
        raise _refused(_("이 기관에서 함께 일하는 사람 가운데 골라 주세요."))
    if plan.sole_roles and not (manages(actor, organisation) or is_curator(actor) or is_system(actor)):
        roles = ", ".join(str(ROLE_LABELS[role]) for role in plan.sole_roles)
        raise _refused(
            _(
                "혼자 맡은 역할이 있습니다: %(roles)s. 관리자에게 같은 역할을 맡을 사람을 먼저 부탁해 주세요.",
                roles=roles,
            )
        )
    if lacking := plan.lacking(roles_held(successor.id, organisation.id)):
        kinds = ", ".join(str(pile.kind.label) for pile in lacking)
        raise _refused(_("고른 사람은 이어받을 것(%(kinds)s)을 다룰 역할이 없습니다. 역할을 먼저 주세요.", kinds=kinds))


def _hand_on(actor: Actor, organisation: Organisation, user: User, successor: User, plan: Plan) -> None:
    if plan.sole_roles:
        admit(actor, successor, organisation, plan.sole_roles)
    for pile in plan.piles:
        for thing in pile.things:
            pile.kind.hand_on(actor, thing, successor.id)
    record(
        actor,
        "organisation.handed_over",
        organisation,
        user=user.id,
        to=successor.id,
        roles=[role.value for role in plan.sole_roles],
        things=sum(len(pile.things) for pile in plan.piles),
    )
    send_mail(
        successor.email,
        "handed_over",
        successor.locale,
        name=successor.name,
        person=user.name,
        organisation=organisation.label(successor.locale),
        titles=[thing.title for pile in plan.piles for thing in pile.things],
    )


def _refused(sentence: str) -> InvalidInputError:
    return InvalidInputError(sentence, {"successor": [sentence]})
