"""What people type about proof by document."""

from flask_wtf.file import FileField

from openlab.fields import BlockField, Form
from openlab.i18n import lazy_gettext as _l


class LogoForm(Form):
    """The picture."""

    file = FileField(
        _l("로고"), description=_l("PNG, JPEG, WebP 그림. 1MB까지"), render_kw={"accept": ".png,.jpg,.jpeg,.webp"}
    )


class VerificationForm(Form):
    """The document, and what to know about it."""

    file = FileField(
        _l("증빙 문서"),
        description=_l(
            "사업자등록증, 고유번호증, 공문처럼 기관이 맞는지 보여 주는 문서. 기관의 관리자와 얼라이언스만 봅니다."
        ),
    )
    message = BlockField(_l("얼라이언스에 한마디"), limit=1000, rows=3)
