"""Who may do what with personal data: everybody with their own, the alliance's curators with the record of accesses."""

from typing import Any

from openlab.identity.orgs.policies import is_curator
from openlab.kit.policy import Actor, is_system, policies, signed_in


def _is_own(actor: Actor, deletion: Any) -> bool:
    return actor.user_id is not None and actor.user_id == deletion.user_id


policies.add(
    {
        "privacy:self:use": signed_in,
        "privacy:access:read": is_curator,
        "privacy:deletion:take_back": _is_own,
        "privacy:deletion:complete": is_system,
    }
)
