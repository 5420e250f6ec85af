"""What people type about official domains and addresses."""

from wtforms import EmailField
from wtforms.validators import Email

from openlab.fields import ChoiceField, Form, LineField, at_most, required
from openlab.i18n import lazy_gettext as _l


class ProofForm(Form):
    """The official address that the link goes to."""

    email = EmailField(
        _l("기관 메일"),
        [*required(), at_most(254), Email(_l("이메일 주소를 name@example.org 모양으로 써 주세요."))],
        render_kw={"inputmode": "email", "autocomplete": "email"},
    )


class OfficialDomainForm(Form):
    """What is said about a domain."""

    pattern = LineField(
        _l("도메인"),
        required(),
        limit=253,
        description=_l("city.go.kr은 그 도메인만, 앞에 점을 찍은 .go.kr은 그 아래 모두를 뜻합니다."),
    )
    accepted = ChoiceField(
        _l("공식 메일로 볼까요?"),
        choices=lambda: [("yes", str(_l("공식 메일입니다"))), ("no", str(_l("공식 메일이 아닙니다")))],
        default="yes",
    )
    note = LineField(_l("까닭"), required(), limit=200, description=_l("바꾼 사람과 함께 목록과 감사 기록에 남습니다."))
