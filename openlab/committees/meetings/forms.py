"""What people type about meetings."""

import re
from datetime import date, datetime, time
from typing import Any, cast

from wtforms import HiddenField
from wtforms.validators import StopValidation, ValidationError

from openlab.fields import BlockField, DayField, Form, LineField, required
from openlab.i18n import gettext as _
from openlab.i18n import lazy_gettext as _l
from openlab.identity.orgs.forms import WEB_ADDRESS
from openlab.kit.clock import SEOUL, in_seoul


class ClockField(LineField):
    """A time of day, 'HH:MM' on Korean clocks."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, limit=5, render_kw={"type": "time"}, **kwargs)

    @property
    def time(self) -> time:
        """Return the checked time of day."""
        return time.fromisoformat(self.data)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Refuse what is no time of day."""
        if self.data and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", self.data, re.ASCII):
            raise StopValidation(_("시각을 써 주세요. 예: 14:30"))


class MeetingForm(Form):
    """When and where a committee meets, and about what."""

    version = HiddenField()
    title = LineField(_l("제목"), required(), limit=120)
    day = DayField(_l("날짜"), required())
    starts = ClockField(_l("시작"), required(), description=_l("한국 시각입니다. 예: 14:00"))
    ends = ClockField(_l("끝"), required())
    place = LineField(_l("장소"), limit=200)
    link = LineField(_l("화상 회의 주소"), limit=300)
    agenda = BlockField(_l("안건"), limit=6000, rows=8, description=_l("한 줄에 하나씩 쓰면 읽기 쉽습니다."))

    @staticmethod
    def prefill(meeting: Any) -> dict[str, Any]:
        """Return what the form shows of a stored meeting."""
        starts, ends = in_seoul(meeting.starts_at), in_seoul(meeting.ends_at)
        return {
            **{name: getattr(meeting, name) for name in ("title", "place", "link", "agenda")},
            "version": str(meeting.version),
            "day": starts.date(),
            "starts": f"{starts:%H:%M}",
            "ends": f"{ends:%H:%M}",
        }

    def validate_link(self, field: LineField) -> None:
        """Take nothing but the web."""
        if field.data and not WEB_ADDRESS.fullmatch(field.data):
            raise ValidationError(_("주소를 https://example.org 모양으로 써 주세요."))

    def validate_place(self, field: LineField) -> None:
        """Ask for a place or an address to meet at."""
        if not field.data and not self.link.data:
            raise ValidationError(_("장소나 화상 회의 주소 가운데 하나는 써 주세요."))

    def values(self) -> dict[str, Any]:
        """Return the checked data as the service takes it."""
        day = cast("date", self.day.data)
        return {
            **{name: self[name].data for name in ("title", "place", "link", "agenda")},
            "starts_at": datetime.combine(day, self.starts.time, SEOUL),
            "ends_at": datetime.combine(day, self.ends.time, SEOUL),
        }


class MinutesForm(Form):
    """What was said and decided."""

    version = HiddenField()
    text = BlockField(_l("회의록"), required(), limit=20000, rows=18, description=_l("누가 무엇을 정했는지 적습니다."))

    @staticmethod
    def prefill(minutes: Any) -> dict[str, Any]:
        """Return what the form shows of stored minutes, nothing for none."""
        return {"text": minutes.text, "version": str(minutes.version)} if minutes else {}
