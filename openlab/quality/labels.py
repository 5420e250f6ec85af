"""How measurements are called on pages."""

from openlab.i18n import lazy_gettext as _l
from openlab.quality.states import Cause

CAUSE_LABELS = {
    Cause.COMMAND: _l("누가 재 봄"),
    Cause.MODEL: _l("모델이 바뀜"),
    Cause.WEIGHTS: _l("가중치가 바뀜"),
    Cause.DAILY: _l("날마다 봄"),
}
STEP_LABELS = {
    "needs": _l("공개된 수요"),
    "shown": _l("목록이 보임"),
    "opened": _l("결과를 열어 봄"),
    "judged": _l("의견을 남김"),
    "fits": _l("맞는 것을 찾음"),
}
RUN_LABELS = {"needs": _l("수요로"), "solutions": _l("솔루션으로"), "queries": _l("문장으로")}  # what was asked with
