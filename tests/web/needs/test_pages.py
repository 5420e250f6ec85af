"""The pages of needs: who sees which, what every button leads to, and addresses nobody meant."""

from io import BytesIO
from itertools import product
from urllib.parse import unquote

import pytest

from tests.unit.files.samples import PDF

ROLES = ("nobody", "elsewhere", "firm", "curator", "auditor", "officer", "approver", "head")
INSIDE = {"auditor", "officer", "approver", "head"}


@pytest.mark.parametrize("role", ROLES)
def test_list_and_public_need_are_open_to_everybody_and_a_draft_to_its_own(browser, need, role):
    public, draft = need("PUBLISHED", title="공개된 문제"), need(title="쓰는 중인 문제")
    client = browser(role)

    assert "공개된 문제" in client.get("/needs/").text
    assert "쓰는 중인 문제" not in client.get("/needs/").text
    assert client.get(f"/needs/{public}").status_code == 200
    assert client.get(f"/needs/{draft}").status_code == (200 if role in INSIDE else 404)


@pytest.mark.parametrize(
    ("role", "status"),
    [("nobody", 302), *((role, 403) for role in ("firm", "curator", "auditor", "approver"))]
    + [(role, 200) for role in ("officer", "head", "elsewhere")],
)
def test_page_for_a_new_need_is_for_those_who_write_some(browser, role, status):
    assert browser(role).get("/needs/new").status_code == status


@pytest.mark.parametrize("role", ROLES)
def test_form_of_a_draft_opens_for_its_writers_only(browser, need, role):
    answer = browser(role).get(f"/needs/{need()}/edit")

    expected = {"officer": 200, "head": 200, "auditor": 403, "approver": 403}
    assert answer.status_code == expected.get(role, 404)


@pytest.mark.parametrize("role", ["officer", "head"])
def test_form_of_a_published_need_opens_for_nobody(browser, need, role):
    assert browser(role).get(f"/needs/{need('PUBLISHED')}/edit").status_code == 403


@pytest.mark.parametrize("status", ["DRAFT", "IN_REVIEW", "APPROVED", "WITHDRAWN"])
@pytest.mark.parametrize("path", ["", "/edit", "/matches", "/withdraw"])
def test_outsider_learns_nothing_of_a_need_that_is_not_public(browser, need, status, path):
    for role in ("nobody", "elsewhere", "firm", "curator"):
        assert browser(role).get(f"/needs/{need(status)}{path}").status_code == 404, role


@pytest.mark.parametrize("number", ["0", "999999", "9" * 18, "9" * 19, "9" * 20, "9" * 400, "-1", "1.5", "١", "x"])
def test_number_that_no_need_has_is_not_found(browser, need, number):
    need("PUBLISHED")
    client = browser("officer")

    for path in ("", "/edit", "/matches"):
        assert client.get(f"/needs/{number}{path}").status_code in ({200, 403} if number == "١" else {404})
    assert client.post(f"/needs/{number}/autosave").status_code in ({403} if number == "١" else {404})


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=99999999999999999999",
        "page=²",
        "page=abc",
        "organisation=99999999999999999999",
        "organisation=-1",
        "category=%25",
        "category=" + "x" * 500,
        "sido=%ED%A0%80",
        "status=NOPE",
        "budget=lt100m&budget=ge500m",
        "sort=;drop",
        "lang=xx",
        "unknown=1",
        "q=%FF",
    ],
)
def test_list_answers_any_address(browser, need, query):
    need("PUBLISHED")

    assert browser("nobody").get(f"/needs/?{query}").status_code == 200


@pytest.mark.parametrize("name", ["category", "sido", "status", "organisation", "page", "title"])
def test_nul_in_an_address_is_a_bad_request_on_every_database(any_app, name):
    answer = any_app.test_client().get(f"/needs/?{name}=a%00b")

    assert answer.status_code == 400


def test_title_with_markup_is_shown_as_text(browser, need):
    number = need(
        "PUBLISHED", title="<script>alert(1)</script>", problem="<img src=x onerror=alert(1)> [x](javascript:1)"
    )

    for page in ("/needs/", f"/needs/{number}"):
        text = browser("nobody").get(page).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript:' not in text


def test_contact_is_shown_to_members_only(browser, need):
    number = need("PUBLISHED", contact="02-123-4567")

    assert "02-123-4567" not in browser("nobody").get(f"/needs/{number}").text
    assert "02-123-4567" in browser("firm").get(f"/needs/{number}").text


@pytest.mark.parametrize(("lang", "title"), [("ko", "골목 정차"), ("en", "Cars in the alley")])
def test_need_is_read_in_the_language_of_the_reader(browser, need, lang, title):
    number = need("PUBLISHED", title="골목 정차", translation={"title": "Cars in the alley"})

    assert f"<h1>{title}" in browser("nobody").get(f"/needs/{number}?lang={lang}").text


def test_buttons_are_those_of_the_role(browser, need, complete):
    number = need("IN_REVIEW", **complete)

    assert "-상가-골목-정차-문제/approve" in unquote(browser("head").get(f"/needs/{number}").text)
    for role in ("officer", "auditor"):
        assert "/approve" not in browser(role).get(f"/needs/{number}").text


def test_submit_is_offered_only_when_the_need_is_ready(browser, need, complete):
    client = browser("officer")

    assert "/submit" in client.get(f"/needs/{need(**complete)}").text
    assert "/submit" not in client.get(f"/needs/{need()}").text


