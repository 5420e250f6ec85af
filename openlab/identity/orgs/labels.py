"""How kinds of organisations, roles and sizes are called on pages."""

from openlab.i18n import lazy_gettext as _l
from openlab.identity.orgs.states import OrganisationKind, Role, SizeClass

KIND_LABELS = {
    OrganisationKind.MUNICIPALITY: _l("지자체"),
    OrganisationKind.COMPANY: _l("기업"),
    OrganisationKind.PUBLIC_BODY: _l("공공기관"),
    OrganisationKind.RESEARCH: _l("대학·연구기관"),
    OrganisationKind.OVERSEAS_CITY: _l("해외 도시"),
    OrganisationKind.ALLIANCE: _l("융합 얼라이언스"),
}

ROLE_LABELS = {
    Role.MANAGER: _l("관리자"),
    Role.OFFICER: _l("담당자"),
    Role.APPROVER: _l("승인자"),
    Role.CONTRACT_OFFICER: _l("계약담당자"),
    Role.INSPECTOR: _l("검사자"),
    Role.AUDITOR: _l("감사"),
    Role.MEMBER: _l("구성원"),
    Role.EVALUATOR: _l("평가위원"),
    Role.CURATOR: _l("얼라이언스 운영자"),
}

ROLE_HELP = {
    Role.MANAGER: _l("기관 소개와 사람을 관리합니다"),
    Role.OFFICER: _l("수요를 쓰고 실증을 진행합니다"),
    Role.APPROVER: _l("수요를 승인하고 공개합니다"),
    Role.CONTRACT_OFFICER: _l("계약과 대금을 맡습니다"),
    Role.INSPECTOR: _l("결과를 검사합니다. 감독한 사람은 검사할 수 없습니다"),
    Role.AUDITOR: _l("기관의 기록을 모두 읽습니다"),
    Role.MEMBER: _l("솔루션과 제안을 씁니다"),
    Role.EVALUATOR: _l("제안을 평가합니다"),
    Role.CURATOR: _l("회원과 솔루션을 심사합니다"),
}

SIZE_LABELS = {
    SizeClass.LARGE: _l("대기업"),
    SizeClass.MID: _l("중견기업"),
    SizeClass.SME: _l("중소기업"),
    SizeClass.VENTURE: _l("벤처기업"),
    SizeClass.STARTUP: _l("스타트업"),
}
