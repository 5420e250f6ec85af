"""Dates, money and counts as people in Korea and abroad read them."""

from datetime import date, datetime

from markupsafe import Markup

from openlab.i18n.core import current_locale, gettext
from openlab.kit import clock, money

WEEKDAYS_KO = "월화수목금토일"


def format_date(value: date | datetime | None) -> str:
    """Write a date: '2026. 11. 20. (금)', in English '20 Nov 2026'."""
    if value is None:
        return ""
    day = clock.in_seoul(value).date() if isinstance(value, datetime) else value
    if current_locale() == "en":
        return f"{day.day} {day:%b %Y}"
    return f"{day.year}. {day.month}. {day.day}. ({WEEKDAYS_KO[day.weekday()]})"


def format_month(value: date | None) -> str:
    """Write a month: '2026. 11.', in English 'Nov 2026'."""
    if value is None:
        return ""
    return f"{value:%b %Y}" if current_locale() == "en" else f"{value.year}. {value.month}."


def format_datetime(value: datetime | None) -> str:
    """Write a moment on Korean clocks: '2026. 11. 20. (금) 18:00', in English with 'KST'."""
    if value is None:
        return ""
    local = clock.in_seoul(value)
    suffix = " KST" if current_locale() == "en" else ""
    return f"{format_date(value)} {local:%H:%M}{suffix}"


def format_won(amount: int | None) -> str:
    """Write won briefly: '1억 8,000만 원', 'KRW 180 million'; nothing for None."""
    if amount is None:
        return ""
    return money.won_english(amount) if current_locale() == "en" else money.won_short(amount)


def won_html(amount: int | None) -> Markup:
    """Write won briefly with the full figure on hover."""
    if amount is None:
        return Markup("")
    full = f"KRW {amount:,}" if current_locale() == "en" else f"{amount:,}원"
    return Markup('<span class="money" title="{}">{}</span>').format(full, format_won(amount))


def format_won_range(low: int | None, high: int | None) -> str:
    """Write a band of won: '6,000만 원 ~ 2억 6,000만 원', 'KRW 60 million – KRW 260 million', one end, or '협의'."""
    if low is not None and high is not None and low != high:
        return f"{format_won(low)} {'–' if current_locale() == 'en' else '~'} {format_won(high)}"
    if high is not None:
        return format_won(high) if low == high else gettext("%(amount)s 이하", amount=format_won(high))
    if low is not None:
        return gettext("%(amount)s부터", amount=format_won(low))
    return gettext("협의")


def days_left(value: date | None) -> str:
    """Write the days until a date: 'D-12', 'D-day', 'D+3'."""
    if value is None:
        return ""
    days = (value - clock.today()).days
    return "D-day" if days == 0 else f"D-{days}" if days > 0 else f"D+{-days}"


def format_count(value: int) -> str:
    """Write a whole number with thousands separators."""
    return f"{value:,}"


def format_size(size: int) -> str:
    """Write a file size: '312 KB', '4.2 MB', '76.7 GB'."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024)):,} KB"
    if size < 1024**3:
        return f"{size / 1024**2:.1f} MB"
    return f"{size / 1024**3:,.1f} GB"


def format_time(value: datetime) -> str:
    """Write the time of day on Korean clocks: '18:02'."""
    return f"{clock.in_seoul(value):%H:%M}"
