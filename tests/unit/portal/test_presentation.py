"""What templates say about entries of lists and about words in the other language."""

import pytest

from openlab.i18n import use_locale
from openlab.presentation import lang_attr, said

KPI = {"name": "대기 시간", "name_en": "Waiting time", "unit": "분"}


@pytest.mark.parametrize(
    ("locale", "name", "text"),
    [("ko", "name", "대기 시간"), ("en", "name", "Waiting time"), ("en", "unit", "분"), ("en", "evidence", "")],
)
def test_an_entry_speaks_english_where_it_brings_english(locale, name, text):
    with use_locale(locale):
        assert said(KPI, name) == text


@pytest.mark.parametrize(
    ("locale", "text", "attribute"),
    [("en", "교통과", ' lang="ko"'), ("en", "Transport", ""), ("ko", "교통과", "")],
)
def test_korean_words_are_marked_on_english_pages_only(locale, text, attribute):
    with use_locale(locale):
        assert lang_attr(text) == attribute
