"""What reports are called."""

from openlab.admin.abuse.states import AbuseReason, ReportStatus, ReportTarget
from openlab.i18n import lazy_gettext as _l

TARGET_LABELS = {
    ReportTarget.NEED: _l("수요"),
    ReportTarget.SOLUTION: _l("솔루션"),
    ReportTarget.ORGANISATION: _l("기관"),
}
CAUSE_LABELS = {
    AbuseReason.FALSE_FACTS: _l("사실과 다름"),
    AbuseReason.ADVERTISING: _l("광고나 도배"),
    AbuseReason.PERSONAL_DATA: _l("개인정보가 드러남"),
    AbuseReason.RIGHTS: _l("권리를 침해함"),
    AbuseReason.OFFENSIVE: _l("욕설이나 차별"),
    AbuseReason.OTHER: _l("그 밖의 까닭"),
}
STATUS_LABELS = {
    ReportStatus.OPEN: _l("기다림"),
    ReportStatus.UPHELD: _l("조치함"),
    ReportStatus.DISMISSED: _l("문제없음"),
}
