"""What a curator must say before seeing the site as somebody else."""

from openlab.fields import BlockField, Form, required
from openlab.i18n import lazy_gettext as _l


class VisitForm(Form):
    """Why somebody's place is taken."""

    reason = BlockField(
        _l("왜 이 사람의 자리에서 보나요?"),
        required(_l("이유를 써 주세요. 그 사람이 읽습니다.")),
        limit=500,
        rows=3,
        description=_l("감사 기록에 남고, 그 사람도 자기 화면에서 읽습니다."),
    )
