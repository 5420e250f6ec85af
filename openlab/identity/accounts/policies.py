"""Who may do what with accounts: everybody with their own, nobody with another's."""

from typing import Any

from openlab.kit.policy import Actor, policies, signed_in


def _is_own(actor: Actor, thing: Any) -> bool:
    return actor.user_id is not None and actor.user_id == thing.user_id


policies.add({"accounts:self:use": signed_in, "accounts:session:end": _is_own, "accounts:passkey:remove": _is_own})
