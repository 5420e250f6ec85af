"""The fields of 스마트도시법 시행령 제2조 (twelve items) and their sub-categories."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from openlab.i18n import current_locale
from openlab.taxonomy.spelling import squeeze

OTHER = "OTHER"


class UnknownCategoryError(LookupError):
    """A code that is neither a field nor a sub-category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A field ("TRANSPORT") or a sub-category ("TRANSPORT.PARKING", whose `parent` is the field)."""

    code: str
    ko: str
    en: str
    no: int
    legal_basis: str
    sdg: tuple[str, ...]
    parent: str = ""
    aliases: tuple[str, ...] = ()

    def label(self, locale: str | None = None) -> str:
        """Return the name in a language, by default that of the moment."""
        return self.ko if (locale or current_locale()) == "ko" else self.en


@cache
def _all() -> dict[str, Category]:
    text = files("openlab.taxonomy").joinpath("data/categories.json").read_text(encoding="utf-8")
    found: dict[str, Category] = {}
    for field in json.loads(text):
        found[field["code"]] = _category(field, field)
        found |= {inner["code"]: _category(inner, field, parent=field["code"]) for inner in field["subcategories"]}
    return found


def _category(record: dict[str, Any], field: dict[str, Any], parent: str = "") -> Category:
    return Category(
        code=record["code"],
        ko=record["ko"],
        en=record["en"],
        aliases=tuple(record["aliases"]),
        parent=parent,
        no=field["no"],
        legal_basis=field["legal_basis"],
        sdg=tuple(field["sdg"]),
    )


def categories() -> tuple[Category, ...]:
    """Return the twelve fields in the order of the Decree."""
    return tuple(category for category in _all().values() if not category.parent)


def subcategories(field_code: str) -> tuple[Category, ...]:
    """Return the sub-categories of a field, none for an unknown one."""
    return tuple(category for category in _all().values() if category.parent and category.parent == field_code)


def get_category(code: str) -> Category:
    """Return the category of an exact code; raise UnknownCategoryError when there is none."""
    try:
        return _all()[code]
    except KeyError:
        raise UnknownCategoryError(code) from None


def find_category(text: str | None) -> Category | None:
    """Return what a code, a Korean or English name or a common alias means, whatever its case, or None.

    Where a field and a sub-category share a name the field wins, and a name wins over an alias.
    """
    return _index().get(squeeze(text or ""))


def field_of(code: str) -> str:
    """Return the field's code of a code ("TRANSPORT.PARKING" → "TRANSPORT")."""
    return code.partition(".")[0]


def category_label(code: str, locale: str | None = None) -> str:
    """Return "교통" or "교통 › 주차" for a code; an unknown code is returned as it is."""
    category = _all().get(code)
    if category is None:
        return code
    own = category.label(locale)
    return f"{get_category(category.parent).label(locale)} › {own}" if category.parent else own


@cache
def _index() -> dict[str, Category]:
    names: dict[str, Category] = {}
    ordered = sorted(_all().values(), key=lambda category: bool(category.parent))
    for spellings in (lambda c: (c.code,), lambda c: (c.ko, c.en), lambda c: c.aliases):
        for category in ordered:
            for spelling in spellings(category):
                names.setdefault(squeeze(spelling), category)
    return names
