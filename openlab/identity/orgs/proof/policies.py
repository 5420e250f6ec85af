"""Who may say which mail domains are official."""

from openlab.identity.orgs.policies import is_curator
from openlab.kit.policy import policies, signed_in

policies.add({"orgs:domain:edit": is_curator, "orgs:proof:ask": signed_in})
