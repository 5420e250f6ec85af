"""The pages of membership over HTTP: applying, the desk, votes, papers, the directory, renewal and leaving."""

import io
from datetime import timedelta

import pytest

from openlab.extensions import db
from openlab.kit import clock
from openlab.kit.db import transaction
from openlab.membership import service, terms
from openlab.membership.queries import find_draft, latest_certificate
from openlab.membership.states import Ground, MembershipStatus
from tests.builders import make_firm_member
from tests.service.membership.builders import PURPOSE, make_applicant, make_manager, make_member
from tests.unit.files.samples import png

FORM = {
    "member_class": "STARTUP",
    "purpose": PURPOSE,
    "categories": ["TRANSPORT"],
    "committees": ["STANDARDS"],
    "contact_name": "김대표",
    "contact_email": "kim@green.example",
    "agreed": "y",
}


@pytest.fixture
def application(app, firm, people) -> str:
    """The address of a draft with evidence."""
    begun = firm.post("/membership/applications", data={"organisation_id": str(people.manager.organisation_id)})
    assert begun.status_code == 303
    upload = {"file": (io.BytesIO(png()), "등록증.png")}
    firm.post(f"{begun.location}/evidence", data=upload, content_type="multipart/form-data")
    return begun.location


@pytest.fixture
def sent(application, firm) -> str:
    """The address of a membership that waits."""
    answer = firm.post(application, data={**FORM, "action": "send"})
    assert answer.status_code == 303, answer.text
    return answer.location


@pytest.fixture
def member(sent, desk) -> str:
    """The address of a membership that was approved at the desk."""
    number = sent.rpartition("/")[2]
    assert (
        desk.post(f"/admin/members/{number}", data={"action": "take", "take-assignee": _own_id(desk)}).status_code
        == 303
    )
    assert desk.post(f"/admin/members/{number}", data={"action": "approve"}).status_code == 303
    return sent


def _own_id(desk) -> str:
    page = desk.get("/admin/members/").text
    return page.partition('name="assignee"')[2].partition('value="none"')[2].partition('value="')[2].partition('"')[0]


def test_incomplete_form_is_refused_with_what_was_typed(application, firm):
    answer = firm.post(application, data={**FORM, "purpose": "짧은 글", "action": "send"})

    assert answer.status_code == 422
    assert "30자 이상" in answer.text
    assert "짧은 글" in answer.text


def test_draft_is_saved_bit_by_bit_and_its_checklist_follows_what_is_typed(application, firm):
    saved = firm.post(f"{application}/autosave", data={"purpose": PURPOSE, "contact_email": "nonsense"})
    hints = firm.post(f"{application}/hints", data={**FORM, "agreed": ""})

    assert "contact_email" in saved.json["errors"]
    assert PURPOSE in firm.get(application).text
    assert "규약에 동의" in hints.text


def test_older_page_does_not_overwrite_a_newer_one(application, firm):
    firm.post(application, data={**FORM, "action": "save"})

    answer = firm.post(application, data={**FORM, "version": "1", "purpose": "늦은 글 " * 10, "action": "save"})

    assert answer.status_code == 409
    assert "늦은 글" in answer.text


def test_evidence_and_thread_are_seen_by_the_firm_and_the_desk_only(sent, application, app, firm, desk, browser, build):
    stranger = browser(build(make_manager))
    number = sent.rpartition("/")[2]

    assert "등록증.png" in firm.get(sent).text
    assert "등록증.png" in desk.get(f"/admin/members/{number}").text
    for path in (sent, application, f"{sent}/certificate.pdf", f"{sent}/renew", f"{sent}/leave"):
        assert stranger.get(path).status_code == 404, path
        assert app.test_client().get(path).status_code in (303, 302, 401, 404), path
    assert stranger.get(f"/admin/members/{number}").status_code == 403
    assert stranger.post(f"/admin/members/{number}", data={"action": "approve"}).status_code in (403, 404)
    assert firm.post(f"/admin/members/{number}", data={"action": "approve"}).status_code == 403


def test_queue_shows_age_and_assignee_and_narrows(sent, desk):
    assert "푸른도시" in desk.get("/admin/members/").text
    assert "푸른도시" in desk.get("/admin/members/?member_class=STARTUP&assignee=none&q=푸른").text
    assert "푸른도시" not in desk.get("/admin/members/?assignee=1").text.partition("<tbody>")[2]
    assert desk.get("/admin/members/?status=NONSENSE&member_class=X&assignee=x;y").status_code == 200


def test_desk_refuses_nonsense_with_a_sentence(sent, desk):
    address = f"/admin/members/{sent.rpartition('/')[2]}"

    assert desk.post(address, data={"action": "nonsense"}).status_code == 404
    assert desk.post(address, data={"action": "approve"}).status_code == 409
    assert desk.post(address, data={"action": "message"}).status_code == 422
    assert desk.post(address, data={"action": "take", "take-assignee": "999"}).status_code == 422
    assert desk.get(f"{address}/suspend").status_code == 409


