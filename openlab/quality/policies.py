"""Who may see how good matching is, and who may change what ranking weighs."""

from openlab.identity.orgs.policies import is_curator
from openlab.kit.policy import policies

policies.add({"quality:report:read": is_curator, "quality:weights:change": is_curator})
