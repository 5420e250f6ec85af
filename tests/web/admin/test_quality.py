"""The quality pages: empty states that say what to do, figures, CSV, and weights that curators change."""

import csv
import io

import pytest

from openlab.extensions import db
from openlab.identity.accounts.models import User
from openlab.identity.orgs.states import OrganisationKind
from openlab.jobs.models import OutboxJob
from openlab.kit import clock
from openlab.matching.feedback.models import MatchPlace, MatchUse
from openlab.matching.models import MatchWeights
from openlab.matching.queries import newest
from openlab.matching.text import Side
from openlab.quality import measuring
from openlab.quality.models import QualityRun
from tests.builders import (
    make_curator,
    make_need,
    make_official,
    make_organisation,
    make_solution,
    sign_in,
    stored,
)
from tests.service.quality.test_weights import give

FIGURES = {name: {"overall": {"ndcg10": 0.78}, "by_fit": {"ndcg10": 0.86} if name != "queries" else None,
                  "infeasible_in_top_ten": 2} for name in ("needs", "solutions", "queries")}  # fmt: skip
TABLES = ("opinions", "runs", "months", "fields", "places", "exposure")


@pytest.fixture
def curator(build, client):
    person = build(make_curator)
    sign_in(client, person)
    return person


def measured(kind="JUDGED", figures=FIGURES):
    name = "judged" if kind == "JUDGED" else ""
    how = {"cause": "COMMAND", "set_name": name, "model_id": "static@1", "weights": "documented", "seconds": 1.0}
    return stored(QualityRun(at=clock.now(), kind=kind, figures=figures, **how))


def fill():
    """Store a need that came all the way, one that was never seen, and two firms of which one is shown."""
    need = make_need(status="PUBLISHED", category="TRANSPORT.PARKING")
    make_need(status="PUBLISHED", category="TRANSPORT")
    large = make_solution(make_organisation(OrganisationKind.COMPANY, size_class="LARGE"), status="LISTED")
    make_solution(make_organisation(OrganisationKind.COMPANY, size_class="STARTUP"), status="LISTED")
    day = clock.today()
    stored(MatchUse(day=day, side=Side.NEEDS, item_id=need.id, asked=3, led=1, shown=0, opened=0))
    stored(MatchUse(day=day, side=Side.SOLUTIONS, item_id=large.id, asked=0, led=0, shown=40, opened=4))
    stored(MatchPlace(day=day, origin="NEED", rank=4, shown=10, opened=2))
    measured()
    measured("MARKET", {"needs": 2, "without": 1, "by_field": {"TRANSPORT": [2, 1]}})
    give(8)


def table(client, name):
    answer = client.get(f"/admin/quality/{name}.csv")
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_an_empty_site_is_told_what_to_do(client, curator):
    page = client.get("/admin/quality").text

    for sentence in ("아직 잰 적이 없습니다", "openlab evaluate --record", "아직 의견이 없습니다", "openlab worker"):
        assert sentence in page
    assert "Nothing has been measured yet" in client.get("/admin/quality?lang=en").text


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_an_empty_site_are_empty_files_and_an_unknown_one_is_not_found(client, curator, name):
    assert client.get(f"/admin/quality/{name}.csv").status_code == 200
    assert client.get(f"/admin/quality/{name}x.csv").status_code == 404


def test_quality_and_use_are_shown_with_a_chart_and_tables(client, build, curator):
    build(fill)
    page = client.get("/admin/quality").text

    assert 'id="quality-over-time-title"' in page
    assert "0.780" in page
    assert "0.860" in page
    assert table(client, "runs")[0]["needs_by_fit"] == "0.86"
    (field,) = table(client, "fields")
    assert field == {"field": "TRANSPORT", "needs": "2", "shown": "1", "opened": "1", "judged": "1", "fits": "1"}
    assert table(client, "months") == [
        {"month": f"{clock.today():%Y-%m}", **{k: v for k, v in field.items() if k != "field"}}
    ]
    places = {row["first"]: row for row in table(client, "places")}
    assert (places["4"]["shown"], places["4"]["opened"]) == ("10", "2")
    assert sum(int(row["fits"]) for row in places.values()) == 4
    assert {row["size"]: (row["listings"], row["shown"]) for row in table(client, "exposure")} == {
        "LARGE": ("1", "40"), "STARTUP": ("1", "0")}  # fmt: skip


def test_reasons_and_words_are_read_without_who_gave_them(app, client, build, curator):
    build(lambda: give(4, "BAD_CONDITIONS"))
    with app.app_context():
        names = [user.email for user in db.session.query(User)]
    page, rows = client.get("/admin/quality").text, table(client, "opinions")

    assert page.count("문제는 같지만 조건이 맞지 않습니다") == 4
    assert [row["opinion"] for row in rows] == ["FITS", "DOES_NOT_FIT"] * 2
    assert (rows[0]["evidence"], rows[0]["rank"]) == ("1.0", "1")
    assert not {"user_id", "user"} & set(rows[0])
    assert not [name for name in names if name in str(rows)]


@pytest.mark.parametrize("path", ["/measure", "/weights/learn", "/weights/0/adopt", "/weights/rollback"])
def test_nobody_but_curators_changes_anything(client, build, path):
    assert client.post(f"/admin/quality{path}").status_code == 302
    sign_in(client, build(make_official))
    assert client.post(f"/admin/quality{path}").status_code == 403


def test_measuring_is_left_to_the_worker(app, client, curator, monkeypatch):
    monkeypatch.setattr(measuring, "record_judged", lambda *_asked: {})
    assert client.post("/admin/quality/measure").location == "/admin/quality"

    with app.app_context():
        assert [job.kind for job in db.session.query(OutboxJob)] == ["quality.measure"]


def test_weights_are_learned_adopted_and_taken_back_on_the_page(app, client, build, curator, monkeypatch):
    monkeypatch.setattr(measuring, "judged_figures", lambda *_asked: FIGURES)
    client.post("/admin/quality/weights/learn", data={"note": "처음"})
    assert "의견이 모자랍니다" in client.get("/admin/quality/weights").text

    build(lambda: give(120))
    client.post("/admin/quality/weights/learn", data={"note": "가을"})
    page = client.get("/admin/quality/weights?a=0&b=1").text
    assert "가을" in page
    assert "1판: 지자체가 바라는 몫" in page
    assert "0.860" in page

    client.post("/admin/quality/weights/1/adopt")
    with app.app_context():
        assert newest().weights == 1
    assert client.post("/admin/quality/weights/1/adopt").status_code == 409
    client.post("/admin/quality/weights/rollback")
    with app.app_context():
        assert newest().weights == 0


@pytest.mark.parametrize("query", ["a=4711", "b=4711"])
def test_versions_that_do_not_exist_are_not_found(client, curator, query):
    assert client.get(f"/admin/quality/weights?{query}").status_code == 404


@pytest.mark.parametrize("query", ["a=x", "a=²", "a=-1", "b=" + "9" * 40])
def test_nonsense_for_a_version_shows_the_present_ones(client, curator, query):
    assert client.get(f"/admin/quality/weights?{query}").status_code == 200


def test_a_version_of_the_weights_is_shown_with_every_fact(client, build, curator):
    half = {"text_share": 0.5, "wishes": {"needs": {"budget": 1.0}, "solutions": {"region": 0.5}}, "exposure": 0.0}
    build(lambda: stored(MatchWeights(weights=half, how={}, figures={}, note="", made_at=clock.now())))

    page = client.get("/admin/quality/weights?b=1").text
    assert "50.0%" in page
    assert "25.0%" in page
