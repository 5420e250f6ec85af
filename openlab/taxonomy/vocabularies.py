"""The closed lists beside the fields: policy tags, certificates, maturity, TRL, firm sizes, funding, compliance."""

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from openlab.i18n import current_locale
from openlab.taxonomy.spelling import squeeze


class Vocabulary(StrEnum):
    """The lists; TRL terms have the codes "1" to "9"."""

    POLICY_TAG = "POLICY_TAG"
    CERTIFICATION = "CERTIFICATION"
    MATURITY = "MATURITY"
    TRL = "TRL"
    SIZE_CLASS = "SIZE_CLASS"
    FUNDING = "FUNDING"
    COMPLIANCE = "COMPLIANCE"


class UnknownTermError(LookupError):
    """A code that its list does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One entry of a list; the meaning is a line for people who do not know the word, and may be empty."""

    code: str
    ko: str
    en: str
    meaning_ko: str = ""
    meaning_en: str = ""
    aliases: tuple[str, ...] = ()

    def label(self, locale: str | None = None) -> str:
        """Return the name in a language, by default that of the moment."""
        return self.ko if (locale or current_locale()) == "ko" else self.en

    def meaning(self, locale: str | None = None) -> str:
        """Return the one-line meaning in a language, by default that of the moment."""
        return self.meaning_ko if (locale or current_locale()) == "ko" else self.meaning_en


@cache
def _lists() -> dict[str, dict[str, Term]]:
    text = files("openlab.taxonomy").joinpath("data/vocabularies.json").read_text(encoding="utf-8")
    return {
        name: {record["code"]: Term(**{**record, "aliases": tuple(record.get("aliases", ()))}) for record in records}
        for name, records in json.loads(text).items()
    }


def terms(vocabulary: Vocabulary) -> tuple[Term, ...]:
    """Return the entries of a list in its own order."""
    return tuple(_lists()[vocabulary].values())


def get_term(vocabulary: Vocabulary, code: str | int) -> Term:
    """Return the entry of an exact code; raise UnknownTermError when the list has none."""
    try:
        return _lists()[vocabulary][str(code)]
    except KeyError:
        raise UnknownTermError(f"{vocabulary}: {code}") from None


def find_term(vocabulary: Vocabulary, text: str | None) -> Term | None:
    """Return what a code, a name in either language or a common alias means, whatever its case, or None."""
    return _index(vocabulary).get(squeeze(text or ""))


def term_label(vocabulary: Vocabulary, code: str | int, locale: str | None = None) -> str:
    """Return the name of a code; an unknown code is returned as it is."""
    term = _lists()[vocabulary].get(str(code))
    return term.label(locale) if term else str(code)


@cache
def _index(vocabulary: Vocabulary) -> dict[str, Term]:
    names: dict[str, Term] = {}
    for term in terms(vocabulary):
        for spelling in (term.code, term.ko, term.en, *term.aliases):
            names.setdefault(squeeze(spelling), term)
    return names
