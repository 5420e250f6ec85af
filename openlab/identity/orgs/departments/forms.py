"""What people type about departments."""

from openlab.fields import Form, LineField, required
from openlab.i18n import lazy_gettext as _l


class DepartmentForm(Form):
    """A department's names."""

    name = LineField(_l("부서 이름"), required(), limit=80)
    name_en = LineField(_l("영어 이름"), limit=120)
