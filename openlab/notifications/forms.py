"""Which mails somebody wants."""

from openlab.fields import Form, ManyField
from openlab.i18n import lazy_gettext as _l
from openlab.notifications.labels import KIND_LABELS
from openlab.notifications.states import CHOSEN


class ChoicesForm(Form):
    """The kinds of mail that can be turned off."""

    kinds = ManyField(_l("받을 메일"), choices=lambda: [(kind.value, KIND_LABELS[kind]) for kind in CHOSEN])
