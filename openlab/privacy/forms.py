"""What is asked before personal data leaves or goes."""

from wtforms import PasswordField
from wtforms.validators import InputRequired

from openlab.fields import BlockField, Form, at_least, required
from openlab.i18n import lazy_gettext as _l


class ReasonToExportForm(Form):
    """Why somebody takes personal data out: the law asks that the reason of a download is known."""

    reason = BlockField(
        _l("내려받는 까닭"),
        [*required(_l("왜 내려받는지 써 주세요. 기록에 남고 본인도 볼 수 있습니다.")), at_least(5)],
        limit=300,
        rows=2,
        description=_l("기록에 남고, 거기 나오는 사람들도 자기 화면에서 볼 수 있습니다."),
    )


class PasswordCheckForm(Form):
    """The present password once more, so that an open browser is not enough."""

    password = PasswordField(
        _l("지금 비밀번호"),
        [InputRequired(_l("비밀번호를 써 주세요."))],
        render_kw={"autocomplete": "current-password"},
    )