def test_supplement_goes_out_comes_back_and_shows_the_words(sent, application, firm, desk):
    address = f"/admin/members/{sent.rpartition('/')[2]}"
    desk.post(address, data={"action": "take", "take-assignee": _own_id(desk)})
    day = f"{clock.today() + timedelta(days=3):%Y-%m-%d}"
    asked = {"action": "ask_supplement", "ask_supplement-body": "등록증이 흐립니다.", "ask_supplement-due_on": day}
    assert desk.post(address, data={**asked, "ask_supplement-body": ""}).status_code == 422
    assert desk.post(address, data=asked).status_code == 303

    assert "등록증이 흐립니다." in firm.get(sent).text
    assert firm.post(f"{sent}/messages", data={"body": ""}).status_code == 422
    assert firm.post(f"{sent}/messages", data={"body": "다시 올립니다."}).status_code == 303
    assert firm.post(application, data={**FORM, "action": "send"}).status_code == 303
    assert "다시 올립니다." in desk.get(address).text
    assert firm.get(application).status_code == 403


def test_member_has_papers_a_place_in_the_directory_and_a_certificate_that_can_be_checked(member, app, firm, build):
    visitor = app.test_client()
    code = build(lambda: latest_certificate(int(member.rpartition("/")[2])).code)

    for kind in ("certificate", "approval"):
        paper = firm.get(f"{member}/{kind}.pdf")
        assert paper.status_code == 200
        assert paper.data.startswith(b"%PDF-")
    assert "회비 납부 대기" in firm.get(member).text
    assert "푸른도시" in visitor.get("/alliance/").text
    assert "푸른도시" in visitor.get("/alliance/?member_class=STARTUP&category=TRANSPORT&q=푸른").text
    assert "푸른도시" not in visitor.get("/alliance/?category=ENERGY").text
    assert "지금 유효합니다" in visitor.get(f"/alliance/check?code={code.lower()}").text
    assert "회원증은 없습니다" in visitor.get("/alliance/check?code=AAAA-BBBB-CCCC").text


def test_growth_begins_with_the_sourced_figures_and_goes_on_with_the_register(member, app):
    visitor = app.test_client()
    page, table = visitor.get("/alliance/growth").text, visitor.get("/alliance/growth.csv")

    assert "113" in page
    assert "395" in page
    lines = table.data.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("2019-02,113,")
    assert lines[2].startswith("2019-06,395,")
    assert lines[3].startswith(f"{clock.today():%Y-%m},1,")


def test_bylaws_are_there_in_both_languages(client):
    assert "회원 규약" in client.get("/alliance/bylaws?lang=ko").text
    assert "Terms and dues" in client.get("/alliance/bylaws?lang=en").text


def test_desk_records_dues_and_refuses_a_day_before_joining(member, desk):
    address = f"/admin/members/{member.rpartition('/')[2]}"
    good = {
        "action": "dues",
        "dues-dues_until": f"{clock.today() + timedelta(days=364):%Y-%m-%d}",
        "dues-dues_note": "입금",
    }

    assert desk.post(address, data={**good, "dues-dues_until": "2001-01-01"}).status_code == 422
    assert desk.post(address, data={**good, "dues-dues_note": ""}).status_code == 422
    assert desk.post(address, data=good).status_code == 303
    assert "회비 냄" in desk.get(address).text


def test_end_is_asked_with_its_effects_before_it_happens(member, desk, firm, app):
    address = f"/admin/members/{member.rpartition('/')[2]}"
    page = desk.get(f"{address}/expel")
    assert "다시 신청할 수 없습니다" in page.text
    assert "회원증이 유효하지 않게" in page.text
    today = f"{clock.today():%Y-%m-%d}"
    assert desk.post(f"{address}/expel", data={"ground": "BREACH", "note": "", "on": today}).status_code == 422
    assert desk.post(f"{address}/expel", data={"ground": "OWN_WISH", "note": "이유", "on": today}).status_code == 422
    assert (
        desk.post(f"{address}/suspend", data={"ground": "BREACH", "note": "이유", "on": "2001-01-01"}).status_code
        == 422
    )

    done = desk.post(f"{address}/suspend", data={"ground": "BREACH", "note": "규약 위반", "on": today})

    assert done.status_code == 303
    assert "규약 위반" in firm.get(member).text
    assert firm.get(f"{member}/certificate.pdf").status_code == 404
    assert "푸른도시" not in app.test_client().get("/alliance/").text
    assert desk.post(address, data={"action": "restore"}).status_code == 303


