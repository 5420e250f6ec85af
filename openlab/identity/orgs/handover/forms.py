"""What somebody chooses who leaves."""

from collections.abc import Sequence
from typing import Any

from openlab.fields import ChoiceField, Form
from openlab.i18n import lazy_gettext as _l
from openlab.identity.accounts.models import User


class HandoverForm(Form):
    """Who takes over."""

    successor = ChoiceField(_l("이어받을 사람"), choices=tuple, blank=_l("고르기"), default="")

    def __init__(self, candidates: Sequence[User], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        people = [(str(user.id), f"{user.name} ({user.email})") for user in candidates]
        self.successor.choices = [("", str(_l("고르기"))), *people]
        self._by_id = {str(user.id): user for user in candidates}

    def chosen(self) -> User | None:
        """Return the person who takes over, None when nobody was chosen."""
        return self._by_id.get(self.successor.data or "")
