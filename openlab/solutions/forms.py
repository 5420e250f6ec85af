"""The shape of what people type about a solution, and the sentences they read when it does not fit."""

import re
from datetime import date
from typing import Any

from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField
from wtforms import Form as PlainForm
from wtforms.validators import ValidationError

from openlab.choices import category_choices, sido_choices, term_choices, trl_choices
from openlab.drafts import with_the_unseen
from openlab.exchange import MOST_ITEMS
from openlab.fields import (
    BlockField,
    ChoiceField,
    DayField,
    FigureField,
    Form,
    LineField,
    ListField,
    ManyField,
    NumberField,
    WonField,
    figure_text,
    required,
)
from openlab.i18n import gettext as _
from openlab.i18n import lazy_gettext as _l
from openlab.solutions.states import Maturity
from openlab.taxonomy import Vocabulary

TRANSLATED = ("title", "summary", "description")
TRL_CODES = tuple("123456789")
ADDRESS = re.compile(r"https?://[^\s/$.?#][^\s\"<>]*", re.IGNORECASE)
SPDX = re.compile(r"[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*")
# Fields that carry the same name and the same value in form and table.
SAME = (
    "lang",
    "title",
    "summary",
    "description",
    "category",
    "technologies",
    "keywords",
    "price_min",
    "price_max",
    "price_basis",
    "delivery_weeks",
    "nationwide",
    "region_codes",
    "data_hub",
    "standards",
    "open_source_licence",
    "repository_url",
    "compliance_flags",
)


class NewSolutionForm(Form):
    """All that a draft needs."""

    title = LineField(
        _l("이름"),
        required(),
        limit=120,
        description=_l("무엇을 하는지 드러나게 한 줄로. 예: 전원 공사 없이 옮겨 쓰는 정차 단속 장비"),
    )
    organisation_id = ChoiceField(_l("기업"), choices=list)


class ReferenceForm(PlainForm):  # type: ignore[misc]
    """One place where the solution is in use."""

    client = LineField(_l("도입한 곳"), limit=120)
    year = NumberField(_l("해"), low=1990, high=2100)
    note = LineField(_l("내용"), limit=200)

    def validate_client(self, field: Any) -> None:
        """Ask for the client when anything else stands in the row."""
        if not field.data and (self.year.data or self.note.data):
            raise ValidationError(_("도입한 곳을 써 주세요."))

    def as_entry(self) -> dict[str, Any] | None:
        """Return the reference as it is stored, None for an empty row."""
        if not self.client.data:
            return None
        return {"client": self.client.data, "year": self.year.data, "note": self.note.data or ""}


class ClaimForm(PlainForm):  # type: ignore[misc]
    """One figure the firm claims, and what it rests on."""

    name = LineField(_l("무엇을"), limit=80)
    value = FigureField(_l("값"))
    unit = LineField(_l("단위"), limit=20)
    evidence = LineField(_l("근거 자료"), limit=200)

    def validate_name(self, field: Any) -> None:
        """Ask for a name to go with the figure."""
        if self.value.data and not field.data:
            raise ValidationError(_("지표의 이름을 써 주세요."))

    def as_entry(self) -> dict[str, Any] | None:
        """Return the claim as it is stored, None for an empty row."""
        if not self.name.data:
            return None
        return {
            "name": self.name.data,
            "unit": self.unit.data or "",
            "value": self.value.figure,
            "evidence": self.evidence.data or "",
        }


class CertificateForm(PlainForm):  # type: ignore[misc]
    """One certificate, and the last day it is valid."""

    code = ChoiceField(_l("인증"), choices=lambda: term_choices(Vocabulary.CERTIFICATION), blank=_l("고르기"))
    expires_on = DayField(_l("유효 기간 끝날"))

    def as_entry(self) -> tuple[str, date | None] | None:
        """Return code and day, None for an empty row."""
        return (self.code.data, self.expires_on.data) if self.code.data else None


