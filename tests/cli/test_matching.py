"""match, evaluate and reindex: the same answers as the pages, figures and runs, and an index that is made again."""

import json
from itertools import groupby

import pytest

from openlab.app import create_app
from openlab.extensions import db
from openlab.kit.db import transaction
from openlab.matching.models import MatchEntry, MatchVector
from tests.cli.conftest import is_one_line
from tests.small_model import save_static_model

QUESTION = "지하차도가 비만 오면 잠겨요"


@pytest.fixture
def server(settings):
    """The same market as pages show it."""
    app = create_app(settings)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def api(server):
    """Return a function that asks the API of the same market."""
    return lambda address, **query: server.test_client().get(f"/api/v1{address}", query_string=query).json["items"]


def ids(items):
    return [(item["id"], item["score"]) for item in items]


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
@pytest.mark.parametrize("side", ["solutions", "needs"])
def test_text_is_answered_in_the_order_of_the_api(filled, api, side, mode):
    answer = filled("match", "--text", QUESTION, "--side", side, "--mode", mode, "--json")

    assert answer.exit_code == 0
    assert ids(json.loads(answer.stdout)) == ids(api("/match", text=QUESTION, side=side, mode=mode, top=10))


@pytest.mark.parametrize(
    ("option", "address"), [("--need", "/needs/1/matches"), ("--solution", "/solutions/1/matches")]
)
def test_need_or_solution_is_answered_in_the_order_of_the_api(filled, api, option, address):
    listed = json.loads(filled("match", option, 1, "--json", "--top", 20).stdout)

    assert listed
    assert ids(listed) == ids(api(address))


def test_list_for_people_is_the_one_for_programs(filled):
    listed = json.loads(filled("match", "--text", QUESTION, "--json", "--top", 5).stdout)
    shown = filled("match", "--text", QUESTION, "--top", 5).stdout

    assert [line.split("#")[1].split()[0] for line in shown.splitlines() if "#" in line] == [
        str(item["id"]) for item in listed]  # fmt: skip
    assert all(reason in shown for item in listed for reason in item["reasons"])


def test_reasons_come_in_the_language_asked_for(filled):
    spoken = [json.loads(filled("match", "--need", 1, "--json", "--lang", lang).stdout) for lang in ("ko", "en")]

    assert ids(spoken[0]) == ids(spoken[1])
    assert spoken[0][0]["reasons"] != spoken[1][0]["reasons"]


@pytest.mark.parametrize("words", [(), ("--need", 1, "--text", "주차"), ("--need", 1, "--solution", 1)])
def test_question_without_or_with_two_subjects_is_wrong_use(openlab, words):
    assert is_one_line(openlab("match", *words), 2)


@pytest.mark.parametrize("text", ["", "가", "가" * 4001])
def test_text_of_impossible_length_is_wrong_use(openlab, text):
    assert is_one_line(openlab("match", "--text", text), 2)


@pytest.mark.parametrize("option", ["--need", "--solution"])
def test_number_that_nothing_has_is_said_in_one_line(openlab, option):
    assert is_one_line(openlab("match", option, 4711), 1)


def test_empty_market_has_nothing_to_offer(openlab):
    answer = openlab("match", "--text", QUESTION)

    assert (answer.exit_code, answer.stdout) == (0, "nothing found\n")
    assert json.loads(openlab("match", "--text", QUESTION, "--json").stdout) == []


def figures(openlab, data, *words):
    return json.loads(openlab("evaluate", data, "--json", *words).stdout)


def test_hybrid_beats_words_alone_in_both_directions_on_the_demonstration(openlab, data):
    hybrid, lexical = figures(openlab, data), figures(openlab, data, "--mode", "lexical")

    for direction in ("needs", "solutions"):
        assert hybrid[direction]["overall"]["ndcg10"] > lexical[direction]["overall"]["ndcg10"], direction


def test_figures_for_people_are_those_for_programs(openlab, data):
    shown, plain = openlab("evaluate", data).stdout, figures(openlab, data)

    for direction in ("needs", "solutions"):
        assert f"{plain[direction]['overall']['ndcg10']:.3f}" in shown
        assert plain[direction]["overall"]["count"] > 20


def test_runs_are_written_deep_enough_and_in_order(openlab, data, tmp_path):
    answer = openlab("evaluate", data, "--out", tmp_path / "runs")

    assert answer.exit_code == 0
    sizes = {"needs": 60, "solutions": 30}
    for direction, items in sizes.items():
        lines = [line.split() for line in (tmp_path / "runs" / f"{direction}.run").read_text().splitlines()]
        for _query, group in groupby(lines, key=lambda line: line[0]):
            rows = list(group)
            assert len(rows) >= min(50, items)
            assert [row[1] for row in rows] == ["Q0"] * len(rows)
            assert [int(row[3]) for row in rows] == list(range(1, len(rows) + 1))
            assert [float(row[4]) for row in rows] == sorted((float(row[4]) for row in rows), reverse=True)
            assert len({row[2] for row in rows}) == len(rows)


