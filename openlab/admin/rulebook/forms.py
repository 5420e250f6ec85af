"""What a curator types to let a rule say something else."""

from typing import Any

from openlab.admin.rulebook.labels import MARK_LABELS, UNIT_LABELS
from openlab.fields import BlockField, ChoiceField, DayField, FigureField, Form, LineField, required
from openlab.i18n import lazy_gettext as _l
from openlab.rules.queries import FIELDS


class RuleForm(Form):
    """A new version of a rule."""

    name = LineField(_l("이름"), required(), limit=200)
    name_en = LineField(_l("영어 이름"), required(), limit=200)
    number = FigureField(_l("값"), description=_l("숫자가 없는 규칙이면 비워 둡니다."))
    unit = ChoiceField(_l("단위"), choices=lambda: list(UNIT_LABELS.items()), blank=_l("없음"))
    text = BlockField(_l("내용"), required(), limit=1000, rows=3)
    text_en = BlockField(_l("영어 내용"), required(), limit=1000, rows=3)
    basis = LineField(_l("근거"), required(), limit=300, description=_l("법령의 조문이나 출처를 써 주세요."))
    mark = ChoiceField(
        _l("확실한 정도"), required(), choices=lambda: [(mark.value, label) for mark, label in MARK_LABELS.items()]
    )
    effective_from = DayField(
        _l("시행일"), required(), description=_l("이날부터 이 값으로 셉니다. 지난날은 고를 수 없습니다.")
    )
    reason = BlockField(_l("바꾸는 까닭"), required(), limit=500, rows=2, description=_l("감사 기록에 남습니다."))

    def said(self) -> dict[str, Any]:
        """Return what the version says, as the service takes it."""
        return {name: getattr(self, name).data or "" for name in FIELDS} | {"number": self.number.figure}
