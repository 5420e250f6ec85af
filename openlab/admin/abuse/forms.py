"""What people type about abuse."""

from openlab.admin.abuse.labels import CAUSE_LABELS
from openlab.fields import BlockField, ChoiceField, Form, required
from openlab.i18n import lazy_gettext as _l


class ReportForm(Form):
    """What is wrong with a page."""

    cause = ChoiceField(
        _l("무엇이 문제인가요?"),
        required(_l("무엇이 문제인지 골라 주세요.")),
        choices=lambda: [(cause.value, label) for cause, label in CAUSE_LABELS.items()],
        blank=_l("고르기"),
    )
    note = BlockField(
        _l("자세한 내용"),
        required(_l("어느 부분이 왜 문제인지 써 주세요.")),
        limit=1000,
        rows=5,
        description=_l("어느 문장이나 그림이 왜 문제인지 써 주세요. 올린 사람에게는 누가 신고했는지 알리지 않습니다."),
    )


class DecisionForm(Form):
    """What was decided about a report, and why."""

    action = ChoiceField(
        _l("결정"),
        required(_l("결정을 골라 주세요.")),
        choices=lambda: [("uphold", _l("조치함")), ("dismiss", _l("문제없음"))],
        blank=_l("고르기"),
    )
    reason = BlockField(
        _l("까닭"),
        required(_l("까닭을 써 주세요. 신고한 사람이 읽습니다.")),
        limit=1000,
        rows=4,
        description=_l("무엇을 했는지, 왜 그렇게 정했는지 써 주세요. 신고한 사람이 읽습니다."),
    )
