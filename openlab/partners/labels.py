"""How the closed lists of partner finding are called on pages."""

from openlab.i18n import lazy_gettext as _l
from openlab.partners.states import NoticeKind, NoticeStatus, RequestStatus

KIND_LABELS = {NoticeKind.SEEKS: _l("찾습니다"), NoticeKind.OFFERS: _l("내놓습니다")}
NOTICE_LABELS = {NoticeStatus.OPEN: _l("열림"), NoticeStatus.CLOSED: _l("닫음")}
NOTICE_ACTIONS = {"close": _l("글 닫기"), "reopen": _l("다시 열기")}
REQUEST_LABELS = {
    RequestStatus.SENT: _l("답을 기다림"),
    RequestStatus.ACCEPTED: _l("수락"),
    RequestStatus.DECLINED: _l("거절"),
    RequestStatus.WITHDRAWN: _l("거둠"),
}
REQUEST_ACTIONS = {"accept": _l("수락하기"), "decline": _l("거절하기"), "withdraw": _l("제안 거두기")}
