"""How the closed lists of committees are called on pages."""

from openlab.committees.states import CommitteeKind, MinutesStatus, Reply, SeatRole, TaskStatus, Visibility
from openlab.i18n import lazy_gettext as _l

KIND_LABELS = {CommitteeKind.COMMITTEE: _l("위원회"), CommitteeKind.WORKING_GROUP: _l("실무분과")}
VISIBILITY_LABELS = {
    Visibility.MEMBERS: _l("위원만 봄"),
    Visibility.ALLIANCE: _l("회원 기관이 봄"),
    Visibility.PUBLIC: _l("누구나 봄"),
}
SEAT_LABELS = {SeatRole.CHAIR: _l("위원장"), SeatRole.SECRETARY: _l("간사"), SeatRole.MEMBER: _l("위원")}
REPLY_LABELS = {Reply.COMING: _l("참석합니다"), Reply.NOT_COMING: _l("참석하지 못합니다")}
MINUTES_LABELS = {
    MinutesStatus.DRAFT: _l("회의록 초안"),
    MinutesStatus.CIRCULATED: _l("회람 중"),
    MinutesStatus.ADOPTED: _l("확정"),
}
MINUTES_ACTIONS = {"circulate": _l("회람하기"), "revise": _l("다시 고치기"), "adopt": _l("확정하기")}
TASK_LABELS = {TaskStatus.OPEN: _l("할 일"), TaskStatus.DONE: _l("마침"), TaskStatus.DROPPED: _l("그만둠")}
TASK_ACTIONS = {"finish": _l("마침으로 표시"), "drop": _l("그만두기"), "reopen": _l("다시 열기")}
