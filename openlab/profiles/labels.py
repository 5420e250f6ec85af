"""How the states of requests for verification are called on pages."""

from openlab.i18n import lazy_gettext as _l
from openlab.profiles.states import VerificationStatus

STATUS_LABELS = {
    VerificationStatus.REQUESTED: _l("기다리는 중"),
    VerificationStatus.ACCEPTED: _l("확인함"),
    VerificationStatus.DECLINED: _l("확인하지 못함"),
    VerificationStatus.CANCELLED: _l("거둠"),
}
