"""How the closed lists of solutions are called on pages."""

from openlab.i18n import lazy_gettext as _l
from openlab.solutions.states import ReviewReason, SolutionStatus

STATUS_LABELS = {
    SolutionStatus.DRAFT: _l("작성 중"),
    SolutionStatus.SUBMITTED: _l("심사 대기"),
    SolutionStatus.CHANGES_REQUESTED: _l("보완 필요"),
    SolutionStatus.LISTED: _l("등록·매칭 중"),
    SolutionStatus.SUSPENDED: _l("게시 중지됨"),
    SolutionStatus.RETIRED: _l("내림"),
}

ACTION_LABELS = {
    "submit": _l("심사 받기"),
    "recall": _l("심사 거두기"),
    "list": _l("마켓에 등록"),
    "request_changes": _l("보완 요청하기"),
    "resubmit": _l("다시 심사 받기"),
    "suspend": _l("게시 중지하기"),
    "restore": _l("다시 게시"),
    "retire": _l("마켓에서 내리기"),
}

# What a step means, said before it is taken.
ACTION_NOTICES = {
    "recall": _l("심사를 거두고 다시 고칩니다. 고친 뒤 ‘심사 받기’를 눌러야 다시 줄을 섭니다."),
    "resubmit": _l("심사를 다시 받는 동안 마켓과 매칭에서 빠집니다. 등록되면 다시 보입니다."),
    "retire": _l("마켓과 매칭에서 빠지고 되돌릴 수 없습니다. 주소를 아는 사람도 더는 볼 수 없습니다."),
}

REASON_LABELS = {
    ReviewReason.UNCLEAR: _l("무엇을 하는 솔루션인지 알기 어려움"),
    ReviewReason.EVIDENCE: _l("수치나 실적의 근거가 모자람"),
    ReviewReason.EXAGGERATED: _l("과장된 표현"),
    ReviewReason.WRONG_FACTS: _l("가격·지역·인증 같은 사실이 다름"),
    ReviewReason.DUPLICATE: _l("이미 등록된 것과 겹침"),
    ReviewReason.OUT_OF_SCOPE: _l("도시 문제와 관계가 적음"),
    ReviewReason.RIGHTS: _l("권리 침해 신고"),
    ReviewReason.OTHER: _l("그 밖"),
}

TRL_LABELS = {"low": _l("TRL 1–5 연구·개발"), "mid": _l("TRL 6–7 시제품·시연"), "high": _l("TRL 8–9 완성·운영")}
PRICE_LABELS = {
    "lt50m": _l("5천만 원 미만"),
    "50m_200m": _l("5천만~2억 원"),
    "ge200m": _l("2억 원 이상"),
    "ask": _l("협의"),
}
SORT_LABELS = {"newest": _l("최신순"), "price": _l("낮은 가격순"), "title": _l("이름순")}
