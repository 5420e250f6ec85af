"""Who may do what with attachments: what the owner's feature says, and membership where the file asks for it."""

from typing import Any

from openlab.files.owners import rules_of
from openlab.files.states import Visibility
from openlab.kit.policy import Actor, policies


def _may_edit(actor: Actor, attachment: Any) -> bool:
    return rules_of(attachment.owner_type).may_edit(actor, attachment.owner_id)


def _may_read(actor: Actor, attachment: Any) -> bool:
    if attachment.visibility == Visibility.ORGANISATION and not actor.belongs_to(attachment.organisation_id):
        return _may_edit(actor, attachment)
    return rules_of(attachment.owner_type).may_read(actor, attachment.owner_id)


policies.add(
    {
        "files:attachment:read": _may_read,
        "files:attachment:edit": _may_edit,
    }
)
