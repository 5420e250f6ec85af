"""The shape of what people type about a need, and the sentences they read when it does not fit."""

from datetime import date
from typing import Any

from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField
from wtforms import Form as PlainForm
from wtforms.validators import ValidationError

from openlab.choices import category_choices, region_choices, term_choices, trl_choices
from openlab.drafts import with_the_unseen
from openlab.exchange import MOST_ITEMS
from openlab.fields import (
    BlockField,
    ChoiceField,
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
from openlab.i18n.formats import format_month
from openlab.kit import clock
from openlab.needs.models import TEXT_FIELDS
from openlab.needs.states import Funding, PolicyTag
from openlab.taxonomy import Vocabulary

SPARE_KPI_ROWS = 2
TRANSLATED = ("title", "problem", "desired_outcome")
TRL_CODES = tuple("123456789")


def month_choices() -> list[tuple[str, str]]:
    """Return the coming twenty-four months as 'YYYY-MM'."""
    start = clock.today().replace(day=1)
    months = [date(start.year + (start.month + n - 1) // 12, (start.month + n - 1) % 12 + 1, 1) for n in range(24)]
    return [(f"{month:%Y-%m}", format_month(month)) for month in months]


class NewNeedForm(Form):
    """All that a draft needs."""

    title = LineField(
        _l("제목"),
        required(),
        limit=120,
        description=_l("무엇이 누구에게 아픈지 한 줄로. 예: 상가 골목에 잠깐 세운 차로 마을버스가 지나가지 못함"),
    )
    organisation_id = ChoiceField(_l("기관"), choices=list)


class KpiForm(PlainForm):  # type: ignore[misc]
    """One measure of success."""

    name = LineField(_l("이름"), limit=80)
    unit = LineField(_l("단위"), limit=20)
    baseline = FigureField(_l("지금 값"))
    target = FigureField(_l("목표 값"))
    direction = ChoiceField(_l("좋아지는 방향"), choices=lambda: [("up", _("늘어남")), ("down", _("줄어듦"))])
    no_baseline_reason = LineField(_l("지금 값이 없는 이유"), limit=120)

    def validate_target(self, field: Any) -> None:
        """Ask for a name to go with the numbers."""
        if (field.data or self.baseline.data) and not self.name.data:
            raise ValidationError(_("지표의 이름을 써 주세요."))

    def as_kpi(self) -> dict[str, Any] | None:
        """Return the measure as it is stored, None for an empty row."""
        if not self.name.data:
            return None
        return {
            "name": self.name.data,
            "unit": self.unit.data or "",
            "baseline": self.baseline.figure,
            "target": self.target.figure,
            "direction": self.direction.data or "up",
            "no_baseline_reason": self.no_baseline_reason.data or "",
        }


class NeedForm(Form):
    """The whole need; every field may stay empty while it is a draft, but what stands there must make sense."""

    version = HiddenField()
    lang = RadioField(_l("쓰는 말"), choices={"ko": "한국어", "en": "English"}, default="ko")
    title = LineField(_l("제목"), required(), limit=120, description=_l("무엇이 누구에게 아픈지 한 줄로 써 주세요."))
    problem = BlockField(
        _l("무엇이 문제인가요?"),
        limit=5000,
        rows=7,
        description=_l(
            "지금 어떤 일이 얼마나 자주, 언제, 어디서 벌어지나요? 장비 이름보다 겪는 일을 숫자와 함께 써 주세요."
        ),
    )
    affected = BlockField(
        _l("누가 얼마나 겪나요?"), limit=1000, rows=2, description=_l("예: 이면도로 주민 4,200명, 마을버스 6대")
    )
    site = BlockField(
        _l("어디인가요?"), limit=1000, rows=2, description=_l("예: 중앙동·별양동 상업지역 이면도로 2.1km")
    )
    desired_outcome = BlockField(
        _l("어떻게 되면 좋을까요?"),
        limit=3000,
        rows=4,
        description=_l("해법이 아니라 바뀐 모습을 써 주세요. 예: 사람을 늘리지 않고도 운전자가 스스로 자리를 뜬다"),
    )
    category = ChoiceField(_l("분야"), choices=category_choices, blank=_l("고르기"))
    region_code = ChoiceField(_l("지역"), choices=region_choices, blank=_l("고르기"))
    foreign_city = LineField(_l("해외 도시"), limit=120, description=_l("국내 지역이 아닐 때만 씁니다."))
    kpis = FieldList(FormField(KpiForm), max_entries=MOST_ITEMS + SPARE_KPI_ROWS)

    budget_min = WonField(_l("예산(적어도)"), description=_l("예: 1억 2,000만"))
    budget_max = WonField(_l("예산(많아도)"), description=_l("예: 1억 8,000만. 대략이어도 됩니다."))
    funding = ChoiceField(_l("재원"), choices=lambda: term_choices(Vocabulary.FUNDING), blank=_l("고르기"))
    period_months = NumberField(_l("기간"), low=1, high=120, description=_l("설치부터 결과 보고까지"))
    desired_start = ChoiceField(
        _l("시작하고 싶은 달"), choices=month_choices, blank=_l("고르기"), validate_choice=False
    )
    min_trl = ChoiceField(_l("기술 성숙도(최소)"), choices=trl_choices, blank=_l("상관없음"))
    required_certifications = ManyField(
        _l("꼭 있어야 하는 인증"), choices=lambda: term_choices(Vocabulary.CERTIFICATION)
    )
    needs_data_hub = BooleanField(_l("데이터허브와 연계해야 합니다"))
    constraints = BlockField(
        _l("지켜야 할 조건"), limit=2000, rows=3, description=_l("예: 개인정보를 저장하지 않을 것, 전원 공사 불가")
    )

    testbed_offer = BlockField(
        _l("내놓을 수 있는 실증 장소"),
        limit=2000,
        rows=2,
        description=_l("예: 이면도로 2.1km, 마을버스 6대에 달 수 있음"),
    )
    data_offer = BlockField(
        _l("내놓을 수 있는 데이터"), limit=2000, rows=2, description=_l("예: 민원 접수 좌표(비식별), 버스 운행기록")
    )
    purchase_plan = BlockField(
        _l("잘되면 어떻게 살 건가요?"), limit=2000, rows=2, description=_l("예: 다음 해 본예산에 확대 구축비 반영")
    )
    tag_climate = LineField(_l("기후위기 대응"), limit=300, description=_l("해당하면 이유를 한 줄로"))
    tag_inclusion = LineField(_l("디지털 포용"), limit=300, description=_l("해당하면 이유를 한 줄로"))
    tag_depopulation = LineField(_l("지역소멸 대응"), limit=300, description=_l("해당하면 이유를 한 줄로"))
    compliance_flags = ManyField(_l("미리 살필 것"), choices=lambda: term_choices(Vocabulary.COMPLIANCE))
    keywords = ListField(_l("찾기말"), most=12, description=_l("쉼표로 나눕니다. 예: 불법주정차, 상가 골목"))

    department = LineField(_l("담당 부서"), limit=80)
    contact = LineField(_l("연락처"), limit=254, description=_l("전자우편이나 전화. 로그인한 회원에게만 보입니다."))
    other_title = LineField(_l("제목 (다른 말)"), limit=160)
    other_problem = BlockField(_l("문제 (다른 말)"), limit=6000, rows=5)
    other_desired_outcome = BlockField(_l("원하는 결과 (다른 말)"), limit=4000, rows=3)

    def validate_budget_max(self, field: Any) -> None:
        """Keep the two ends of the budget in order."""
        if field.data is not None and self.budget_min.data is not None and field.data < self.budget_min.data:
            raise ValidationError(_("많아도 쓸 수 있는 금액이 적어도 쓸 금액보다 작습니다."))

    def validate_desired_start(self, field: Any) -> None:
        """Read 'YYYY-MM'."""
        field.month = None
        if field.data:
            try:
                field.month = date.fromisoformat(f"{field.data}-01")
            except ValueError as error:
                raise ValidationError(_("보기에서 골라 주세요.")) from error

    def need_values(self, need: Any, only_valid: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002
        """Return the values as the service takes them; `only_valid` leaves out fields that have errors.

        What the form does not show of `need` (further translated texts, English wordings of entries) stays.
        """
        values: dict[str, Any] = {name: self[name].data for name in self.field_names()}
        kpis = [kpi for kpi in (entry.form.as_kpi() for entry in self.kpis) if kpi]
        tags = {tag.value: self[_tag_field(tag)].data for tag in PolicyTag if self[_tag_field(tag)].data}
        other = {name: self[f"other_{name}"].data for name in TRANSLATED if self[f"other_{name}"].data}
        values["kpis"] = with_the_unseen(kpis, need.kpis, "name", "unit")
        values["policy_tags"] = with_the_unseen(
            [{"tag": tag, "reason": reason} for tag, reason in tags.items()], need.policy_tags, "tag", "reason"
        )
        values["translation"] = {
            name: text for name, text in need.translation.items() if name not in TRANSLATED
        } | other
        values["funding"] = Funding(self.funding.data) if self.funding.data in Funding.__members__ else None
        values["min_trl"] = int(self.min_trl.data) if self.min_trl.data in TRL_CODES else None
        values["desired_start"] = getattr(self.desired_start, "month", None)
        wrong = self._wrong_values() if only_valid else set()
        return {name: value for name, value in values.items() if name not in wrong}

    def _wrong_values(self) -> set[str]:
        """Return the values that something typed spoils; the ends of the budget only make sense together."""
        wrong = set(self.errors)
        if wrong & {"budget_min", "budget_max"}:
            wrong |= {"budget_min", "budget_max"}
        if any(name.startswith("tag_") for name in wrong):
            wrong.add("policy_tags")
        if any(name.startswith("other_") for name in wrong):
            wrong.add("translation")
        return wrong

    @staticmethod
    def prefill(need: Any) -> dict[str, Any]:
        """Return the form's data for a stored need."""
        tags = {_tag_field(entry["tag"]): entry["reason"] for entry in need.policy_tags}
        other = {f"other_{name}": text for name, text in need.translation.items() if name in TRANSLATED}
        return {
            **{name: getattr(need, name) for name in NeedForm.field_names()},
            **tags,
            **other,
            "version": str(need.version),
            "funding": need.funding.value if need.funding else "",
            "min_trl": str(need.min_trl or ""),
            "desired_start": f"{need.desired_start:%Y-%m}" if need.desired_start else "",
            "kpis": [_kpi_row(kpi) for kpi in need.kpis] + [{}] * SPARE_KPI_ROWS,
        }

    @staticmethod
    def field_names() -> tuple[str, ...]:
        """Return the fields that carry the same name in form and table."""
        return (
            "lang",
            *TEXT_FIELDS,
            "category",
            "region_code",
            "foreign_city",
            "keywords",
            "compliance_flags",
            "budget_min",
            "budget_max",
            "period_months",
            "required_certifications",
            "needs_data_hub",
            "department",
            "contact",
        )


def _kpi_row(kpi: dict[str, Any]) -> dict[str, Any]:
    return {**kpi, **{key: figure_text(kpi.get(key)) for key in ("baseline", "target")}}


def _tag_field(tag: str) -> str:
    return f"tag_{tag.lower()}"
