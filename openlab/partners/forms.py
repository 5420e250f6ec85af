"""What people type about partners."""

from datetime import date, timedelta
from typing import Any, cast

from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import ValidationError

from openlab.choices import category_choices, sido_choices
from openlab.fields import (
    BlockField,
    ChoiceField,
    DayField,
    Form,
    LineField,
    ListField,
    ManyField,
    at_least,
    required,
)
from openlab.i18n import gettext as _
from openlab.i18n import lazy_gettext as _l
from openlab.identity.orgs.labels import SIZE_LABELS
from openlab.kit import clock
from openlab.partners.labels import KIND_LABELS
from openlab.partners.states import NoticeKind

USUAL_DAYS = 90


class NoticeForm(Form):
    """What a firm seeks or offers."""

    version = HiddenField()
    organisation_id = ChoiceField(_l("기관"), choices=list)
    kind = ChoiceField(
        _l("무엇을 하나요?"), choices=lambda: [(kind.value, str(text)) for kind, text in KIND_LABELS.items()]
    )
    lang = RadioField(_l("쓰는 말"), choices={"ko": "한국어", "en": "English"}, default="ko")
    title = LineField(_l("제목"), required(), limit=120, description=_l("예: 골목 주차 실증에 함께할 영상 분석 기업"))
    capability = BlockField(
        _l("어떤 힘이 필요한가요, 또는 있나요?"),
        [*required(), at_least(30)],
        limit=4000,
        rows=7,
        description=_l("기술 이름보다 할 수 있어야 하는 일을 쓰면 더 잘 찾습니다."),
    )
    category = ChoiceField(_l("분야"), required(), choices=category_choices, blank=_l("고르기"))
    nationwide = BooleanField(_l("전국 어디서나"), default=True)
    region_codes = ManyField(_l("지역"), choices=sido_choices, description=_l("전국이 아닐 때 고릅니다."))
    sizes_wanted = ManyField(
        _l("바라는 상대의 규모"),
        choices=lambda: [(size.value, str(text)) for size, text in SIZE_LABELS.items()],
        description=_l("고르지 않으면 규모를 따지지 않습니다."),
    )
    keywords = ListField(_l("찾기말"), most=12, description=_l("쉼표로 나눕니다."))
    until_on = DayField(_l("언제까지"), required(), default=lambda: clock.today() + timedelta(days=USUAL_DAYS))
    other_title = LineField(_l("제목 (다른 말)"), limit=160)
    other_capability = BlockField(_l("필요한 힘 (다른 말)"), limit=5000, rows=4)

    def validate_region_codes(self, field: ManyField) -> None:
        """Ask for a region where it is not the whole country."""
        if not field.data and not self.nationwide.data:
            raise ValidationError(_("지역을 고르거나 전국을 골라 주세요."))

    @staticmethod
    def prefill(notice: Any) -> dict[str, Any]:
        """Return what the form shows of a stored notice."""
        names = ("kind", "lang", "title", "capability", "category", "nationwide", "region_codes", "sizes_wanted",
                 "keywords", "until_on")  # fmt: skip
        return {
            **{name: getattr(notice, name) for name in names},
            **{f"other_{name}": notice.translation.get(name, "") for name in ("title", "capability")},
            "version": str(notice.version),
            "organisation_id": str(notice.organisation_id),
        }

    def values(self) -> dict[str, Any]:
        """Return the checked data as the service takes it."""
        names = ("lang", "title", "capability", "category", "nationwide", "sizes_wanted", "keywords")
        values: dict[str, Any] = {name: self[name].data for name in names}
        other = {name: self[f"other_{name}"].data for name in ("title", "capability")}
        return {
            **values,
            "kind": NoticeKind(self.kind.data),
            "region_codes": [] if self.nationwide.data else self.region_codes.data,
            "until_on": cast("date", self.until_on.data),
            "translation": {name: text for name, text in other.items() if text},
        }


class MessageForm(Form):
    """What one side writes to the other."""

    organisation_id = ChoiceField(_l("어느 기관으로"), choices=list)
    message = BlockField(_l("글"), required(), limit=4000, rows=5)


class ReplyForm(Form):
    """A message in a thread that is open already."""

    message = BlockField(_l("글"), required(), limit=4000, rows=4)
