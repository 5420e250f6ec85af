"""What a curator writes when a listing is not let through."""

from openlab.fields import BlockField, ChoiceField, Form, required
from openlab.i18n import lazy_gettext as _l
from openlab.solutions.labels import REASON_LABELS


class ReviewForm(Form):
    """A reason from the closed list and a note that the firm reads."""

    reason = ChoiceField(
        _l("이유"),
        required(_l("이유를 골라 주세요.")),
        choices=lambda: [(reason.value, label) for reason, label in REASON_LABELS.items()],
        blank=_l("고르기"),
    )
    note = BlockField(
        _l("기업에 남길 말"),
        required(_l("이유를 써 주세요. 상대방이 읽습니다.")),
        limit=1000,
        rows=4,
        description=_l("무엇을 어떻게 고치면 되는지 써 주세요. 그대로 기업에 보입니다."),
    )
