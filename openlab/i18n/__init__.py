"""Two languages: Korean is written in the code, English comes from `en.po`, formats follow Korean offices.

The locale of the moment is a context variable, so that pages, mails and jobs share one way to speak.
"""

from openlab.i18n.core import (
    DEFAULT_LOCALE,
    LOCALES,
    LazyText,
    current_locale,
    gettext,
    lazy_gettext,
    ngettext,
    set_locale,
    use_locale,
)

__all__ = [
    "DEFAULT_LOCALE",
    "LOCALES",
    "LazyText",
    "current_locale",
    "gettext",
    "lazy_gettext",
    "ngettext",
    "set_locale",
    "use_locale",
]
