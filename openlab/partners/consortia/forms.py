"""What people type about consortia."""

from typing import Any

from wtforms import FieldList, FormField, HiddenField
from wtforms import Form as PlainForm
from wtforms.validators import ValidationError

from openlab.fields import BlockField, ChoiceField, FigureField, Form, LineField, required
from openlab.i18n import gettext as _
from openlab.i18n import lazy_gettext as _l
from openlab.identity.orgs.labels import SIZE_LABELS
from openlab.identity.orgs.states import SizeClass
from openlab.partners.consortia.labels import ROLE_LABELS, TEMPLATE_LABELS
from openlab.partners.consortia.service import percent
from openlab.partners.consortia.states import MemberRole

MOST, SPARE = 12, 2


class BeginForm(Form):
    """From which template, for which firm."""

    organisation_id = ChoiceField(_l("기관"), choices=list)
    title = LineField(_l("이름"), required(), limit=120, description=_l("예: 골목 주차 실증 컨소시엄"))
    template = ChoiceField(
        _l("짜임새"), choices=lambda: [(one.value, str(text)) for one, text in TEMPLATE_LABELS.items()]
    )


class MemberForm(PlainForm):  # type: ignore[misc]
    """One member's part."""

    name = LineField(_l("기관"), limit=120)
    role = ChoiceField(_l("역할"), choices=lambda: [(one.value, str(text)) for one, text in ROLE_LABELS.items()],
                       default=MemberRole.PARTICIPANT.value)  # fmt: skip
    size_class = ChoiceField(
        _l("규모"), choices=lambda: [(one.value, str(text)) for one, text in SIZE_LABELS.items()], blank=_l("기업 아님")
    )
    task = LineField(_l("맡는 일"), limit=300)
    share = FigureField(_l("지분(%)"))

    def validate_share(self, field: FigureField) -> None:
        """Take 0 to 100 with two decimals at most."""
        share = field.figure or 0
        if not 0 <= share <= 100 or (
            round(share * 100) != share * 100 and abs(share * 100 - round(share * 100)) > 1e-6
        ):
            raise ValidationError(_("0부터 100까지, 소수 둘째 자리까지 써 주세요."))

    def as_member(self) -> dict[str, Any] | None:
        """Return the part as it is stored, None for an empty row."""
        if not (self.name.data or self.task.data or self.share.figure):
            return None
        size = self.size_class.data
        return {
            "name": self.name.data or "",
            "role": MemberRole(self.role.data),
            "size_class": SizeClass(size) if size else None,
            "task": self.task.data or "",
            "share": round((self.share.figure or 0) * 100),
        }


class ConsortiumForm(Form):
    """Who takes which part and share."""

    version = HiddenField()
    title = LineField(_l("이름"), required(), limit=120)
    purpose = BlockField(_l("무엇을 함께하나요?"), limit=2000, rows=3)
    members = FieldList(FormField(MemberForm), max_entries=MOST + SPARE)

    @staticmethod
    def prefill(consortium: Any) -> dict[str, Any]:
        """Return what the form shows of a stored consortium."""
        rows = [
            {"name": one.name, "role": one.role.value, "size_class": one.size_class.value if one.size_class else "",
             "task": one.task, "share": percent(one.share)}
            for one in consortium.members
        ]  # fmt: skip
        return {"title": consortium.title, "purpose": consortium.purpose, "version": str(consortium.version),
                "members": rows}  # fmt: skip

    def parts(self) -> list[dict[str, Any]]:
        """Return the members as the service takes them."""
        return [part for part in (entry.form.as_member() for entry in self.members) if part]
