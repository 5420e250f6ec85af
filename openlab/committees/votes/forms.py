"""What people type about votes."""

from datetime import datetime, time
from typing import Any

from wtforms import BooleanField
from wtforms.validators import Optional

from openlab.committees.votes.labels import KIND_LABELS
from openlab.committees.votes.states import VoteKind
from openlab.fields import BlockField, ChoiceField, DayField, Form, LineField, ManyField, NumberField, required
from openlab.i18n import lazy_gettext as _l
from openlab.kit import clock


class VoteForm(Form):
    """What is decided, by whom, until when."""

    kind = ChoiceField(
        _l("무엇을 정하나요?"), choices=lambda: [(kind.value, str(text)) for kind, text in KIND_LABELS.items()]
    )
    title = LineField(_l("제목"), required(), limit=120)
    title_en = LineField(_l("제목 (영어)"), limit=160)
    text = BlockField(_l("설명"), limit=4000, rows=4)
    text_en = BlockField(_l("설명 (영어)"), limit=4000, rows=3)
    secret = BooleanField(_l("비밀 투표"), default=True, description=_l("어느 기관이 무엇을 골랐는지 남기지 않습니다."))
    closes_on = DayField(_l("마지막 날"), required(), description=_l("이날 자정(한국 시각)까지 투표합니다."))
    quorum_percent = NumberField(
        _l("정족수(%)"),
        [Optional()],
        low=0,
        high=100,
        description=_l("회원 가운데 이만큼 투표해야 유효합니다. 비우면 따지지 않습니다."),
    )
    seats = NumberField(_l("뽑을 자리"), [Optional()], low=1, high=30, description=_l("선거일 때만 씁니다."))
    candidates = ManyField(_l("후보"), choices=list, description=_l("선거일 때만 고릅니다. 회원 기관입니다."))
    term_from = DayField(_l("임기 시작"))
    term_until = DayField(_l("임기 마지막 날"))

    def values(self) -> dict[str, Any]:
        """Return the checked data as the service takes it, without the candidates."""
        names = ("title", "title_en", "text", "text_en", "secret", "term_from", "term_until")
        day = self.closes_on.data or clock.today()
        return {
            **{name: self[name].data for name in names},
            "kind": VoteKind(self.kind.data),
            "seats": self.seats.data or 1,
            "quorum_percent": self.quorum_percent.data or 0,
            "closes_at": datetime.combine(day, time(23, 59, 59), clock.SEOUL),
        }
