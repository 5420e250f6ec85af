"""Who may make one organisation of two."""

from openlab.identity.orgs.policies import is_curator
from openlab.kit.policy import policies

policies.add({"orgs:organisation:merge": is_curator})
