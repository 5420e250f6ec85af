"""Who writes down a consortium and who reads it: the firm that leads it."""

from typing import Any

from openlab.kit.policy import Actor, policies
from openlab.partners.policies import firms_spoken_for, speaks_for_a_firm


def _owns(actor: Actor, consortium: Any) -> bool:
    return consortium.organisation_id in firms_spoken_for(actor)


policies.add(
    {
        "partners:consortium:create": speaks_for_a_firm,
        "partners:consortium:read": _owns,
        "partners:consortium:edit": _owns,
    }
)