def test_development_set_is_measured_when_no_folder_is_named(openlab):
    answer = openlab("evaluate", "--json")

    found = json.loads(answer.stdout)
    assert found["needs"]["overall"]["count"] >= 100
    assert found["needs"]["by_fit"]["ndcg10"] > found["needs"]["overall"]["ndcg10"]
    assert found["queries"]["by_fit"] is None


def test_title_and_description_alone_say_less_than_everything(openlab, data):
    whole, little = figures(openlab, data), figures(openlab, data, "--text", "title,description")

    assert little["needs"]["by_fit"]["ndcg10"] < whole["needs"]["by_fit"]["ndcg10"]
    assert little["needs"]["infeasible_in_top_ten"] == 0


@pytest.mark.parametrize("fields", ["", ",", "title,price"])
def test_texts_that_nothing_has_are_wrong_use(openlab, data, fields):
    assert is_one_line(openlab("evaluate", data, "--text", fields, "--json"), 2)


def test_ablations_are_printed_beside_the_whole(openlab, data):
    shown = openlab("evaluate", data, "--ablations").stdout

    rows = {line[:28].strip(): line[28:].split() for line in shown.splitlines()}
    assert "as shown" in shown
    assert "by fit alone" in shown
    assert float(rows["whole"][1]) > float(rows["words alone"][1])


def test_recorded_figures_are_kept_with_model_and_weights(filled, data, server):
    from openlab.quality.models import QualityRun

    answer = filled("evaluate", data, "--record", "--json")

    assert answer.exit_code == 0
    with server.app_context():
        (kept,) = db.session.query(QualityRun).all()
        assert kept.figures == json.loads(answer.stdout)
        assert (kept.kind, kept.cause, kept.weights, kept.set_name) == ("JUDGED", "COMMAND", "documented", "data")
        assert kept.model_id


def test_recording_anything_but_the_site_is_wrong_use(filled, data):
    assert is_one_line(filled("evaluate", data, "--record", "--mode", "dense"), 2)


def test_evaluation_touches_no_database(data, tmp_path, openlab, settings):
    (settings.home / "openlab.db").unlink()

    assert openlab("evaluate", data).exit_code == 0
    assert not (settings.home / "openlab.db").exists()


def test_folder_without_needs_and_solutions_is_wrong_use(openlab, tmp_path):
    assert is_one_line(openlab("evaluate", tmp_path / "..", "--json"), 2)


def test_reindex_makes_again_what_was_lost_and_nothing_else(filled, server):
    before = json.loads(filled("match", "--text", QUESTION, "--json").stdout)
    with server.app_context(), transaction(db.session):
        db.session.query(MatchVector).delete()
        db.session.query(MatchEntry).delete()
    assert json.loads(filled("match", "--text", QUESTION, "--json").stdout) == []

    first, again = filled("reindex"), filled("reindex")

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout == again.stdout
    done, _of, total = first.stdout.split()[:3]
    assert done == total != "0"
    assert ids(json.loads(filled("match", "--text", QUESTION, "--json").stdout)) == ids(before)


def test_reindex_of_an_empty_market_does_nothing(openlab):
    assert openlab("reindex").stdout.startswith("0 of 0 things indexed")


def test_reindex_that_is_stopped_keeps_the_batches_it_finished(filled, server, monkeypatch):
    from openlab.matching.market import sync

    with server.app_context(), transaction(db.session):
        db.session.query(MatchVector).delete()
        db.session.query(MatchEntry).delete()
    monkeypatch.setattr(sync, "BATCH", 10)
    with server.app_context():
        steps = sync.catch_up()
        assert [next(steps)[0] for _ in range(3)] == [0, 10, 20]
        steps.close()

    with server.app_context():
        assert db.session.query(MatchEntry).count() == 20


def test_check_of_snapshots_tells_what_is_damaged_and_the_next_reindex_mends_it(filled, settings):
    assert filled("reindex").exit_code == 0
    assert (filled("reindex", "--check").exit_code, filled("reindex", "--check").stdout) == (
        0,
        "every snapshot is whole\n",
    )
    path = max((settings.home / "index").glob("*/*/needs.bin"))
    path.write_bytes(path.read_bytes()[:-70] + b"\x01" * 70)

    damaged = filled("reindex", "--check")

    assert (damaged.exit_code, damaged.stdout) == (1, "1 damaged\n")
    assert filled("reindex").exit_code == 0
    again = filled("reindex", "--check")
    assert again.exit_code == 0, again.output


def test_reindex_with_another_model_takes_it_over_at_once(filled, settings, tmp_path):
    before = filled("match", "--text", QUESTION, "--json")
    folder = save_static_model(tmp_path / "other")
    answer = filled("reindex", env={"OPENLAB_ENCODER": str(folder)})

    assert answer.exit_code == 0
    assert "indexed with other@" in answer.stdout
    after = filled("match", "--text", QUESTION, "--mode", "dense", "--json", env={"OPENLAB_ENCODER": str(folder)})
    assert (before.exit_code, after.exit_code) == (0, 0)
    assert ids(json.loads(after.stdout)) != ids(json.loads(before.stdout))
