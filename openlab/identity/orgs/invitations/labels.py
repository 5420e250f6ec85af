"""How the states of invitations are called on pages."""

from openlab.i18n import lazy_gettext as _l
from openlab.identity.orgs.invitations.states import InvitationStatus

STATUS_LABELS = {
    InvitationStatus.INVITED: _l("기다리는 중"),
    InvitationStatus.ACCEPTED: _l("받아들임"),
    InvitationStatus.REVOKED: _l("거둠"),
    InvitationStatus.EXPIRED: _l("기한이 지남"),
}
