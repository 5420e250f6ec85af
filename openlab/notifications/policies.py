"""Who may choose which mails come: everybody for themselves."""

from openlab.kit.policy import policies, signed_in

policies.add({"notifications:choice:use": signed_in})