STEPS = [
    ("DRAFT", "submit", "officer", "IN_REVIEW"),
    ("IN_REVIEW", "approve", "approver", "PUBLISHED"),
    ("APPROVED", "publish", "approver", "PUBLISHED"),
    ("IN_REVIEW", "return", "approver", "DRAFT"),
    ("DRAFT", "withdraw", "officer", "WITHDRAWN"),
    ("PUBLISHED", "withdraw", "officer", "WITHDRAWN"),
    ("PUBLISHED", "sound_market", "officer", "RFI"),
    ("PUBLISHED", "call", "officer", "CALLING"),
    ("CALLING", "call_failed", "officer", "PUBLISHED"),
    ("CALLING", "agree", "officer", "AGREED"),
    ("AGREED", "solve", "officer", "SOLVED"),
    ("PUBLISHED", "expire", "officer", "EXPIRED"),
    ("EXPIRED", "republish", "officer", "PUBLISHED"),
]


@pytest.mark.parametrize("step", STEPS, ids="-".join)
def test_step_is_asked_for_and_taken(browser, need, stored, complete, step):
    status, action, role, target = step
    number, client = need(status, **complete), browser(role)

    assert client.get(f"/needs/{number}/{action}").status_code == 200
    answer = client.post(f"/needs/{number}/{action}", data={"reason": "까닭이 있어서"})

    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    assert stored(number, "status") == target


@pytest.mark.parametrize(("status", "action"), [step[:2] for step in STEPS])
def test_step_is_closed_to_everybody_else(browser, need, stored, complete, status, action):
    number = need(status, **complete)

    for role in ("nobody", "elsewhere", "firm", "curator", "auditor"):
        client = browser(role)
        assert client.get(f"/needs/{number}/{action}").status_code in {302, 403, 404}, role
        assert client.post(f"/needs/{number}/{action}", data={"reason": "x"}).status_code in {302, 403, 404}, role
    assert stored(number, "status") == status


@pytest.mark.parametrize("reason", [None, "", "  \n ", "가" * 1001])
def test_step_without_a_fitting_reason_asks_again_and_changes_nothing(browser, need, stored, reason):
    number = need("PUBLISHED")

    answer = browser("officer").post(f"/needs/{number}/withdraw", data={} if reason is None else {"reason": reason})

    assert answer.status_code == 422
    assert stored(number, "status") == "PUBLISHED"


@pytest.mark.parametrize(("action", "status"), [("fly", 404), ("republish", 409), ("approve", 409), ("%00", 404)])
def test_step_that_is_none_is_not_found_and_one_of_another_state_a_conflict(browser, need, action, status):
    client, number = browser("head"), need("PUBLISHED")

    assert client.get(f"/needs/{number}/{action}").status_code == status
    assert client.post(f"/needs/{number}/{action}").status_code == status


def test_incomplete_need_is_not_approved_and_the_page_says_what_lacks(browser, need, stored):
    number = need("IN_REVIEW")

    answer = browser("approver").post(f"/needs/{number}/approve")

    assert answer.status_code == 422
    assert stored(number, "status") == "IN_REVIEW"


def test_copy_of_a_public_need_begins_a_draft_of_ones_own_city(browser, need, person, stored, complete):
    number = need("PUBLISHED", **complete)

    answer = browser("elsewhere").post(f"/needs/{number}/copy")

    twin = int(answer.location.split("/needs/")[1].split("-")[0])
    assert answer.status_code == 303
    assert stored(twin, "organisation_id", "copied_from_id", "status") == (
        person("elsewhere").organisation_id, number, "DRAFT")  # fmt: skip
    assert stored(twin, "region_code") != "41290"


@pytest.mark.parametrize(("role", "status"), [("nobody", 302), ("firm", 403), ("curator", 403), ("auditor", 403)])
def test_copy_is_for_those_who_write_needs(browser, need, role, status):
    assert browser(role).post(f"/needs/{need('PUBLISHED')}/copy").status_code == status


def test_copy_of_a_draft_of_others_is_not_found(browser, need):
    assert browser("elsewhere").post(f"/needs/{need()}/copy").status_code == 404


def test_file_is_attached_to_a_draft_and_shown(browser, need):
    client, number = browser("officer"), need()

    answer = client.post(f"/needs/{number}/attachments", data={"file": (BytesIO(PDF), "현장 사진.pdf")})

    assert answer.status_code == 303
    assert "현장 사진.pdf" in client.get(answer.location).text


@pytest.mark.parametrize(
    "content",
    [None, (b"", "empty.pdf"), (b"MZ\x90\x00", "virus.exe"), (b"x", "")],
    ids=["none", "empty", "exe", "no name"],
)
def test_file_that_is_none_or_refused_leaves_a_message_and_no_attachment(browser, need, content):
    client, number = browser("officer"), need()

    answer = client.post(
        f"/needs/{number}/attachments", data={"file": (BytesIO(content[0]), content[1])} if content else {}
    )

    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert 'role="alert"' in page or "notice" in page
    assert "/files/" not in page


@pytest.mark.parametrize(("role", "status"), [("nobody", 404), ("elsewhere", 404), ("auditor", 403)])
def test_file_of_a_draft_is_attached_by_its_writers_only(browser, need, role, status):
    data = {"file": (BytesIO(PDF), "a.pdf")}

    assert browser(role).post(f"/needs/{need()}/attachments", data=data).status_code == status


@pytest.mark.parametrize(
    ("method", "path"), list(product(["put", "patch", "delete"], ["/needs/", "/needs/new", "/needs/1/edit"]))
)
def test_method_that_no_page_takes_is_refused(browser, method, path):
    assert getattr(browser("officer"), method)(path).status_code == 405
