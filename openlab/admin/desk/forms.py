"""What a curator types before something happens to many at once."""

from openlab.fields import BlockField, Form, required
from openlab.i18n import lazy_gettext as _l


class BulkReasonForm(Form):
    """Why accounts are shut or opened again."""

    reason = BlockField(
        _l("이유"),
        required(_l("이유를 써 주세요. 감사 기록에 남습니다.")),
        limit=500,
        rows=3,
        description=_l("감사 기록에 남습니다."),
    )
