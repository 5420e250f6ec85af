"""What people type about organisations."""

import re
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField
from wtforms.validators import Optional, ValidationError

from openlab import regions
from openlab.choices import region_choices, sido_choices
from openlab.fields import BlockField, ChoiceField, Form, LineField, ListField, ManyField, NumberField, required
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.i18n import lazy_gettext as _l
from openlab.identity.orgs.checks import parse_business_number
from openlab.identity.orgs.labels import ROLE_LABELS, SIZE_LABELS
from openlab.identity.orgs.states import ROLES_OF, OrganisationKind, Role, SizeClass
from openlab.kit import clock

WEB_ADDRESS = re.compile(r"https?://[^\s/@\\]+\.[^\s\\]+")
# Fields that only some kinds of organisations have.
ONLY = {
    "business_number": {OrganisationKind.COMPANY},
    "size_class": {OrganisationKind.COMPANY},
    "founded_year": {OrganisationKind.COMPANY, OrganisationKind.RESEARCH},
    "youth_founded": {OrganisationKind.COMPANY},
    "nationwide": {OrganisationKind.COMPANY, OrganisationKind.RESEARCH},
    "service_regions": {OrganisationKind.COMPANY, OrganisationKind.RESEARCH},
    "foreign_city": {OrganisationKind.OVERSEAS_CITY},
    "region_code": set(OrganisationKind) - {OrganisationKind.OVERSEAS_CITY, OrganisationKind.MUNICIPALITY},
    "name": set(OrganisationKind) - {OrganisationKind.MUNICIPALITY},
    "name_en": set(OrganisationKind) - {OrganisationKind.MUNICIPALITY},
}


def municipality_choices() -> dict[str, list[tuple[str, str]]]:
    """Return the local governments by 시·도: the 시·도 itself first, then its 시·군·구."""
    locale, today = current_locale(), clock.today()
    return {
        regions.label(sido.code, locale): [
            (place.code, regions.label(place.code, locale)) for place in (sido, *regions.sigungus(sido.code, on=today))
        ]
        for sido in regions.sidos(on=today)
    }


class MunicipalityForm(Form):
    """Which local government one works for."""

    region_code = ChoiceField(_l("지자체"), required(), choices=municipality_choices, blank=_l("고르기"))


class OrganisationForm(Form):
    """An organisation's profile; `for_kind` leaves out what a kind does not have."""

    business_number = LineField(
        _l("사업자등록번호"),
        required(),
        limit=20,
        render_kw={"inputmode": "numeric"},
        description=_l("열 자리 숫자입니다. 예: 123-45-67890"),
    )
    name = LineField(_l("이름"), required(), limit=120)
    name_en = LineField(_l("영어 이름"), limit=160)
    size_class = ChoiceField(
        _l("기업 규모"),
        blank=_l("고르기"),
        choices=lambda: [(size.value, str(SIZE_LABELS[size])) for size in SizeClass],
    )
    founded_year = NumberField(_l("세운 해"), [Optional()], low=1800, high=2100)
    youth_founded = BooleanField(
        _l("청년창업 기업입니다"),
        description=_l("세울 때 대표자가 39세 이하였던 기업입니다. 기업이 밝힌 대로 보입니다."),
    )
    region_code = ChoiceField(_l("소재지"), choices=region_choices, blank=_l("고르기"))
    foreign_city = LineField(_l("도시와 나라"), required(), limit=120, description=_l("예: 바르셀로나, 스페인"))
    nationwide = BooleanField(_l("전국에서 일합니다"))
    service_regions = ManyField(_l("활동 지역"), choices=sido_choices)
    website = LineField(_l("누리집"), limit=300, render_kw={"inputmode": "url"})
    summary = BlockField(_l("소개"), limit=1000, rows=4)
    summary_en = BlockField(_l("영어 소개"), limit=1000, rows=4)
    version = HiddenField()

    @classmethod
    def for_kind(cls, kind: OrganisationKind, *, found: bool, **kwargs: Any) -> "OrganisationForm":
        """Return the form of a kind; the 사업자등록번호 is asked only when a firm is made."""
        form = cls(**kwargs)
        for name, kinds in ONLY.items():
            if kind not in kinds or (name == "business_number" and not found):
                del form[name]
        return form

    def validate_business_number(self, field: LineField) -> None:
        """Check the number's own check digit and keep its ten digits."""
        try:
            field.data = parse_business_number(field.data or "")
        except ValueError as error:
            raise ValidationError(_("사업자등록번호가 맞지 않습니다. 열 자리 숫자를 다시 봐 주세요.")) from error

    def validate_founded_year(self, field: NumberField) -> None:
        """Refuse a year that has not come."""
        if field.data and field.data > clock.today().year:
            raise ValidationError(_("아직 오지 않은 해입니다."))

    def validate_website(self, field: LineField) -> None:
        """Add the scheme that people leave out, and take nothing but the web."""
        if field.data and "://" not in field.data:
            field.data = f"https://{field.data}"
        if field.data and not WEB_ADDRESS.fullmatch(field.data):
            raise ValidationError(_("누리집 주소를 https://example.org 모양으로 써 주세요."))

    def values(self) -> dict[str, Any]:
        """Return the checked data as the service takes it."""
        values = {name: value for name, value in super().values().items() if name != "version"}
        if values.get("nationwide"):
            values["service_regions"] = []  # everywhere leaves nothing to name
        if "size_class" in values:
            values["size_class"] = SizeClass(values["size_class"]) if values["size_class"] else None
        return values


class JoinForm(Form):
    """A word to the managers."""

    message = BlockField(
        _l("관리자에게 한마디"), limit=500, rows=3, description=_l("소속과 하는 일을 적으면 빨리 확인할 수 있습니다.")
    )


class ReasonForm(Form):
    """Why a request is declined."""

    reason = BlockField(_l("까닭"), required(), limit=500, rows=3, description=_l("신청한 사람에게 메일로 전해집니다."))


class DomainsForm(Form):
    """The mail domains that prove belonging."""

    domains = ListField(
        _l("기관 메일 도메인"), description=_l("이 도메인의 메일로 가입한 사람은 바로 들어옵니다. 쉼표로 나눠 쓰세요.")
    )


class RolesForm(Form):
    """The roles of one person, and the department where the organisation keeps a list of them."""

    roles = ManyField(_l("역할"), choices=tuple)
    department = ChoiceField(_l("부서"), choices=tuple, blank=_l("정하지 않음"))

    def __init__(self, kind: OrganisationKind, departments: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.roles.choices = [(role.value, str(ROLE_LABELS[role])) for role in ROLES_OF[kind]]
        self.department.choices = [("", str(_l("정하지 않음"))), *departments]
        if not departments:
            del self.department

    def chosen(self) -> set[Role]:
        """Return the chosen roles."""
        return {Role(code) for code in self.roles.data or ()}
