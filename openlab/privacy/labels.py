"""How accesses to personal data are called on pages."""

from openlab.audit.states import Handling, Purpose
from openlab.i18n import lazy_gettext as _l

HANDLING_LABELS = {Handling.VIEW: _l("봄"), Handling.EXPORT: _l("내려받음")}
PURPOSE_LABELS = {
    Purpose.PEOPLE: _l("기관의 구성원과 역할 관리"),
    Purpose.JOINING: _l("기관 참여 신청 처리"),
    Purpose.CURATION: _l("얼라이언스 운영"),
    Purpose.AUDIT: _l("감사와 개인정보 점검"),
    Purpose.QUALITY: _l("매칭 의견 살펴보기"),
    Purpose.OPERATION: _l("서버 운영"),
}
# Where it was seen, by endpoint or command; a place without a name shows its code.
PLACE_LABELS = {
    "orgs.people": _l("기관의 사람과 역할"),
    "orgs.save_roles": _l("기관의 사람과 역할"),
    "orgs.save_domains": _l("기관의 사람과 역할"),
    "orgs.decline": _l("참여 신청 거절"),
    "orgs.decide": _l("참여 신청 거절"),
    "admin.queue": _l("얼라이언스 심사"),
    "admin.audit_list": _l("감사 기록"),
    "admin.audit_export": _l("감사 기록 파일"),
    "quality.index": _l("매칭 품질"),
    "quality.export": _l("매칭 의견 파일"),
    "desk.users": _l("얼라이언스의 계정 목록"),
    "desk.change_users": _l("얼라이언스의 계정 목록"),
    "desk.joins": _l("참여 신청 목록"),
    "impersonation.begin": _l("회원의 자리에서 보기"),
    "handover.leave": _l("기관에서 나가기와 넘겨주기"),
    "handover.remove": _l("기관에서 나가기와 넘겨주기"),
    "membership.detail": _l("얼라이언스 가입 신청"),
    "members.review": _l("얼라이언스 가입 신청"),
    "membership.reply": _l("얼라이언스 가입 신청"),
    "profiles.show": _l("기관 확인 신청"),
    "abuse.detail": _l("신고 처리"),
    "committees.seats": _l("위원회 자리"),
    "privacy.all_accesses": _l("개인정보 접속 기록"),
    "privacy.export_accesses": _l("개인정보 접속 기록 파일"),
    "openlab user list": _l("서버의 계정 목록"),
}
EXPORT_COLUMNS = ("at", "actor", "organisation", "subject", "place", "handling", "purpose", "reason", "address")
