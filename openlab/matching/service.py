"""Ask the market: the same few questions for pages, API and command line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.kit.errors import InvalidInputError
from openlab.matching.allpairs import Best
from openlab.matching.engine import Match
from openlab.matching.market.live import LiveIndex
from openlab.matching.scoring.fusion import Mode
from openlab.matching.text import Document, Side, document_from_need, document_from_solution, query_document
from openlab.matching.wording import Reason, tell
from openlab.needs.queries import needs_by_id
from openlab.solutions.queries import solutions_by_id

MAX_TEXT = 4000  # characters of a free text
MAX_TOP = 100


@dataclass(frozen=True, slots=True)
class Found:
    """One need or solution of an answer, with the match and its telling."""

    item: Any
    side: Side
    match: Match
    reason: Reason


@dataclass(frozen=True, slots=True)
class Partners:
    """The best partners of many things: their ids [n], and for each the partners' ids [n, top], -1 for none.

    Those that break a hard limit come last and are marked as not feasible.
    """

    ids: NDArray[np.int64]
    partners: NDArray[np.int64]
    scores: NDArray[np.float32]
    feasible: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What an answer is narrowed to; empty means everything."""

    category: str = ""
    sido: str = ""
    feasible_only: bool = False


def match_text(
    index: LiveIndex, text: str, side: Side, *, top: int = 20, mode: Mode = "hybrid", narrowing: Narrowing | None = None
) -> list[Found]:
    """Return what suits a free text; an empty or endless one is refused with a sentence."""
    return _ask(index, query_document(checked_text(text)), side, top, mode, narrowing or Narrowing())


def match_need(
    index: LiveIndex, need: Any, *, top: int = 20, mode: Mode = "hybrid", narrowing: Narrowing | None = None
) -> list[Found]:
    """Return the solutions that suit a need, stored or still in a form."""
    return _ask(index, document_from_need(need), Side.SOLUTIONS, top, mode, narrowing or Narrowing())


def match_solution(
    index: LiveIndex, solution: Any, *, top: int = 20, mode: Mode = "hybrid", narrowing: Narrowing | None = None
) -> list[Found]:
    """Return the needs that a solution suits."""
    return _ask(index, document_from_solution(solution), Side.NEEDS, top, mode, narrowing or Narrowing())


def similar_needs(index: LiveIndex, need: Any, *, top: int = 5) -> list[Found]:
    """Return needs like this one, of any municipality."""
    return _ask(index, document_from_need(need), Side.NEEDS, top, "hybrid", Narrowing())


def all_partners(index: LiveIndex, *, top: int = 50) -> dict[Side, Partners]:
    """Return the best solutions of every need and the best needs of every solution, by the side that asks."""
    return {side: _partners(best) for side, best in index.refresh().all_pairs(top).items()}


def _partners(best: Best) -> Partners:
    askers, items = (np.asarray([*map(int, ids.listed())], np.int64) for ids in (best.askers, best.items))
    known = np.append(items, -1)  # a row of -1, nobody, leads to the last place
    return Partners(askers, known[best.rows], best.scores, best.feasible)


def checked_text(text: str) -> str:
    """Return a text that can be asked with; raise InvalidInputError with a sentence otherwise."""
    stripped = text.strip()
    if len(stripped) < 2:
        raise InvalidInputError(_("두 글자 이상 써 주세요."), {"q": [_("두 글자 이상 써 주세요.")]})
    if len(stripped) > MAX_TEXT:
        sentence = _("%(limit)s자까지 쓸 수 있습니다.", limit=MAX_TEXT)
        raise InvalidInputError(sentence, {"q": [sentence]})
    return stripped


def text_key(text: str) -> str:
    """Return what stands for a free text where the text itself is not kept."""
    return query_document(text.strip()).id.removeprefix("text:")


def checked_top(value: str | None, default: int = 20) -> int:
    """Return how many answers are wanted, 1 to 100; raise InvalidInputError otherwise."""
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or len(value) > 3 or not 1 <= int(value) <= MAX_TOP:
        sentence = _("1부터 %(most)s까지의 숫자를 써 주세요.", most=MAX_TOP)
        raise InvalidInputError(sentence, {"top": [sentence]})
    return int(value)


def _ask(index: LiveIndex, query: Document, side: Side, top: int, mode: Mode, narrowing: Narrowing) -> list[Found]:
    allowed = index.within(side, narrowing.category, narrowing.sido) if narrowing.category or narrowing.sido else None
    matches = index.match(
        query,
        side,
        mode=mode,
        top=top,
        allowed=allowed,
        include_infeasible=not narrowing.feasible_only,
        lang=current_locale(),
    )
    items = _LOADERS[side]([int(match.id) for match in matches])
    return [Found(items[int(match.id)], side, match, tell(match)) for match in matches if int(match.id) in items]


_LOADERS: Mapping[Side, Callable[[Sequence[int]], Mapping[int, Any]]] = {
    Side.NEEDS: needs_by_id,
    Side.SOLUTIONS: solutions_by_id,
}
