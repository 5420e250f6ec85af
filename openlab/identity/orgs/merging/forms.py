"""What a curator writes who merges two organisations."""

from openlab.fields import BlockField, Form, required
from openlab.i18n import lazy_gettext as _l


class MergeForm(Form):
    """Why they are one and the same."""

    reason = BlockField(_l("까닭"), required(_l("까닭을 써 주세요.")), limit=500, rows=3)
