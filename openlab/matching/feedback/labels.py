"""How the closed lists of opinions are called on pages."""

from openlab.i18n import lazy_gettext as _l
from openlab.matching.feedback.states import Opinion, Origin, Why

OPINION_LABELS = {Opinion.FITS: _l("잘 맞아요"), Opinion.DOES_NOT_FIT: _l("맞지 않아요")}
ORIGIN_LABELS = {Origin.NEED: _l("수요의 목록"), Origin.SOLUTION: _l("솔루션의 목록"), Origin.TEXT: _l("매칭 검색")}
WHY_LABELS = {
    Why.SAME_PROBLEM: _l("같은 문제를 다룹니다"),
    Why.GOOD_CONDITIONS: _l("조건까지 맞습니다"),
    Why.OTHER_PROBLEM: _l("다른 문제를 다룹니다"),
    Why.BAD_CONDITIONS: _l("문제는 같지만 조건이 맞지 않습니다"),
    Why.NOT_NOW: _l("지금은 때가 아닙니다"),
    Why.KNOWN: _l("이미 알거나 써 보았습니다"),
    Why.OTHER: _l("그 밖의 이유"),
}