def test_leaving_is_planned_taken_back_and_done(member, firm, desk):
    later = f"{clock.today() + timedelta(days=3):%Y-%m-%d}"
    form = {"ground": "OWN_WISH", "note": "사업을 옮깁니다."}

    assert "이렇게 됩니다" in firm.get(f"{member}/leave").text
    assert firm.post(f"{member}/leave", data={**form, "on": later}).status_code == 303
    assert firm.post(f"{member}/stay").status_code == 303
    assert firm.post(f"{member}/stay").status_code == 409
    assert firm.post(f"{member}/leave", data={**form, "on": f"{clock.today():%Y-%m-%d}"}).status_code == 303
    assert "다시 신청하기" in firm.get("/membership/mine").text
    assert desk.get("/admin/members/?status=LEFT").text.count("푸른도시")


def test_renewal_is_offered_near_the_end_and_needs_agreement(member, firm, with_member):
    assert firm.get(f"{member}/renew").status_code == 409

    def near_the_end(membership):
        membership.term_ends_on = clock.today() + timedelta(days=5)

    with_member(near_the_end)

    assert firm.get(f"{member}/renew").status_code == 200
    assert firm.post(f"{member}/renew", data={}).status_code == 422
    assert firm.post(f"{member}/renew", data={"agreed": "y"}).status_code == 303


def test_vote_runs_over_the_pages(sent, desk, browser, build, app):
    voter = build(lambda: make_manager(name="투표사"))

    def join():
        from openlab.identity.orgs.queries import get_organisation

        make_member(get_organisation(voter.organisation_id))

    build(join)
    address = f"/admin/members/{sent.rpartition('/')[2]}"
    desk.post(address, data={"action": "take", "take-assignee": _own_id(desk)})
    ballot = {
        "action": "open_ballot", "open_ballot-electorate": "ALL", "open_ballot-quorum": "50",
        "open_ballot-closes_on": f"{clock.today():%Y-%m-%d}",
    }  # fmt: skip
    assert desk.post(address, data={**ballot, "open_ballot-quorum": "0"}).status_code == 422
    assert desk.post(address, data=ballot).status_code == 303
    assert desk.post(address, data={"action": "approve"}).status_code == 403
    assert desk.post(address, data={"action": "close_ballot"}).status_code == 409

    booth = browser(voter)
    page = booth.get("/membership/mine").text
    link = page.partition('href="/membership/ballots/')[2].partition('"')[0]
    assert PURPOSE in booth.get(f"/membership/ballots/{link}").text
    assert (
        booth.post(f"/membership/ballots/{link}", data={"organisation_id": str(voter.organisation_id)}).status_code
        == 422
    )
    cast = {"organisation_id": str(voter.organisation_id), "choice": "YES"}
    assert booth.post(f"/membership/ballots/{link}", data=cast).status_code == 303
    assert booth.post(f"/membership/ballots/{link}", data=cast).status_code == 409
    assert booth.post(f"/membership/ballots/{link}", data={**cast, "organisation_id": "x"}).status_code == 404
    assert browser(build(make_manager)).get(f"/membership/ballots/{link}").status_code == 404
    assert desk.get(f"/membership/ballots/{link}").status_code == 200

    assert desk.post(address, data={"action": "close_ballot"}).status_code == 303
    assert "가결" in desk.get(address).text
    assert "투표사" in app.test_client().get("/alliance/").text


def test_people_without_a_say_see_where_their_organisation_stands(browser, build, client):
    page = browser(build(make_firm_member)).get("/membership/mine")

    assert "관리자가 신청할 수 있습니다" in page.text
    assert client.get("/membership/mine").status_code in (302, 303)
    assert client.post("/membership/applications", data={"organisation_id": "1"}).status_code in (302, 303, 401)


def test_refused_applicant_reads_why_and_begins_again(app, people, settings, desk, firm, build):
    def refuse():
        membership = make_applicant(people.manager, settings)
        service.take_up(people.curator, membership)
        return membership.id

    number = build(refuse)
    form = {"action": "refuse", "refuse-ground": "EVIDENCE", "refuse-note": "등록증이 없습니다."}
    assert desk.post(f"/admin/members/{number}", data={**form, "refuse-ground": ""}).status_code == 422
    assert desk.post(f"/admin/members/{number}", data=form).status_code == 303

    assert "등록증이 없습니다." in firm.get(f"/membership/{number}").text
    begun = firm.post("/membership/applications", data={"organisation_id": str(people.manager.organisation_id)})
    assert PURPOSE in firm.get(begun.location).text


def test_expelled_member_cannot_begin_again(app, member, people, firm, with_member):
    with app.app_context(), transaction(db.session):
        assert find_draft(people.manager.organisation_id) is None
    with_member(lambda m: terms.end(people.curator, m, "expel", Ground.FALSE_FACTS, "거짓", clock.today()))

    answer = firm.post("/membership/applications", data={"organisation_id": str(people.manager.organisation_id)})

    assert answer.status_code == 409
    assert MembershipStatus.EXPELLED.value not in answer.text
