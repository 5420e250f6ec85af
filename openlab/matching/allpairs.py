"""Every need with every solution at once: both sides' best partners, for digests, insights and matching days.

One matrix product over blocks finds who is nearest to whom; words and facts then put those in order. A pair that only
shares words, and is not among the nearest, is found by `Engine.match` but not here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from openlab.matching.encoder import Matrix
from openlab.matching.packed import Hashes, Rows, mixed, widened
from openlab.matching.scoring.fusion import HUB_STRENGTH, Mode, join
from openlab.matching.scoring.pairs import Doubles, compare_columns
from openlab.matching.scoring.ranking import score_parts, total
from openlab.matching.scoring.weights import Weights
from openlab.matching.shelves.columns import Mask
from openlab.matching.shelves.shelf import Ids, Shelf
from openlab.matching.shelves.words import pair_scores
from openlab.matching.text import Side

BLOCK = 4_096  # rows of the larger side multiplied at a time
GROUP = 8  # columns looked at by their highest value first
PAIRS = 50_000  # pairs whose facts are compared at a time


@dataclass(frozen=True)
class Best:
    """For each row of one side its partners on the other, best first: [n, top] rows (-1: none), scores, feasibility."""

    askers: Ids
    items: Ids
    rows: Rows
    scores: Matrix
    feasible: Mask


def all_pairs(
    needs: Shelf, solutions: Shelf, weights: Weights, top: int = 50, mode: Mode = "hybrid"
) -> dict[Side, Best]:
    """Return the best solutions of every need and the best needs of every solution, by the side that asks."""
    sides = {Side.NEEDS: needs, Side.SOLUTIONS: solutions}
    if not len(needs) or not len(solutions):
        return {side: _nobody(sides[side].ids, sides[side.other].ids, top) for side in Side}
    many = max(Side, key=lambda side: len(sides[side]))
    near = near_pairs(sides[many], sides[many.other], top)
    found = dict(zip((many, many.other), near, strict=True))
    return {side: _scored(side, sides, *found[side], weights, top, mode) for side in Side}


def near_pairs(many: Shelf, few: Shelf, k: int) -> tuple[tuple[Rows, Matrix], tuple[Rows, Matrix]]:
    """Return the k nearest of the other side, popularity taken off, for each row of both: rows and cosines.

    A row without k partners is filled up with -1.
    """
    others, their_hubs = widened(few.vectors), _hubs(few)
    hubs, columns = _hubs(many), _Columns(len(few), k)
    wide = np.column_stack([others, -HUB_STRENGTH * their_hubs]).astype(np.float32)  # subtracts while multiplying
    rows = np.full((len(many), k), -1, np.int64)
    similar = np.full((len(many), k), -1.0, np.float32)
    space = np.ones((min(BLOCK, len(many)), wide.shape[1]), np.float32)
    product = np.empty((len(space), len(wide)), np.float32)  # one place for all blocks: new pages cost time
    for begin in range(0, len(many), BLOCK):
        block, values = space[: len(many) - begin], product[: len(many) - begin]
        block[:, :-1] = widened(many.vectors[begin : begin + BLOCK])
        np.matmul(block, wide.T, out=values)
        at = _best_columns(values, k)
        span = slice(begin, begin + len(block))
        rows[span, : at.shape[1]] = at
        similar[span, : at.shape[1]] = np.take_along_axis(values, at, 1) + HUB_STRENGTH * their_hubs[at]
        values -= HUB_STRENGTH * hubs[span, None]
        columns.add(values, begin)
    theirs, lowered = columns.best()
    restored = lowered + HUB_STRENGTH * (hubs[theirs] + their_hubs[:, None])
    return (rows, similar), (theirs, np.where(theirs >= 0, restored, -1.0).astype(np.float32))


class _Columns:
    """The k highest values of each column of a matrix that comes block by block."""

    def __init__(self, count: int, k: int) -> None:
        self._k = k
        self._floor = np.full(count, -np.inf, np.float32)  # what a value must exceed
        self._columns = np.zeros(0, np.int64)
        self._rows = np.zeros(0, np.int64)
        self._values = np.zeros(0, np.float32)

    def add(self, values: Matrix, begin: int) -> None:
        """Look through a block, whose first row has the number `begin`."""
        if not len(self._values):
            turned = np.ascontiguousarray(values.T)
            members = _best_columns(turned, self._k)
            columns = np.repeat(np.arange(values.shape[1]), members.shape[1])
            self._keep(columns, members.ravel(), np.take_along_axis(turned, members, 1).ravel(), begin)
            return
        whole = len(values) // GROUP * GROUP
        highest = values[:whole].reshape(-1, GROUP, values.shape[1]).max(axis=1)
        groups, columns = np.nonzero(highest > self._floor)
        members = (groups[:, None] * GROUP + np.arange(GROUP)).ravel()
        rest, others = np.nonzero(values[whole:] > self._floor)
        members = np.concatenate([members, rest + whole])
        columns = np.concatenate([np.repeat(columns, GROUP), others])
        found = values[members, columns]
        higher = np.flatnonzero(found > self._floor[columns])
        self._keep(columns[higher], members[higher], found[higher], begin)

    def _keep(self, columns: Rows, members: Rows, values: Matrix, begin: int) -> None:
        columns = np.concatenate([self._columns, columns])
        rows = np.concatenate([self._rows, members + begin])
        values = np.concatenate([self._values, values])
        order = np.argsort(8.0 * columns - values)  # by column, the highest first: cosines differ by less than 8
        columns = columns[order]
        place = np.arange(len(order)) - np.searchsorted(columns, columns)  # within its column
        kept = place < self._k
        order, columns, place = order[kept], columns[kept], place[kept]
        self._columns, self._rows, self._values = columns, rows[order], values[order]
        full = place == self._k - 1
        self._floor[columns[full]] = self._values[full]

    def best(self) -> tuple[Rows, Matrix]:
        """Return the rows and values of each column, best first; -1 and zero where a column has fewer."""
        place = np.arange(len(self._columns)) - np.searchsorted(self._columns, self._columns)
        rows, values = (
            np.full((len(self._floor), self._k), -1, np.int64),
            np.zeros((len(self._floor), self._k), np.float32),
        )
        rows[self._columns, place], values[self._columns, place] = self._rows, self._values
        return rows, values


def _best_columns(values: Matrix, k: int) -> Rows:
    """Return the places of the k highest values of each row, in no order: by groups, then within the best."""
    width = values.shape[1]
    groups = width // GROUP
    if groups <= 2 * k:
        return _top(values, k)
    whole = groups * GROUP
    highest = values[:, :whole].reshape(len(values), GROUP, groups).max(axis=1)  # group g: columns g, g + groups, …
    chosen = _top(highest, k)
    columns = (chosen[:, :, None] + groups * np.arange(GROUP)).reshape(len(values), -1)
    columns = np.concatenate([columns, np.broadcast_to(np.arange(whole, width), (len(values), width - whole))], axis=1)
    return np.asarray(np.take_along_axis(columns, _top(np.take_along_axis(values, columns, 1), k), 1), np.int64)


def _top(values: Matrix, k: int) -> Rows:
    if values.shape[1] <= k:
        return np.broadcast_to(np.arange(values.shape[1]), values.shape)
    return np.argpartition(values, values.shape[1] - k, axis=1)[:, values.shape[1] - k :]


def _hubs(shelf: Shelf) -> Matrix:
    hubs = np.nan_to_num(shelf.hubs)
    return np.asarray(hubs - hubs.mean(), np.float32) if len(hubs) else hubs


def _scored(
    side: Side, sides: dict[Side, Shelf], rows: Rows, similar: Matrix, weights: Weights, top: int, mode: Mode
) -> Best:
    """Rank what was found near each asker by text and facts, as `Engine.match` does."""
    askers, items = sides[side], sides[side.other]
    covered, terms = np.zeros_like(similar), np.zeros(len(askers), np.int64)
    if mode != "dense":
        covered, terms = pair_scores(askers.words, items.words, rows)
    hubs = _hubs(items)
    made = _nobody(askers.ids, items.ids, top)
    for span in _spans(*rows.shape):
        part, there = rows[span], rows[span] >= 0
        meaning, words = join(similar[span], hubs[part], covered[span], items.english[part], mode, terms[span, None])
        text = {"meaning": meaning[there], "words": words[there]}
        facts = compare_columns(
            askers.facts.take(np.nonzero(there)[0] + span.start), side, items.facts.take(part[there]), side.other
        )
        if facts is None or not there.any():
            continue
        scores, feasible = np.full(there.shape, -np.inf), np.zeros(there.shape, np.bool_)
        scores[there] = total(score_parts(text, facts, side, weights))
        feasible[there] = facts.feasible
        order = _order(scores, feasible, askers.ids.hashes[span], items.ids.hashes[part])[:, :top]
        width = order.shape[1]
        made.rows[span, :width] = np.take_along_axis(part, order, 1)
        made.scores[span, :width] = np.take_along_axis(np.where(there, scores, 0), order, 1)
        made.feasible[span, :width] = np.take_along_axis(feasible, order, 1)
    return made


def _nobody(askers: Ids, items: Ids, top: int) -> Best:
    shape = (len(askers.hashes), top)
    return Best(askers, items, np.full(shape, -1, np.int64), np.zeros(shape, np.float32), np.zeros(shape, np.bool_))


def _order(scores: Doubles, feasible: Mask, askers: Hashes, items: Hashes) -> Rows:
    """Return places in each row as `ranking.in_order` does."""
    lots = mixed(items ^ askers[:, None], 0)
    return np.asarray(np.lexsort((lots, -np.round(scores, 9), ~feasible), axis=1), np.int64)


def _spans(count: int, width: int) -> Iterator[slice]:
    step = max(1, PAIRS // max(width, 1))
    return (slice(begin, min(begin + step, count)) for begin in range(0, count, step))
