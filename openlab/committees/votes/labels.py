"""How the closed lists of votes are called on pages."""

from openlab.committees.votes.states import Office, VoteKind, VoteStatus
from openlab.i18n import lazy_gettext as _l

KIND_LABELS = {
    VoteKind.CO_CHAIR: _l("공동의장 선거"),
    VoteKind.AUDITOR: _l("공동감사 선거"),
    VoteKind.RESOLUTION: _l("의안 투표"),
}
STATUS_LABELS = {
    VoteStatus.DRAFT: _l("준비 중"),
    VoteStatus.OPEN: _l("투표 중"),
    VoteStatus.CLOSED: _l("마감"),
    VoteStatus.CANCELLED: _l("취소"),
}
ACTION_LABELS = {"open": _l("투표 열기"), "close": _l("마감하고 세기"), "cancel": _l("투표 취소")}
OFFICE_LABELS = {Office.CO_CHAIR: _l("공동의장"), Office.AUDITOR: _l("공동감사")}
ANSWER_LABELS = {"YES": _l("찬성"), "NO": _l("반대"), "ABSTAIN": _l("기권")}
