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
    Role.MANAGER: _l("기관 소개와 로고, 부서, 사람과 역할을 관리하고 초대합니다. 수요와 솔루션도 쓸 수 있습니다"),
    Role.OFFICER: _l("수요를 쓰고 올리며 실증을 진행합니다. 승인은 하지 못합니다"),
    Role.APPROVER: _l("수요를 승인해 공개하거나 까닭을 적어 돌려보냅니다"),
    Role.CONTRACT_OFFICER: _l("계약과 대금을 맡습니다. 수요를 고치거나 승인하지 못합니다"),
    Role.INSPECTOR: _l("결과를 검사합니다. 감독한 사람은 검사할 수 없습니다"),
    Role.AUDITOR: _l("공개되지 않은 것까지 기관의 글을 모두 읽습니다. 아무것도 고치지 못합니다"),
    Role.MEMBER: _l("솔루션과 제안을 씁니다. 사람과 역할은 바꾸지 못합니다"),
    Role.EVALUATOR: _l("맡은 제안을 평가합니다. 기관의 글을 고치지 못합니다"),
    Role.CURATOR: _l("기관을 확인하고 회원과 솔루션을 심사하며 공식 메일 도메인을 정합니다"),
}

SIZE_LABELS = {
    SizeClass.LARGE: _l("대기업"),
    SizeClass.MID: _l("중견기업"),
    SizeClass.SME: _l("중소기업"),
    SizeClass.VENTURE: _l("벤처기업"),
    SizeClass.STARTUP: _l("스타트업"),
}
