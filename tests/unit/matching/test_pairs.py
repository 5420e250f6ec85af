"""Facts compared in columns are the facts compared pair by pair."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from openlab.matching.scoring.features import FEATURES, category
from openlab.matching.scoring.pairs import COLUMNS, VERDICTS, compare_columns
from openlab.matching.shelves.columns import FactColumns
from openlab.matching.text import Facts, Side
from openlab.regions.table import all_regions

REGIONS = ["11000", "41000", "41290", "99999", *(region.code for at, region in enumerate(all_regions()) if at % 7 == 0)]
CATEGORIES = ["", "SAFETY", "SAFETY.FLOOD", "SAFETY.FIRE", "TRANSPORT.PARKING"]
CODES = ["GS_CERT", "ISMS_P", "KC", "NEP"]
small = st.none() | st.integers(0, 12)
won = st.none() | st.integers(0, 10) | st.just(10**15)
codes = st.lists(st.sampled_from(CODES), max_size=4).map(tuple)
places = st.lists(st.sampled_from(REGIONS), max_size=3).map(tuple)
facts = st.builds(
    Facts,
    category=st.sampled_from(CATEGORIES), regions=places, nationwide=st.booleans(), budget_max=won, price_min=won,
    price_max=won, months=small, weeks=st.none() | st.integers(0, 60), trl=small, certifications=codes,
    data_hub=st.none() | st.booleans(), size_class=st.sampled_from(["", "LARGE", "SME"]), evidence=small,
)  # fmt: skip


def told(compared, at):
    return {name: (compared.values[name][at], VERDICTS[compared.verdicts[name][at]]) for name in compared.values}


@settings(deadline=None)
@given(facts, st.lists(facts, min_size=1, max_size=6))
def test_one_asker_against_many_items_is_each_pair_alone(asker, items):
    mine, theirs = FactColumns.build([asker]), FactColumns.build(items)
    for side, need_first in ((Side.NEEDS, True), (Side.SOLUTIONS, False)):
        compared = compare_columns(mine, side, theirs, side.other)
        for at, item in enumerate(items):
            pair = (asker, item) if need_first else (item, asker)
            alone = [feature(*pair) for feature in FEATURES]
            assert told(compared, at) == {one.name: (one.value, one.verdict) for one in alone}
            assert compared.feasible[at] == (not any(one.blocks for one in alone))


@settings(deadline=None)
@given(st.lists(st.tuples(facts, facts), min_size=2, max_size=6))
def test_pairs_row_by_row_are_each_pair_alone(pairs):
    needs, solutions = (FactColumns.build(list(side)) for side in zip(*pairs, strict=True))
    compared = compare_columns(needs, Side.NEEDS, solutions, Side.SOLUTIONS)
    for at, pair in enumerate(pairs):
        assert told(compared, at) == {
            one.name: (one.value, one.verdict) for one in (feature(*pair) for feature in FEATURES)
        }


@settings(deadline=None)
@given(facts, facts)
def test_items_of_one_side_share_only_a_category(one, other):
    compared = compare_columns(FactColumns.build([one]), Side.NEEDS, FactColumns.build([other]), Side.NEEDS)
    alone = category(one, other)
    assert told(compared, 0) == {"category": (alone.value, alone.verdict)}
    assert compare_columns(FactColumns.build([one]), None, FactColumns.build([other]), Side.NEEDS) is None


def test_every_feature_has_its_column():
    assert [one.__name__ for one in COLUMNS] == [one.__name__ for one in FEATURES]


@settings(deadline=None)
@given(st.lists(facts, max_size=5), st.lists(facts, max_size=5))
def test_columns_cut_and_joined_are_the_columns_built_at_once(first, second):
    joined = FactColumns.join([FactColumns.build(first), FactColumns.build(second)])
    whole = FactColumns.build([*first, *second])
    rows = np.arange(len(whole))[::-1]
    for made, wanted in ((joined, whole), (joined.take(rows), FactColumns.build([*first, *second][::-1]))):
        for name in wanted.__dataclass_fields__:
            mine, theirs = getattr(made, name), getattr(wanted, name)
            if name == "certificates":
                assert np.array_equal(mine.starts, theirs.starts)
                mine, theirs = mine.values, theirs.values
            assert np.array_equal(mine, theirs), name
