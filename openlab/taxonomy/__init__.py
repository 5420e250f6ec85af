"""The twelve fields of the Smart City Act and their sub-categories, and the closed lists of needs and solutions."""

from openlab.taxonomy.categories import (
    OTHER,
    Category,
    UnknownCategoryError,
    categories,
    category_label,
    field_of,
    find_category,
    get_category,
    subcategories,
)
from openlab.taxonomy.covers import cover_svg
from openlab.taxonomy.vocabularies import Term, UnknownTermError, Vocabulary, find_term, get_term, term_label, terms

__all__ = [
    "OTHER",
    "Category",
    "Term",
    "UnknownCategoryError",
    "UnknownTermError",
    "Vocabulary",
    "categories",
    "category_label",
    "cover_svg",
    "field_of",
    "find_category",
    "find_term",
    "get_category",
    "get_term",
    "subcategories",
    "term_label",
    "terms",
]
