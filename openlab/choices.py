"""What forms and facets offer to choose from, in the reader's language: fields, regions, and the closed lists."""

from openlab import regions, taxonomy
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.kit import clock
from openlab.taxonomy import Vocabulary

Pairs = list[tuple[str, str]]


def category_choices() -> dict[str, Pairs]:
    """Return the twelve fields as groups: the field as a whole, then its sub-categories."""
    return {
        field.label(): [
            (field.code, _("%(field)s 전반", field=field.label())),
            *((inner.code, inner.label()) for inner in taxonomy.subcategories(field.code)),
        ]
        for field in taxonomy.categories()
    }


def category_facets(selected: str) -> Pairs:
    """Return the fields for a facet; below the chosen one come its sub-categories."""
    pairs: Pairs = []
    for field in taxonomy.categories():
        pairs.append((field.code, field.label()))
        if selected and taxonomy.field_of(selected) == field.code:
            pairs += [(inner.code, f"– {inner.label()}") for inner in taxonomy.subcategories(field.code)]
    return pairs


def region_choices() -> dict[str, Pairs]:
    """Return the regions in force today as groups: a 시도 as a whole, then its 시군구."""
    locale, today = current_locale(), clock.today()
    return {
        regions.label(sido.code, locale): [
            (sido.code, _("%(region)s 전체", region=regions.short_label(sido.code, locale))),
            *((place.code, regions.short_label(place.code, locale)) for place in regions.sigungus(sido.code, on=today)),
        ]
        for sido in regions.sidos(on=today)
    }


def sido_choices() -> Pairs:
    """Return the 시도 in force today by full code."""
    return [(sido.code, regions.label(sido.code, current_locale())) for sido in regions.sidos(on=clock.today())]


def sido_facets() -> Pairs:
    """Return the 시도 for a facet, by the first two digits of the code."""
    return [
        (sido.code[:2], regions.short_label(sido.code, current_locale())) for sido in regions.sidos(on=clock.today())
    ]


def term_choices(vocabulary: Vocabulary) -> Pairs:
    """Return a closed list."""
    return [(term.code, term.label()) for term in taxonomy.terms(vocabulary)]


def trl_choices() -> Pairs:
    """Return the technology readiness levels with their short meaning."""
    return [(term.code, f"TRL {term.code} · {term.label()}") for term in taxonomy.terms(Vocabulary.TRL)]
