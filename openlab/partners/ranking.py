"""Who fits a notice: the matching engine over other firms' notices and listed solutions, best thing of each firm.

What seeks reads like a need, what offers like a solution, so the engine's facts and reasons mean what they always mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from openlab.i18n import current_locale
from openlab.matching.engine import Engine, Match
from openlab.matching.market.live import LiveIndex
from openlab.matching.service import MAX_TOP
from openlab.matching.text import (
    NEED_FIELDS,
    SOLUTION_FIELDS,
    Document,
    Facts,
    Passage,
    Side,
    split_sentences,
)
from openlab.matching.wording import Reason, tell
from openlab.partners.models import PartnerNotice
from openlab.partners.queries import live_versions, notices_by_id
from openlab.partners.states import NoticeKind
from openlab.regions import is_served
from openlab.solutions.queries import solutions_by_id

SIDES = {NoticeKind.SEEKS: Side.NEEDS, NoticeKind.OFFERS: Side.SOLUTIONS}
SIZE_WISH = 0.05  # taken off where a wish about size is not met: as much as a quarter of the facts, never a bar


@dataclass(frozen=True, slots=True)
class Partner:
    """A firm that fits, by the best of its things: a notice or a solution; `sized`: None where nobody wishes."""

    thing: Any
    is_notice: bool
    match: Match
    reason: Reason
    sized: bool | None
    score: float


class NoticeIndex:
    """The live notices in an engine of their own, brought up to the table at every question."""

    def __init__(self, market: LiveIndex) -> None:
        self.market = market
        self._lock = Lock()
        self._engine: Engine | None = None
        self._known: dict[int, int] = {}

    def refresh(self) -> Engine:
        """Take in notices that are new or changed, and drop those that are shown no more."""
        encoder = self.market.refresh().encoder
        with self._lock:
            if self._engine is None or self._engine.encoder is not encoder:
                self._engine, self._known = Engine(encoder), {}
            there = live_versions()
            stale = [number for number, version in self._known.items() if there.get(number) != version]
            for side in Side:
                self._engine.remove(side, [str(number) for number in stale])
            fresh = [number for number, version in there.items() if self._known.get(number) != version]
            self._engine.upsert([document_of(notice) for notice in notices_by_id(fresh).values()])
            self._known = there
            return self._engine


def document_of(notice: PartnerNotice) -> Document:
    """Read a notice as matching sees it: a need when it seeks, a solution when it offers."""
    other = "en" if notice.lang == "ko" else "ko"
    seeks = notice.kind is NoticeKind.SEEKS
    size = notice.organisation.size_class
    return Document(
        id=str(notice.id),
        side=SIDES[notice.kind],
        lang=notice.lang,
        title=notice.title,
        title_other=str(notice.translation.get("title") or ""),
        passages=_passages(SIDES[notice.kind], notice.capability, notice.lang),
        other_passages=_passages(SIDES[notice.kind], str(notice.translation.get("capability") or ""), other),
        keywords=tuple(notice.keywords),
        facts=Facts(
            category=notice.category,
            regions=() if notice.nationwide else tuple(notice.region_codes),
            nationwide=notice.nationwide and not seeks,
            size_class=str(size or "") if not seeks else "",
        ),
    )


def rank(index: NoticeIndex, notice: PartnerNotice, top: int = 20) -> list[Partner]:
    """Return the firms that fit a notice, the best first, one row for each; never the asker's own.

    What breaks a hard limit stands below; a size that either side does not wish costs SIZE_WISH.
    """
    engine, query = index.refresh(), document_of(notice)
    side = SIDES[notice.kind].other
    found = [
        partner
        for matches, is_notice in (
            (engine.match(query, side, top=MAX_TOP, lang=current_locale()), True),
            (_solutions(index.market, notice, query), False),
        )
        for partner in _partners(matches, notice, is_notice=is_notice)
    ]
    found.sort(key=lambda one: (not one.match.feasible, -one.score))
    best: dict[int, Partner] = {}
    for partner in found:
        best.setdefault(partner.thing.organisation_id, partner)
    return list(best.values())[:top]


def _solutions(market: LiveIndex, notice: PartnerNotice, query: Document) -> list[Match]:
    if notice.kind is NoticeKind.OFFERS:
        return []  # a firm with something to give looks for those who seek it
    return market.match(query, Side.SOLUTIONS, top=MAX_TOP, lang=current_locale())


def _partners(matches: list[Match], notice: PartnerNotice, *, is_notice: bool) -> list[Partner]:
    ids = [int(match.id) for match in matches]
    things: Mapping[int, Any] = notices_by_id(ids) if is_notice else solutions_by_id(ids)
    partners = []
    for match in matches:
        thing = things.get(int(match.id))
        if thing is None or thing.organisation_id == notice.organisation_id:
            continue
        if is_notice and not _shares_region(notice, thing):
            continue
        sized = _sized(notice, thing, is_notice=is_notice)
        score = match.score - (SIZE_WISH if sized is False else 0.0)
        partners.append(Partner(thing, is_notice, match, tell(match), sized, score))
    return partners


def _shares_region(notice: PartnerNotice, other: PartnerNotice) -> bool:
    """Say whether two notices have a 시·도 in common; one without limits has all of them."""
    if notice.nationwide or other.nationwide or not notice.region_codes or not other.region_codes:
        return True
    return any(is_served(code, tuple(other.region_codes), nationwide=False) for code in notice.region_codes)


def _sized(notice: PartnerNotice, other: Any, *, is_notice: bool) -> bool | None:
    """Say whether both sides' wishes about size are met, None where there are none or a size is unknown."""
    wishes = [(notice.sizes_wanted, other.organisation.size_class)]
    if is_notice:
        wishes.append((other.sizes_wanted, notice.organisation.size_class))
    verdicts = [size.value in wanted for wanted, size in wishes if wanted and size is not None]
    return all(verdicts) if verdicts else None


def _passages(side: Side, text: str, lang: str) -> tuple[Passage, ...]:
    field = NEED_FIELDS[0] if side is Side.NEEDS else SOLUTION_FIELDS[-1]  # the engine packs the names it knows
    return tuple(Passage(field, sentence, lang) for sentence in split_sentences(text))
