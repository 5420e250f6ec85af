"""Who may say what they think of a match."""

from openlab.kit.policy import policies, signed_in

policies.add({"matching:feedback:give": signed_in})
