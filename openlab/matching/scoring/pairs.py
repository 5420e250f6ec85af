"""Facts of one asker held against those of many items at once: `features.py` in columns.

Every function here gives for many pairs what its namesake in `features.py` gives for one; a test holds them together.
Where both sides have one row a pair, pairs are compared row by row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from openlab.matching.packed import Hashes, Ragged, Rows, lengths_of, mixed, spread
from openlab.matching.scoring.features import NEUTRAL, PROVEN_AT, WEEKS_A_MONTH, Verdict
from openlab.matching.shelves.columns import MISSING, FactColumns, Mask
from openlab.matching.text import Side

Doubles = NDArray[np.float64]
Codes = NDArray[np.int8]
VERDICTS = (Verdict.UNKNOWN, Verdict.FITS, Verdict.CHECK, Verdict.DOES_NOT_FIT)
_UNKNOWN, _FITS, _CHECK, _FAILS = range(4)
HARD = frozenset({"region", "budget", "maturity"})
Column = tuple[Doubles, Codes]
T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True)
class Compared:
    """Values (0 to 1) and verdicts (places in VERDICTS) by feature, and whether no hard limit is broken."""

    values: dict[str, Doubles]
    verdicts: dict[str, Codes]
    feasible: Mask


def compare_columns(
    asker: FactColumns, asker_side: Side | None, items: FactColumns, item_side: Side | None
) -> Compared | None:
    """Return the features of one asker with each item, or of pairs row by row; None where there are no facts."""
    if asker_side is None or item_side is None:
        return None
    count = max(len(asker), len(items)) if len(items) else 0
    if asker_side is item_side:
        columns = {"category": category(asker, items)}
    else:
        need, solution = (asker, items) if asker_side is Side.NEEDS else (items, asker)
        columns = {feature.__name__: feature(need, solution) for feature in COLUMNS}
    values = {name: _wide(value, count) for name, (value, _) in columns.items()}
    verdicts = {name: _wide(verdict, count) for name, (_, verdict) in columns.items()}
    feasible = np.ones(count, np.bool_)
    for name in HARD & columns.keys():
        feasible &= verdicts[name] != _FAILS
    return Compared(values, verdicts, feasible)


def _wide(column: NDArray[T], count: int) -> NDArray[T]:
    """Return a column of one row a pair; asking numpy even where nothing is to be done costs as much as comparing."""
    return column if len(column) == count else np.broadcast_to(column, count)


def category(need: FactColumns, solution: FactColumns) -> Column:
    """Compare the fields of city life."""
    same, field = need.category == solution.category, need.field == solution.field
    value = np.where(same, 1.0, np.where(field, 0.8, 0.0))
    return _stated((need.category != 0) & (solution.category != 0), value, np.where(field, _FITS, _CHECK))


def region(need: FactColumns, solution: FactColumns) -> Column:
    """Ask whether the solution is offered in the need's province."""
    served = solution.nationwide | ((need.home & solution.served) != 0).any(axis=1)
    known = solution.nationwide | (need.placed & solution.placed)
    return _stated(known, served.astype(np.float64), np.where(served, _FITS, _FAILS))


def budget(need: FactColumns, solution: FactColumns) -> Column:
    """Hold the most the need can pay against the least the solution costs (KRW)."""
    have, least, most = need.budget_max, solution.price_min, solution.price_max
    enough = have >= least
    value = np.where(enough, np.where((most == MISSING) | (have >= most), 1.0, 0.8), 0.0)
    return _stated((have != MISSING) & (least != MISSING), value, np.where(enough, _FITS, _FAILS))


def maturity(need: FactColumns, solution: FactColumns) -> Column:
    """Hold the solution's technology readiness against the level asked for."""
    reached = solution.trl >= need.trl
    known = (need.trl != MISSING) & (solution.trl != MISSING)
    return _stated(known, reached.astype(np.float64), np.where(reached, _FITS, _FAILS))


def period(need: FactColumns, solution: FactColumns) -> Column:
    """Ask whether delivery fits into the pilot period."""
    fits = solution.weeks <= need.months * WEEKS_A_MONTH
    known = (need.months != MISSING) & (solution.weeks != MISSING)
    return _stated(known, fits.astype(np.float64), np.where(fits, _FITS, _CHECK))


def certifications(need: FactColumns, solution: FactColumns) -> Column:
    """Ask which of the required certificates the solution holds."""
    asked = np.diff(need.certificates.starts)
    if not len(need.certificates.values):
        return np.full(len(need), NEUTRAL), np.zeros(len(need), np.int8)
    pairs = np.arange(max(len(need), len(solution)))
    mine, theirs = (pairs if len(side) > 1 else pairs * 0 for side in (need, solution))
    count = asked[mine]
    if len(need) == 1:
        missing = count - _held(need.certificates.values, solution.certificates)[theirs]
    else:
        wanted, wanting = _codes(need, mine, pairs)
        held, _ = _codes(solution, theirs, pairs)
        missing = np.bincount(wanting, ~np.isin(wanted, held), len(pairs))
    value = 1 - missing / np.maximum(count, 1)
    return _stated(count > 0, value, np.where(missing > 0, _CHECK, _FITS))


def data_hub(need: FactColumns, solution: FactColumns) -> Column:
    """Ask whether the solution connects to the city's data hub when the need asks for it."""
    connects = solution.data_hub == 1
    known = (need.data_hub == 1) & (solution.data_hub != MISSING)
    return _stated(known, connects.astype(np.float64), np.where(connects, _FITS, _CHECK))


def evidence(_need: FactColumns, solution: FactColumns) -> Column:
    """Count the places where the solution has run."""
    value = np.minimum(solution.evidence / PROVEN_AT, 1.0)
    return _stated(solution.evidence != MISSING, value, np.where(solution.evidence == 0, _CHECK, _FITS))


def size(_need: FactColumns, solution: FactColumns) -> Column:
    """Note the firm's size class."""
    large = solution.size == 1
    return _stated(solution.size != 0, np.where(large, 0.0, 1.0), np.where(large, _CHECK, _FITS))


def _stated(known: Mask, value: Doubles, verdict: NDArray[np.integer]) -> Column:
    return np.where(known, value, NEUTRAL), np.where(known, verdict, _UNKNOWN).astype(np.int8)


def _held(wanted: Hashes, certificates: Ragged) -> Rows:
    """Return how many of some certificates each row has."""
    owners = np.repeat(np.arange(len(certificates)), np.diff(certificates.starts))
    having = [np.bincount(owners[certificates.values == code], minlength=len(certificates)) > 0 for code in wanted]
    return np.asarray(np.sum(having, axis=0), np.int64)


def _codes(
    side: FactColumns, rows: NDArray[np.int64], pairs: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return each pair's certificates, scrambled with the pair's number, and the pair that each belongs to."""
    owners = np.repeat(pairs, lengths_of(side.certificates.starts, rows))
    codes = side.certificates.values[spread(side.certificates.starts, rows)]
    return mixed(codes, 0) ^ mixed(owners.astype(np.uint64), 1), owners


COLUMNS: tuple[Callable[[FactColumns, FactColumns], Column], ...] = (
    category, region, budget, maturity, period, certifications, data_hub, evidence, size,
)  # fmt: skip
