"""The growth of the alliance drawn and as a table: figures of others and our own stay apart."""

from collections.abc import Sequence
from datetime import date

from openlab.i18n import gettext as _
from openlab.i18n.formats import format_month
from openlab.kit.charts import Chart, Series, line
from openlab.membership.growth import MOST_MONTHS, SOURCED, Month
from openlab.membership.labels import CLASS_LABELS
from openlab.membership.states import MemberClass


def growth_chart(months: Sequence[Month]) -> Chart:
    """Draw the sourced figures and the members of this site as two lines; the years between are a gap."""
    shown = months[-MOST_MONTHS:]
    labels = [format_month(point.month) for point in SOURCED] + [format_month(month.month) for month in shown]
    sourced: list[float | None] = [*(float(point.total) for point in SOURCED), *(None for _month in shown)]
    own: list[float | None] = [*(None for _point in SOURCED), *(float(month.total) for month in shown)]
    series = [Series(_("발표한 수"), sourced), Series(_("회원 명부"), own)]
    return line("growth", _("융합 얼라이언스 회원 수"), labels, series, head=_("달"))


def growth_rows(months: Sequence[Month], *, plain: bool = False) -> tuple[list[str], list[list[str]]]:
    """Return head and rows of the table, the oldest first; `plain` writes months as '2019-02' for programs."""
    head = [_("달"), _("회원 수"), *(str(CLASS_LABELS[kind]) for kind in MemberClass), _("출처")]
    blank = [""] * len(MemberClass)
    source = _("국토교통부 보도자료 2019. 7. 15. ‘제3차 스마트도시 종합계획’") if plain else _("보도자료")
    rows = [[_month(point.month, plain), str(point.total), *blank, source] for point in SOURCED]
    rows += [
        [_month(one.month, plain), str(one.total), *(str(one.by_class[kind]) for kind in MemberClass), _("회원 명부")]
        for one in months
    ]
    return head, rows


def _month(day: date, plain: bool) -> str:  # noqa: FBT001
    return f"{day:%Y-%m}" if plain else format_month(day)
