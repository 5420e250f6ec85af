"""Columns of a titled thing that is written in one language and may be translated into the other."""

from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from openlab.kit.db import IntPk, Json
from openlab.kit.ids import slug


class Bilingual:
    """Mixin of a table; `translation` holds some of its texts, by column name, in the language that `lang` is not."""

    KEY_TEXTS: ClassVar[tuple[str, ...]] = ("title",)  # what must be there for the whole to count as translated

    id: Mapped[IntPk]
    lang: Mapped[str] = mapped_column(String(2), default="ko")
    title: Mapped[str] = mapped_column(String(120))
    translation: Mapped[dict[str, str]] = mapped_column(Json, default=dict)

    @property
    def slug(self) -> str:
        """Return the readable part of the address: '128-상가-밀집-골목'."""
        words = slug(self.title)
        return f"{self.id}-{words}" if words else str(self.id)

    def text(self, field: str, locale: str) -> str:
        """Return a text for readers of a locale, in the language it was written in when there is no other."""
        original = str(getattr(self, field))
        return original if locale == self.lang else self.translation.get(field) or original

    def lang_of(self, field: str, locale: str) -> str:
        """Return the language in which `text` answers."""
        return locale if locale == self.lang or self.translation.get(field) else self.lang

    def is_translated(self, locale: str) -> bool:
        """Say whether the key texts can be read in a locale."""
        return locale == self.lang or all(self.translation.get(field) for field in self.KEY_TEXTS)
