"""What people type about invitations."""

from collections.abc import Sequence
from typing import Any

from wtforms import EmailField, PasswordField
from wtforms.validators import Email

from openlab.fields import ChoiceField, Form, LineField, ManyField, at_most, required
from openlab.i18n import lazy_gettext as _l
from openlab.i18n import ngettext
from openlab.identity.accounts.passwords import LONGEST
from openlab.identity.orgs.invitations.service import DAYS
from openlab.identity.orgs.labels import ROLE_LABELS
from openlab.identity.orgs.states import ROLES_OF, OrganisationKind, Role


class InviteForm(Form):
    """Whom to let in, as what, and until when the link works."""

    email = EmailField(
        _l("이메일"),
        [*required(), at_most(254), Email(_l("이메일 주소를 name@example.org 모양으로 써 주세요."))],
        render_kw={"inputmode": "email", "autocomplete": "off"},
    )
    roles = ManyField(_l("역할"), required(_l("역할을 하나 이상 골라 주세요.")), choices=tuple)
    department = ChoiceField(_l("부서"), choices=tuple, blank=_l("정하지 않음"))
    days = ChoiceField(
        _l("초대 기한"),
        choices=lambda: [(str(days), ngettext("%(num)s일", "%(num)s일", days)) for days in DAYS],
        default="14",
    )

    def __init__(self, kind: OrganisationKind, departments: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.roles.choices = [(role.value, str(ROLE_LABELS[role])) for role in ROLES_OF[kind]]
        self.department.choices = [("", str(_l("정하지 않음"))), *departments]
        if not departments:
            del self.department

    def chosen(self) -> set[Role]:
        """Return the chosen roles."""
        return {Role(code) for code in self.roles.data or ()}


class EnterForm(Form):
    """A new account for somebody whose address the mailed link has proved."""

    name = LineField(_l("이름"), required(), limit=80, render_kw={"autocomplete": "name"})
    password = PasswordField(
        _l("비밀번호"),
        [*required(), at_most(LONGEST)],
        render_kw={"autocomplete": "new-password", "maxlength": LONGEST},
        description=_l("10자 이상이면 됩니다. 기억하기 쉬운 낱말 서너 개를 이어 쓰는 편이 안전합니다."),
    )
