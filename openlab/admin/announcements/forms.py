"""What a curator types to announce something."""

from openlab.fields import BlockField, DayField, Form, required
from openlab.i18n import lazy_gettext as _l


class AnnouncementForm(Form):
    """A sentence in both languages and the days on which it stands."""

    text = BlockField(_l("알릴 말"), required(), limit=300, rows=2)
    text_en = BlockField(_l("영어로"), required(), limit=300, rows=2)
    first = DayField(_l("첫날"), required())
    last = DayField(_l("마지막 날"), required())
