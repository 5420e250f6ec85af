"""Ablations: each variant differs from the whole in what it leaves out, and in nothing else."""

from openlab.matching.engine import Engine, Trial
from openlab.matching.judging.ablations import VARIANTS, ablate
from openlab.matching.judging.evaluation import JudgedSet, evaluate, only
from openlab.matching.text import document_from_need, document_from_solution
from tests.unit.matching.records import need, solution
from tests.unit.matching.toy import ToyEncoder

NEEDS = [need(), need(id="N2", lang="en", title="Parking", problem="No parking is left.", category="TRANSPORT")]
SOLUTIONS = [
    solution(),
    solution(id="S2", title="주차 안내", summary="", description="", category="TRANSPORT"),
    solution(id="S3", title="침수 침수 수위 물", summary="침수", description="침수", price_min=900_000_000),
]
JUDGED = JudgedSet(NEEDS, SOLUTIONS, judged_needs={"N1": {"S3": 3, "S1": 1}, "N2": {"S2": 3}})


def test_both_orders_are_measured_and_differ_where_limits_are_broken():
    runs = {run.name: run for run in evaluate(JUDGED, Engine(ToyEncoder()))}

    assert runs["needs"].by_fit.ndcg10 > runs["needs"].overall.ndcg10
    assert [item for item, _ in runs["needs"].ranked["N1"]][-1] == "S3"


def test_what_is_infeasible_counts_as_misplaced_only_above_something_feasible():
    shown = {run.name: run for run in evaluate(JUDGED, Engine(ToyEncoder()))}
    by_fit = {run.name: run for run in evaluate(JUDGED, Engine(ToyEncoder(), trial=Trial(feasible_first=False)))}

    assert (shown["needs"].infeasible_in_top_ten, shown["needs"].misplaced_in_top_ten) == (2, 0)
    assert (by_fit["needs"].infeasible_in_top_ten, by_fit["needs"].misplaced_in_top_ten) == (2, 1)


def test_measuring_leaves_the_engine_as_it_was():
    engine = Engine(ToyEncoder())
    evaluate(JUDGED, engine)

    assert engine.trial == Trial()


def test_every_variant_is_run_over_the_whole_set():
    heard = []
    found = ablate(JUDGED, ToyEncoder(), on_progress=heard.append)

    assert set(found) == set(VARIANTS)
    assert sum(heard) == len(VARIANTS) * (len(NEEDS) + len(SOLUTIONS))
    scores = {name: dict(runs[0].ranked["N1"]) for name, runs in found.items()}
    assert scores["facts do not count"]["S1"] != scores["whole"]["S1"] != scores["words alone"]["S1"]


def test_reading_a_few_texts_leaves_nothing_else_to_match_by():
    read = only({"title", "description"})
    asked = read(document_from_need(need(translation={"title": "Flood"}, keywords=["물"])))
    item = read(document_from_solution(solution()))

    assert asked.main_text == "지하차도 침수\n비가 오면 지하차도가 잠깁니다."
    assert (asked.other_text, asked.facts.budget_max, asked.facts.regions) == ("", None, ())
    assert item.main_text == "도로 수위 감지와 자동 차단\n수위계와 차단기를 잇습니다."


def test_reasons_are_left_out_where_figures_are_wanted():
    engine = Engine(ToyEncoder(), trial=Trial(explained=1))
    engine.upsert([document_from_solution(one) for one in SOLUTIONS])
    matches = engine.match(document_from_need(NEEDS[0]), document_from_solution(SOLUTIONS[0]).side)

    assert [one.reasons is not None for one in matches] == [True, False, False]
