"""Who may do what with partner notices and requests."""

from typing import Any

from openlab.identity.orgs.states import SUPPLY_KINDS, Role
from openlab.kit.policy import Actor, any_of, policies
from openlab.partners.states import TALKING, NoticeStatus


def firms_spoken_for(actor: Actor) -> tuple[int, ...]:
    """Return the ids of the firms and research bodies for which the actor speaks."""
    return tuple(
        org
        for kind in SUPPLY_KINDS
        for org in actor.organisations_of_kind(kind)
        if actor.has_role(org, Role.MEMBER, Role.MANAGER)
    )


def speaks_for_a_firm(actor: Actor, _thing: Any = None) -> bool:
    """Say whether the actor speaks for some firm."""
    return bool(firms_spoken_for(actor))


def is_open(_actor: Actor, notice: Any) -> bool:
    """Say whether everybody may read the notice."""
    return bool(notice.status == NoticeStatus.OPEN)


def _owns(actor: Actor, thing: Any) -> bool:
    return thing.organisation_id in firms_spoken_for(actor)


def _asked(actor: Actor, request: Any) -> bool:
    return request.to_organisation_id in firms_spoken_for(actor)


def _asks(actor: Actor, request: Any) -> bool:
    return request.organisation_id in firms_spoken_for(actor)


def _talks(actor: Actor, request: Any) -> bool:
    return request.status in TALKING and (_asks(actor, request) or _asked(actor, request))


policies.add(
    {
        "partners:notice:read": any_of(is_open, _owns),
        "partners:notice:create": speaks_for_a_firm,
        "partners:notice:edit": _owns,
        "partners:request:create": speaks_for_a_firm,
        "partners:request:read": any_of(_asks, _asked),
        "partners:request:decide": _asked,
        "partners:request:withdraw": _asks,
        "partners:request:write": _talks,
    }
)
