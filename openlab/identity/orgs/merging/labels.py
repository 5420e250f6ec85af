"""How the tables that refer to an organisation are called on pages."""

from openlab.i18n import gettext as _
from openlab.i18n import lazy_gettext as _l

TABLE_LABELS = {
    "organisation_role": _l("사람과 역할"),
    "department": _l("부서"),
    "invitation": _l("초대"),
    "join_request": _l("참여 신청"),
    "address_proof": _l("기관 메일 증명"),
    "verification_request": _l("기관 확인 신청"),
    "attachment": _l("파일"),
    "need": _l("수요"),
    "solution": _l("솔루션"),
    "login_session": _l("로그인한 기기"),
    "organisation": _l("전에 합친 기관"),
    "membership": _l("얼라이언스 회원 자격"),
    "membership_application": _l("얼라이언스 가입 신청"),
    "partner_notice": _l("협력 찾기"),
    "partner_request": _l("협력 요청"),
    "partner_message": _l("협력 대화"),
    "consortium": _l("컨소시엄"),
    "committee_seat": _l("위원회 자리"),
    "membership_voice": _l("얼라이언스 투표권"),
    "alliance_vote_option": _l("얼라이언스 투표 후보"),
    "alliance_vote_voter": _l("얼라이언스 투표 명부"),
    "alliance_office_term": _l("얼라이언스 임원 임기"),
    "abuse_report": _l("신고"),
}


def table_label(name: str) -> str:
    """Return what people call a table; one without a name of its own is something else that refers to it."""
    return str(TABLE_LABELS.get(name) or _("그 밖의 기록(%(name)s)", name=name))
