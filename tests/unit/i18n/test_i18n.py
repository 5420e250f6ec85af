"""Two languages: which one speaks, and how dates, money and counts are written in each."""

from datetime import UTC, date, datetime

import pytest
from babel.messages import Catalog

from openlab.i18n import catalogue, current_locale, gettext, lazy_gettext, ngettext, set_locale, use_locale
from openlab.i18n.formats import (
    days_left,
    format_date,
    format_datetime,
    format_month,
    format_size,
    format_won,
    format_won_range,
    won_html,
)
from openlab.kit import clock

EVENING = datetime(2026, 11, 20, 9, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def korean():
    with use_locale("ko"):
        yield


def test_block_in_another_language_ends_with_the_language_before():
    with use_locale("en"):
        assert current_locale() == "en"
    assert current_locale() == "ko"


def test_unknown_language_is_korean():
    set_locale("fr")
    assert current_locale() == "ko"


def test_placeholders_are_filled_in_both_languages():
    assert gettext("%(limit)s자까지 쓸 수 있습니다.", limit=5) == "5자까지 쓸 수 있습니다."
    with use_locale("en"):
        assert "5" in gettext("%(limit)s자까지 쓸 수 있습니다.", limit=5)


def test_text_without_translation_stays_korean():
    with use_locale("en"):
        assert gettext("번역이 없는 문장") == "번역이 없는 문장"
        assert ngettext("%(count)s 없는 말", "%(count)s 없는 말", 2) == "2 없는 말"


def test_lazy_text_is_spoken_when_it_is_shown():
    label = lazy_gettext("수요")
    korean = str(label)
    with use_locale("en"):
        assert str(label) != korean
    assert label == "수요"
    assert f"{label.__html__()}" == "수요"


def test_lazy_text_is_escaped_in_pages():
    assert lazy_gettext("%(name)s", name="<b>").__html__() == "&lt;b&gt;"


def test_moment_is_written_on_korean_clocks():
    assert format_datetime(EVENING) == "2026. 11. 20. (금) 18:02"
    with use_locale("en"):
        assert format_datetime(EVENING) == "20 Nov 2026 18:02 KST"
    assert format_date(None) == format_datetime(None) == ""


def test_money_is_short_with_the_full_figure_beside_it():
    assert format_won(180_000_000) == "1억 8,000만 원"
    assert 'title="180,000,000원"' in won_html(180_000_000)
    with use_locale("en"):
        assert format_won(180_000_000) == "KRW 180 million"


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [
        (60_000_000, 260_000_000, "6,000만 원 ~ 2억 6,000만 원"),
        (None, 50_000_000, "5,000만 원 이하"),
        (50_000_000, None, "5,000만 원부터"),
        (7_000, 7_000, "7,000원"),
        (None, None, "협의"),
    ],
)
def test_range_of_money_names_the_ends_it_has(low, high, written):
    assert format_won_range(low, high) == written


def test_range_of_money_has_an_english_dash_in_english():
    with use_locale("en"):
        assert format_won_range(60_000_000, 260_000_000) == "KRW 60 million – KRW 260 million"


def test_month_is_written_as_readers_expect():
    assert format_month(date(2026, 11, 1)) == "2026. 11."
    with use_locale("en"):
        assert format_month(date(2026, 11, 1)) == "Nov 2026"
    assert format_month(None) == ""


def test_text_that_counts_in_one_place_only_keeps_its_singular_elsewhere():
    with use_locale("en"):
        assert ngettext("우리 솔루션", "우리 솔루션", 2) == "Our solutions"
        assert gettext("우리 솔루션") == ngettext("우리 솔루션", "우리 솔루션", 1) == "Our solution"


@pytest.mark.parametrize(("day", "written"), [(21, "D-1"), (20, "D-day"), (17, "D+3")])
def test_days_left_are_counted_on_the_korean_calendar(day, written):
    with clock.at(EVENING):
        assert days_left(date(2026, 11, day)) == written


def test_file_sizes_are_rounded_up_to_something():
    assert [format_size(1), format_size(319_488), format_size(4_404_019)] == ["1 KB", "312 KB", "4.2 MB"]


def test_catalogue_names_missing_unused_and_broken_texts(monkeypatch):
    used, known = Catalog(), Catalog(locale="en")
    for message in ("있다", "없다", "%(count)s건"):
        used.add(message)
    known.add("있다", string="there")
    known.add("남다", string="left over")
    known.add("%(count)s건", string="%(number)s items", flags=["python-format"])
    monkeypatch.setattr(catalogue, "extract", lambda: used)
    monkeypatch.setattr(catalogue, "load", lambda: known)

    assert catalogue.problems() == ["missing: 없다", "placeholders differ: %(count)s건", "unused: 남다"]
