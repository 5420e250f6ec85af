"""How the closed lists of consortia are called on pages."""

from openlab.i18n import lazy_gettext as _l
from openlab.partners.consortia.states import ConsortiumStatus, MemberRole, Template

ROLE_LABELS = {
    MemberRole.LEAD: _l("주관기관"),
    MemberRole.PARTICIPANT: _l("참여기관"),
    MemberRole.DEMAND: _l("수요기관"),
    MemberRole.RESEARCH: _l("연구기관"),
}
STATUS_LABELS = {ConsortiumStatus.DRAFT: _l("구성 중"), ConsortiumStatus.READY: _l("구성 확정")}
TEMPLATE_LABELS = {
    Template.SME_LEADS: _l("중소기업이 주관하고 대기업이 참여"),
    Template.EQUAL: _l("두 기업이 똑같이"),
    Template.LIVING_LAB: _l("기업, 연구기관, 지자체의 리빙랩"),
}
