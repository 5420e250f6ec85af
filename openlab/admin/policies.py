"""Who may use the desk of the alliance."""

from typing import Any

from openlab.identity.orgs.policies import is_curator
from openlab.kit.policy import Actor, all_of, policies, signed_in


def _is_another(actor: Actor, user: Any) -> bool:
    return bool(actor.user_id != user.id)


policies.add(
    {
        "admin:abuse:report": signed_in,
        "admin:abuse:decide": is_curator,
        "admin:rule:change": is_curator,
        "admin:announcement:write": is_curator,
        "admin:impersonation:begin": all_of(is_curator, _is_another),
        "admin:user:suspend": all_of(is_curator, _is_another),
    }
)
