"""The console over HTTP: curators only, decisions with reasons, and read-only records."""

import csv
import io

import pytest

from openlab.extensions import db
from openlab.jobs.models import OutboxJob
from openlab.jobs.service import MAX_ATTEMPTS
from openlab.kit import clock
from openlab.solutions.models import Solution
from tests.builders import COMPLETE_SOLUTION, make_curator, make_firm_member, make_official, make_solution, sign_in

PAGES = ("/admin/", "/admin/audit", "/admin/jobs", "/admin/health", "/admin/quality", "/admin/quality/weights")


@pytest.fixture
def curator(build, client):
    person = build(make_curator)
    sign_in(client, person)
    return person


@pytest.fixture
def waiting(build):
    """The id of a solution that waits for review."""
    return build(lambda: make_solution(status="SUBMITTED", title="기다리는 솔루션", **COMPLETE_SOLUTION).id)


@pytest.fixture
def stored(app):
    """Return a function that reads a stored row."""

    def read(kind, number):
        with app.app_context():
            return db.session.get_one(kind, number)

    return read


def failed_job():
    job = OutboxJob(
        kind="mail.send",
        payload={"to": "secret@example.org"},
        created_at=clock.now(),
        due_at=clock.now(),
        attempts=MAX_ATTEMPTS,
        error="Traceback\nOSError: 접속할 수 없음",
    )
    db.session.add(job)
    db.session.flush()
    return job.id


@pytest.mark.parametrize("path", PAGES)
def test_the_console_is_for_curators_alone(client, build, path):
    assert client.get(path).location.startswith("/login?next=")
    for make in (make_official, make_firm_member):
        sign_in(client, build(make))
        assert client.get(path).status_code == 403
    sign_in(client, build(make_curator))
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "page=99999999999999999999",
        "status=NONSENSE",
        "status=DRAFT",
        "category=%25",
        "state=x",
        "action=%25",
        "target_id=99999999999999999999",
        "target_type='",
        "check=1",
    ],
)
@pytest.mark.parametrize("path", PAGES)
def test_any_address_of_the_console_answers(client, curator, waiting, path, query):
    assert client.get(f"{path}?{query}").status_code == 200


def test_the_queue_shows_what_waits_and_never_a_draft(client, curator, waiting, build):
    build(lambda: make_solution(title="아직 쓰는 중인 초안"))
    page = client.get("/admin/").text
    assert "기다리는 솔루션" in page
    assert "아직 쓰는 중인 초안" not in page
    assert "아직 쓰는 중인 초안" not in client.get("/admin/?status=DRAFT").text
    assert "기다리는 솔루션이 없습니다" in client.get("/admin/?category=HOUSING").text


def test_a_curator_lists_what_is_ready(client, curator, waiting, stored):
    assert "마켓에 등록" in client.get(f"/admin/solutions/{waiting}").text
    assert client.post(f"/admin/solutions/{waiting}", data={"action": "list"}).status_code == 303
    assert stored(Solution, waiting).status == "LISTED"
    client.delete_cookie("openlab")
    assert client.get(f"/solutions/{waiting}").status_code == 200


@pytest.mark.parametrize(
    "typed",
    [
        {"reason": "EVIDENCE", "note": "  "},
        {"reason": "", "note": "시험 이름을 적어 주세요."},
        {"reason": "BECAUSE", "note": "시험 이름을 적어 주세요."},
        {"reason": "EVIDENCE", "note": "가" * 1001},
    ],
)
def test_a_refusal_needs_a_reason_and_a_note_and_keeps_what_was_typed(client, curator, waiting, stored, typed):
    answer = client.post(f"/admin/solutions/{waiting}", data={"action": "request_changes", **typed})
    assert answer.status_code == 422
    assert typed["note"].strip() in answer.text
    assert stored(Solution, waiting).status == "SUBMITTED"


def test_a_refusal_reaches_the_firm_with_its_note(client, curator, waiting, stored):
    done = client.post(
        f"/admin/solutions/{waiting}",
        data={"action": "request_changes", "reason": "EVIDENCE", "note": "시험 이름을 적어 주세요."},
    )
    assert done.status_code == 303
    row = stored(Solution, waiting)
    assert (row.status, row.review_reason, row.review_note) == (
        "CHANGES_REQUESTED",
        "EVIDENCE",
        "시험 이름을 적어 주세요.",
    )


def test_a_listing_is_suspended_and_restored(client, curator, build, stored):
    number = build(lambda: make_solution(status="LISTED", **COMPLETE_SOLUTION).id)
    refusal = {"action": "suspend", "reason": "RIGHTS", "note": "특허를 확인하는 동안"}
    assert client.post(f"/admin/solutions/{number}", data=refusal).status_code == 303
    assert stored(Solution, number).status == "SUSPENDED"
    assert client.post(f"/admin/solutions/{number}", data={"action": "restore"}).status_code == 303
    assert stored(Solution, number).status == "LISTED"


@pytest.mark.parametrize("action", ["retire", "recall", "restore", "", "nonsense"])
def test_a_curator_takes_no_step_of_the_firm_nor_one_out_of_turn(client, curator, waiting, stored, action):
    assert client.post(f"/admin/solutions/{waiting}", data={"action": action}).status_code in {403, 404, 409}
    assert stored(Solution, waiting).status == "SUBMITTED"


@pytest.mark.parametrize("make", [make_official, make_firm_member])
def test_nobody_else_decides(client, build, waiting, stored, make):
    sign_in(client, build(make))
    assert client.post(f"/admin/solutions/{waiting}", data={"action": "list"}).status_code == 404
    assert stored(Solution, waiting).status == "SUBMITTED"


@pytest.mark.parametrize("number", ["0", "99999999999999999999"])
def test_a_number_that_nothing_has_is_not_found(client, curator, number):
    assert client.get(f"/admin/solutions/{number}").status_code == 404
    assert client.post(f"/admin/jobs/{number}/retry").status_code == 404


def test_the_record_is_searched_by_act_and_target_and_its_chain_checked(client, curator, waiting):
    client.post(f"/admin/solutions/{waiting}", data={"action": "list"})
    page = client.get(f"/admin/audit?action=solution.&target_type=solution&target_id={waiting}").text
    assert "solution.list" in page
    assert "account.logged_in" not in page
    assert "모든 줄의 지문이 이어집니다" in client.get("/admin/audit?check=1").text


def test_failed_jobs_show_their_cause_but_not_their_payload_and_can_be_retried(client, curator, build, stored):
    number = build(failed_job)
    page = client.get("/admin/jobs").text
    assert "OSError: 접속할 수 없음" in page
    assert "secret@example.org" not in page
    assert client.post(f"/admin/jobs/{number}/retry").status_code == 303
    assert stored(OutboxJob, number).attempts < MAX_ATTEMPTS
    assert client.post(f"/admin/jobs/{number}/retry").status_code == 404


def test_the_health_page_counts_what_is_there(client, curator, build):
    build(failed_job)
    page = client.get("/admin/health").text
    assert "sqlite" in page
    assert "실패" in page


def test_the_record_comes_as_csv_as_far_as_the_search_narrows_it(client, build, curator, waiting):
    client.post(f"/admin/solutions/{waiting}", data={"action": "list"})

    answer = client.get("/admin/audit.csv?action=solution.list")

    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert answer.mimetype == "text/csv"
    assert [(row["action"], row["actor"], row["target_id"]) for row in rows] == [
        ("solution.list", curator.name, str(waiting))
    ]
