"""What the parts of a rule are called."""

from openlab.i18n import lazy_gettext as _l
from openlab.rules.states import Mark

MARK_LABELS = {
    Mark.FACT: _l("법령에서 확인"),
    Mark.JUDGED: _l("2차 자료나 판단"),
    Mark.UNKNOWN: _l("조문을 아직 읽지 않음"),
}
UNIT_LABELS = {
    "days": _l("일간"),
    "months": _l("개월"),
    "years": _l("년"),
    "won": _l("원"),
    "percent": "%",
    "points": _l("점"),
    "people": _l("명"),
    "times": _l("배"),
}
FIELD_LABELS = {
    "name": _l("이름"),
    "name_en": _l("영어 이름"),
    "number": _l("값"),
    "unit": _l("단위"),
    "text": _l("내용"),
    "text_en": _l("영어 내용"),
    "basis": _l("근거"),
    "mark": _l("확실한 정도"),
}
