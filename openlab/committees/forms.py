"""What people type about committees."""

from typing import Any

from wtforms import HiddenField

from openlab.committees.labels import KIND_LABELS, SEAT_LABELS, VISIBILITY_LABELS
from openlab.committees.states import CommitteeKind, SeatRole, Visibility
from openlab.fields import BlockField, ChoiceField, DayField, Form, LineField, required
from openlab.i18n import lazy_gettext as _l


class CommitteeForm(Form):
    """What a committee is."""

    version = HiddenField()
    kind = ChoiceField(_l("종류"), choices=lambda: [(kind.value, str(text)) for kind, text in KIND_LABELS.items()])
    name = LineField(_l("이름"), required(), limit=120)
    name_en = LineField(_l("영어 이름"), limit=160)
    purpose = BlockField(_l("하는 일"), limit=2000, rows=4)
    purpose_en = BlockField(_l("하는 일 (영어)"), limit=2000, rows=3)
    visibility = ChoiceField(
        _l("보는 사람"),
        choices=lambda: [(one.value, str(text)) for one, text in VISIBILITY_LABELS.items()],
        description=_l("회의, 회의록, 문서와 할 일을 누가 볼지 정합니다."),
    )

    @staticmethod
    def prefill(committee: Any) -> dict[str, Any]:
        """Return what the form shows of a stored committee."""
        names = ("kind", "name", "name_en", "purpose", "purpose_en", "visibility")
        return {**{name: getattr(committee, name) for name in names}, "version": str(committee.version)}

    def values(self) -> dict[str, Any]:
        """Return the checked data as the service takes it."""
        values = {name: value for name, value in super().values().items() if name != "version"}
        return {**values, "kind": CommitteeKind(values["kind"]), "visibility": Visibility(values["visibility"])}


class SeatForm(Form):
    """Who sits on a committee, for which member."""

    organisation_id = ChoiceField(_l("회원 기관"), required(), choices=list, blank=_l("고르기"))
    email = LineField(_l("이메일"), required(), limit=254, description=_l("그 기관에 속한 사람의 이메일입니다."))
    role = ChoiceField(
        _l("역할"), choices=lambda: [(role.value, str(text)) for role, text in SEAT_LABELS.items()],
        default=SeatRole.MEMBER.value,
    )  # fmt: skip


class TaskForm(Form):
    """What somebody does until when."""

    title = LineField(_l("할 일"), required(), limit=160)
    assignee_id = ChoiceField(_l("맡은 사람"), required(), choices=list, blank=_l("고르기"))
    due_on = DayField(_l("언제까지"), required())
