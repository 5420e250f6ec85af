"""What people type about their accounts."""

from typing import Any

from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import Email, ValidationError

from openlab.fields import ChoiceField, Form, LineField, at_most, required
from openlab.i18n import lazy_gettext as _l
from openlab.identity.accounts.passwords import LONGEST, find_weakness
from openlab.kit.text import clean_line

LANGUAGES = (("ko", "한국어"), ("en", "English"))


def _plain(value: Any) -> Any:
    return clean_line(value).lower() if isinstance(value, str) else value


def _email(label: Any) -> EmailField:
    wrong = _l("이메일 주소를 name@example.org 모양으로 써 주세요.")
    return EmailField(
        label,
        [*required(), at_most(254), Email(wrong)],
        filters=[_plain],
        render_kw={"autocomplete": "email", "inputmode": "email", "maxlength": 254},
    )


def _password(label: Any, autocomplete: str, **kwargs: Any) -> PasswordField:
    return PasswordField(
        label, [*required(), at_most(LONGEST)], render_kw={"autocomplete": autocomplete, "maxlength": LONGEST}, **kwargs
    )


def _new_password(label: Any) -> PasswordField:
    return _password(
        label,
        "new-password",
        description=_l("10자 이상이면 됩니다. 기억하기 쉬운 낱말 서너 개를 이어 쓰는 편이 안전합니다."),
    )


class LoginForm(Form):
    """Who are you?"""

    email = _email(_l("이메일"))
    password = _password(_l("비밀번호"), "current-password")
    next = HiddenField()


class SignUpForm(Form):
    """A new account."""

    name = LineField(_l("이름"), required(), limit=80, render_kw={"autocomplete": "name"})
    email = _email(_l("이메일"))
    password = _new_password(_l("비밀번호"))

    def validate_password(self, field: PasswordField) -> None:
        """Refuse a weak password beside its field."""
        _refuse_weak(field, self.email.data or "", self.name.data or "")


class ResetRequestForm(Form):
    """Where to send the link."""

    email = _email(_l("가입한 이메일"))


class ResetForm(Form):
    """A new password after a mailed link."""

    password = _new_password(_l("새 비밀번호"))

    def validate_password(self, field: PasswordField) -> None:
        """Refuse a weak password beside its field."""
        _refuse_weak(field)


class ProfileForm(Form):
    """Name and language."""

    name = LineField(_l("이름"), required(), limit=80, render_kw={"autocomplete": "name"})
    locale = ChoiceField(_l("언어"), choices=lambda: LANGUAGES, description=_l("화면과 메일에 쓰는 언어입니다."))


class PasswordForm(Form):
    """A new password for somebody who knows the present one."""

    current = _password(_l("지금 비밀번호"), "current-password")
    password = _new_password(_l("새 비밀번호"))


class AgainForm(Form):
    """The present password once more, before something weighty."""

    password = _password(_l("지금 비밀번호"), "current-password")


class EmailForm(Form):
    """A new address for the account."""

    email = _email(_l("새 이메일"))
    password = _password(_l("지금 비밀번호"), "current-password")


class PasskeyForm(Form):
    """A name for a passkey that is being made, and the password once more."""

    name = LineField(
        _l("패스키 이름"), required(), limit=80, description=_l("나중에 알아볼 이름입니다. 예: 사무실 노트북")
    )
    password = _password(_l("지금 비밀번호"), "current-password")
    credential = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="passkey-", **kwargs)


class CodeForm(Form):
    """A code that the authenticator app shows."""

    code = LineField(
        _l("인증 코드"),
        required(),
        limit=40,
        description=_l("앱에 보이는 여섯 자리 숫자입니다."),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"},
    )


class SecondStepForm(Form):
    """A code of the app, or a recovery code."""

    code = LineField(
        _l("인증 코드나 복구 코드"),
        required(),
        limit=40,
        description=_l(
            "앱에 보이는 여섯 자리 숫자를 써 주세요. 전화기가 없으면 적어 둔 복구 코드 하나를 쓸 수 있습니다."
        ),
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none"},
    )


def _refuse_weak(field: PasswordField, email: str = "", name: str = "") -> None:
    if weakness := find_weakness(field.data or "", email, name):
        raise ValidationError(str(weakness))
