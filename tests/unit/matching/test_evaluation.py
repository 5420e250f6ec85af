import pytest

from openlab.matching.engine import Engine
from openlab.matching.judging.evaluation import JudgedSet, evaluate, read_judgements, summary, turned, write_run
from tests.unit.matching.records import need, solution
from tests.unit.matching.toy import ToyEncoder

NEEDS = [need(), need(id="N2", lang="en", title="Parking", problem="No parking is left.", category="TRANSPORT")]
SOLUTIONS = [
    solution(),
    solution(id="S2", title="주차 안내", summary="", description="", category="TRANSPORT"),
    solution(id="S3", lang="en", title="Flood gate", summary="", description="", price_min=900_000_000),
]
JUDGED = {"N1": {"S1": 3, "S3": 2, "S2": 0}, "N2": {"S2": 3}}


def runs(**values):
    made = evaluate(JudgedSet(NEEDS, SOLUTIONS, judged_needs=JUDGED, **values), Engine(ToyEncoder()))
    return {run.name: run for run in made}


def test_evaluate_runs_both_directions_and_measures_them():
    found = runs()
    assert found["needs"].overall.ndcg10 == pytest.approx(0.98, abs=0.03)
    assert found["needs"].overall.mrr == 1.0
    assert found["solutions"].overall.count == 3
    assert "queries" not in found


def test_evaluate_reports_language_pairs_from_their_own_items():
    pairs = runs()["needs"].by_language
    assert set(pairs) == {"ko→ko", "ko→en", "en→ko"}
    assert pairs["ko→en"].ndcg10 == 1.0


def test_evaluate_counts_infeasible_pairs_in_the_top_ten():
    assert runs()["needs"].infeasible_in_top_ten == 2


def test_evaluate_answers_queries_with_solutions_and_with_needs_when_judged_so():
    only = runs(queries=[("Q1", "주차")], judged_queries={"Q1": {"S2": 3}})["queries"]
    assert {item for item, _ in only.ranked["Q1"]} == {"S1", "S2", "S3"}
    both = runs(queries=[("Q1", "주차")], judged_queries={"Q1": {"N2": 3}})["queries"]
    assert {"N2", "S2"} == {item for item, _ in both.ranked["Q1"][:2]}
    assert both.overall.recall20 == 1.0


def test_run_file_has_falling_scores_and_six_columns(tmp_path):
    path = write_run(runs()["needs"], tmp_path / "out")
    rows = [line.split() for line in path.read_text().splitlines()]
    assert path.name == "needs.run"
    assert {len(row) for row in rows} == {6}
    first = [(int(row[3]), float(row[4])) for row in rows if row[0] == "N1"]
    assert [rank for rank, _ in first] == [1, 2, 3]
    assert [score for _, score in first] == sorted((score for _, score in first), reverse=True)


def test_turned_judgements_are_seen_from_the_other_side():
    assert turned({"N1": {"S1": 3}, "N2": {"S1": 1}}) == {"S1": {"N1": 3, "N2": 1}}


def test_read_judgements_skips_the_header_and_names_a_bad_line(tmp_path):
    path = tmp_path / "qrels.tsv"
    path.write_text("query_id\titem_id\tgrade\nN1\tS1\t3\nN1\tS2\t0\n")
    assert read_judgements(path) == {"N1": {"S1": 3, "S2": 0}}
    path.write_text("query_id\titem_id\tgrade\nN1 S1 3\n")
    with pytest.raises(ValueError, match="line 2"):
        read_judgements(path)


def test_summary_is_plain_data():
    assert summary(runs().values())["needs"]["overall"]["count"] == 2
