"""The locale of the moment and the message catalogue."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DEFAULT_LOCALE = "ko"
LOCALES = ("ko", "en")
CATALOGUE = Path(__file__).with_name("en.po")
_locale: ContextVar[str] = ContextVar("locale", default=DEFAULT_LOCALE)


def current_locale() -> str:
    """Return the locale of the moment: 'ko' or 'en'."""
    return _locale.get()


def set_locale(locale: str) -> None:
    """Speak this locale from here on in this thread; an unknown one is Korean."""
    _locale.set(locale if locale in LOCALES else DEFAULT_LOCALE)


@contextmanager
def use_locale(locale: str) -> Iterator[None]:
    """Speak another locale inside a block, for a mail to somebody else."""
    token = _locale.set(locale if locale in LOCALES else DEFAULT_LOCALE)
    try:
        yield
    finally:
        _locale.reset(token)


@cache
def _translations(locale: str) -> NullTranslations:
    """Return the catalogue; the .po is compiled in memory (about 0.1 s), so it can never be stale."""
    if locale == DEFAULT_LOCALE or not CATALOGUE.exists():
        return NullTranslations()
    compiled = BytesIO()
    with CATALOGUE.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext(message: str, **values: Any) -> str:
    """Return the message in the locale of the moment, with `%(name)s` filled in."""
    known = _translations(_locale.get())
    text = known.gettext(message)
    if text == message:  # before 3.11.5 Python does not find a message that is also counted somewhere
        text = known.ngettext(message, message, 1)
    return text % values if values else text


def ngettext(singular: str, plural: str, count: int, **values: Any) -> str:
    """Return the singular or plural form; `%(count)s` is filled in."""
    text = _translations(_locale.get()).ngettext(singular, plural, count)
    return text % {"count": count, "num": count, **values}


class LazyText:
    """A message that is translated when it is shown, for texts defined at import time."""

    __slots__ = ("message", "values")

    def __init__(self, message: str, values: dict[str, Any]) -> None:
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return gettext(self.message, **self.values)

    def __repr__(self) -> str:
        return f"LazyText({self.message!r})"

    def __html__(self) -> str:
        from markupsafe import escape  # noqa: PLC0415  # only pages need it

        return str(escape(str(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyText | str) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(self.message)

    def __mod__(self, values: Any) -> str:
        filled: str = str(self) % values
        return filled

    def __len__(self) -> int:
        return len(str(self))

    def format(self, *args: Any, **kwargs: Any) -> str:
        """Behave like str.format, for libraries that expect it."""
        return str(self).format(*args, **kwargs)


def lazy_gettext(message: str, **values: Any) -> LazyText:
    """Return a message that is translated when it is shown."""
    return LazyText(message, values)
