"""How the closed lists of membership are called on pages and in letters."""

from openlab.i18n import lazy_gettext as _l
from openlab.membership.states import (
    BallotStatus,
    Choice,
    Committee,
    DuesState,
    Ground,
    MemberClass,
    MembershipStatus,
    MessageKind,
)

STATUS_LABELS = {
    MembershipStatus.APPLIED: _l("신청"),
    MembershipStatus.SCREENING: _l("심사"),
    MembershipStatus.SUPPLEMENT: _l("보완"),
    MembershipStatus.ACTIVE: _l("회원"),
    MembershipStatus.SUSPENDED: _l("자격 정지"),
    MembershipStatus.LEFT: _l("탈퇴"),
    MembershipStatus.EXPELLED: _l("제명"),
    MembershipStatus.REFUSED: _l("반려"),
}

CLASS_LABELS = {
    MemberClass.LARGE: _l("대기업"),
    MemberClass.MID: _l("중견기업"),
    MemberClass.SME: _l("중소기업"),
    MemberClass.VENTURE: _l("벤처기업"),
    MemberClass.STARTUP: _l("스타트업"),
    MemberClass.PUBLIC: _l("공공기관"),
    MemberClass.RESEARCH: _l("대학·연구기관"),
    MemberClass.MUNICIPALITY: _l("지자체"),
}

COMMITTEE_LABELS = {
    Committee.BUSINESS_MODEL: _l("사업 모델"),
    Committee.OVERSEAS: _l("해외 진출"),
    Committee.STANDARDS: _l("표준"),
    Committee.POLICY: _l("제도·정책"),
    Committee.TECHNOLOGY: _l("기술"),
    Committee.LIVING_LAB: _l("리빙랩"),
}

GROUND_LABELS = {
    Ground.NOT_ELIGIBLE: _l("가입 대상이 아님"),
    Ground.EVIDENCE: _l("증빙이 모자람"),
    Ground.DUPLICATE: _l("이미 있는 회원과 같은 곳"),
    Ground.VOTED_DOWN: _l("회원 표결에서 부결"),
    Ground.TERM_ENDED: _l("회원 기간이 끝남"),
    Ground.DUES_UNPAID: _l("회비를 내지 않음"),
    Ground.FALSE_FACTS: _l("사실과 다른 내용"),
    Ground.BREACH: _l("규약을 어김"),
    Ground.CLOSED_DOWN: _l("폐업·해산"),
    Ground.OWN_WISH: _l("스스로 바람"),
    Ground.OTHER: _l("그 밖의 이유"),
}

DUES_LABELS = {
    DuesState.PENDING: _l("회비 납부 대기"),
    DuesState.PAID: _l("회비 냄"),
    DuesState.OVERDUE: _l("회비 밀림"),
}

CHOICE_LABELS = {Choice.YES: _l("찬성"), Choice.NO: _l("반대"), Choice.ABSTAIN: _l("기권")}

BALLOT_LABELS = {
    BallotStatus.OPEN: _l("투표 중"),
    BallotStatus.CARRIED: _l("가결"),
    BallotStatus.REJECTED: _l("부결"),
    BallotStatus.NO_QUORUM: _l("정족수 모자람"),
    BallotStatus.CANCELLED: _l("투표 취소"),
}

MESSAGE_LABELS = {
    MessageKind.REQUEST: _l("보완 요청"),
    MessageKind.REPLY: _l("답"),
    MessageKind.NOTE: _l("알림"),
}

ACTION_LABELS = {
    "screen": _l("심사 시작"),
    "approve": _l("가입 승인"),
    "ask_supplement": _l("보완 요청"),
    "supplement": _l("보완 제출"),
    "refuse": _l("반려하기"),
    "suspend": _l("자격 정지하기"),
    "restore": _l("정지 풀기"),
    "leave": _l("탈퇴하기"),
    "expel": _l("제명하기"),
    "reapply": _l("다시 신청"),
    "renewed": _l("회원 기간 갱신"),
    "dues_recorded": _l("회비 기록"),
    "assigned": _l("담당 정함"),
    "planned": _l("날짜를 정해 둠"),
    "plan_dropped": _l("정해 둔 것 취소"),
    "message": _l("글 남김"),
}