class SolutionForm(Form):
    """The whole listing; every field may stay empty in a draft, but what stands there must make sense."""

    version = HiddenField()
    lang = RadioField(_l("쓰는 말"), choices={"ko": "한국어", "en": "English"}, default="ko")
    title = LineField(_l("이름"), required(), limit=120, description=_l("무엇을 하는지 드러나게 한 줄로 써 주세요."))
    summary = BlockField(
        _l("무엇을 해 주나요?"),
        limit=300,
        rows=3,
        description=_l(
            "기술을 모르는 담당자에게 말하듯 한두 문장으로. 예: 버스가 다니는 길의 불법주정차를 사람 없이 가려냅니다."
        ),
    )
    category = ChoiceField(_l("분야"), choices=category_choices, blank=_l("고르기"))
    keywords = ListField(
        _l("찾기말"), most=12, description=_l("담당자가 찾을 때 쓸 낱말을 쉼표로 나눕니다. 예: 불법주정차, 상가 골목")
    )

    description = BlockField(
        _l("어떻게 하나요?"),
        limit=5000,
        rows=8,
        description=_l("기술과 설치 방법, 필요한 조건을 써 주세요. 확인한 수치가 있으면 근거와 함께 씁니다."),
    )
    technologies = ListField(_l("쓰는 기술"), most=12, description=_l("예: 엣지 AI, 태양광, LoRaWAN"))
    trl = ChoiceField(_l("기술 성숙도(TRL)"), choices=trl_choices, blank=_l("고르기"))
    maturity = ChoiceField(_l("성숙 단계"), choices=lambda: term_choices(Vocabulary.MATURITY), blank=_l("고르기"))
    data_hub = BooleanField(_l("스마트시티 데이터허브와 연계할 수 있습니다"))
    standards = ListField(_l("따르는 표준"), most=12, description=_l("예: NGSI-LD, ONVIF, MQTT"))
    open_source_licence = LineField(_l("오픈소스 라이선스"), limit=80, description=_l("SPDX 이름으로. 예: Apache-2.0"))
    repository_url = LineField(_l("소스 저장소"), limit=300, description=_l("https://로 시작하는 주소"))
    compliance_flags = ManyField(_l("미리 살필 것"), choices=lambda: term_choices(Vocabulary.COMPLIANCE))

    price_min = WonField(_l("가격(적어도)"), description=_l("부가세를 넣은 금액. 예: 6,000만"))
    price_max = WonField(_l("가격(많아도)"), description=_l("예: 2억 6,000만"))
    price_basis = LineField(
        _l("가격 설명"),
        limit=200,
        description=_l("무엇이 든 값인지. 예: 1식, 설치와 1년 유지보수 포함. 정하기 어려우면 ‘협의’"),
    )
    delivery_weeks = NumberField(_l("납품까지"), low=1, high=260, description=_l("계약부터 쓸 수 있을 때까지"))
    nationwide = BooleanField(_l("전국에 공급합니다"))
    region_codes = ManyField(_l("공급하는 시·도"), choices=sido_choices)

    references_count = NumberField(_l("도입한 곳 수"), low=0, high=10000)
    references = FieldList(FormField(ReferenceForm), _l("도입한 곳"), max_entries=MOST_ITEMS)
    claimed_kpis = FieldList(FormField(ClaimForm), _l("확인한 수치"), max_entries=MOST_ITEMS)
    certificate_dates = FieldList(FormField(CertificateForm), _l("인증"), max_entries=MOST_ITEMS)

    other_title = LineField(_l("이름 (다른 말)"), limit=160)
    other_summary = BlockField(_l("무엇을 해 주나요? (다른 말)"), limit=500, rows=3)
    other_description = BlockField(_l("어떻게 하나요? (다른 말)"), limit=6000, rows=5)

    def validate_price_max(self, field: Any) -> None:
        """Keep the two ends of the price in order."""
        if field.data is not None and self.price_min.data is not None and field.data < self.price_min.data:
            raise ValidationError(_("많아도 드는 값이 적어도 드는 값보다 작습니다."))

    def validate_repository_url(self, field: Any) -> None:
        """Take web addresses only."""
        if field.data and not ADDRESS.fullmatch(field.data):
            raise ValidationError(_("https://로 시작하는 주소를 써 주세요."))

    def validate_open_source_licence(self, field: Any) -> None:
        """Take what looks like an SPDX expression."""
        if field.data and not SPDX.fullmatch(field.data):
            raise ValidationError(_("SPDX 이름으로 써 주세요. 예: Apache-2.0, MIT, GPL-3.0-or-later"))

    def solution_values(self, solution: Any, only_valid: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002
        """Return the values as the service takes them; `only_valid` leaves out fields that have errors.

        What the form does not show of `solution` (further translated texts, English wordings of entries) stays.
        """
        values: dict[str, Any] = {name: self[name].data for name in SAME}
        other = {name: self[f"other_{name}"].data for name in TRANSLATED if self[f"other_{name}"].data}
        unseen = {name: text for name, text in solution.translation.items() if name not in TRANSLATED}
        values["translation"] = unseen | other
        values["region_codes"] = [] if self.nationwide.data else sorted(self.region_codes.data or ())
        values["trl"] = int(self.trl.data) if self.trl.data in TRL_CODES else None
        values["maturity"] = Maturity(self.maturity.data) if self.maturity.data in Maturity.__members__ else None
        values["references"] = with_the_unseen(self._entries("references"), solution.references, "client", "year")
        values["references_count"] = max(self.references_count.data or 0, len(values["references"]))
        values["claimed_kpis"] = with_the_unseen(self._entries("claimed_kpis"), solution.claimed_kpis, "name", "unit")
        values["certificate_dates"] = dict(self._entries("certificate_dates"))
        wrong = self._wrong_values() if only_valid else set()
        return {name: value for name, value in values.items() if name not in wrong}

    def _wrong_values(self) -> set[str]:
        """Return the values that something typed spoils; the ends of the price only make sense together."""
        wrong = set(self.errors)
        if wrong & {"price_min", "price_max"}:
            wrong |= {"price_min", "price_max"}
        if any(name.startswith("other_") for name in wrong):
            wrong.add("translation")
        return wrong

    def _entries(self, name: str) -> list[Any]:
        return [entry for entry in (row.form.as_entry() for row in self[name]) if entry]

    def add_spare_rows(self) -> None:
        """Give every list a row to write into."""
        for rows, least in ((self.references, 2), (self.claimed_kpis, 2), (self.certificate_dates, 1)):
            while len(rows) < least or (len(rows) < rows.max_entries and rows[-1].form.as_entry()):
                rows.append_entry({})

    @staticmethod
    def prefill(solution: Any) -> dict[str, Any]:
        """Return the form's data for a stored solution."""
        other = {f"other_{name}": text for name, text in solution.translation.items() if name in TRANSLATED}
        return {
            **{name: getattr(solution, name) for name in SAME},
            **other,
            "version": str(solution.version),
            "trl": str(solution.trl or ""),
            "maturity": solution.maturity.value if solution.maturity else "",
            "references": solution.references,
            "references_count": solution.references_count or None,
            "claimed_kpis": [{**claim, "value": figure_text(claim.get("value"))} for claim in solution.claimed_kpis],
            "certificate_dates": [
                {"code": code, "expires_on": day} for code, day in sorted(solution.certificate_dates.items())
            ],
        }


class NoteForm(Form):
    """A reason that may be left out."""

    reason = BlockField(_l("이유(쓰지 않아도 됩니다)"), limit=1000, rows=3)
