"""How the closed lists of needs are called on pages."""

from openlab.i18n import lazy_gettext as _l
from openlab.needs.states import NeedStatus

STATUS_LABELS = {
    NeedStatus.DRAFT: _l("작성 중"),
    NeedStatus.IN_REVIEW: _l("내부 검토"),
    NeedStatus.APPROVED: _l("승인"),
    NeedStatus.PUBLISHED: _l("공개·매칭 중"),
    NeedStatus.RFI: _l("시장조사"),
    NeedStatus.CALLING: _l("공고 진행"),
    NeedStatus.AGREED: _l("계약·협약"),
    NeedStatus.SOLVED: _l("해결"),
    NeedStatus.WITHDRAWN: _l("철회"),
    NeedStatus.EXPIRED: _l("기간 만료"),
}

ACTION_LABELS = {
    "submit": _l("결재 올리기"),
    "approve": _l("승인하고 공개"),
    "return": _l("돌려보내기"),
    "publish": _l("공개"),
    "withdraw": _l("철회하기"),
    "sound_market": _l("시장조사 시작"),
    "close_sounding": _l("시장조사 마치기"),
    "call": _l("공고 진행으로 표시"),
    "call_failed": _l("공고 유찰"),
    "agree": _l("계약·협약 체결로 표시"),
    "agreement_failed": _l("협약 무산"),
    "solve": _l("해결됨으로 표시"),
    "expire": _l("기간 만료로 표시"),
    "republish": _l("다시 공개"),
}

BUDGET_LABELS = {"lt100m": _l("1억 원 미만"), "100m_500m": _l("1억~5억 원"), "ge500m": _l("5억 원 이상")}
