"""Who may leave, and who may make somebody leave."""

from typing import Any

from openlab.identity.orgs.policies import is_curator, manages
from openlab.kit.policy import Actor, any_of, policies


def _belongs(actor: Actor, organisation: Any) -> bool:
    return actor.belongs_to(organisation.id)


policies.add({"orgs:handover:leave": _belongs, "orgs:handover:remove": any_of(manages, is_curator)})
