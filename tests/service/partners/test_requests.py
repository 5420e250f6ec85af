"""Requests between two firms on every database: the thread, who decides, who is told, and what is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from openlab.identity.orgs.queries import get_organisation
from openlab.identity.orgs.states import OrganisationKind
from openlab.jobs.models import OutboxJob
from openlab.kit import clock
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from openlab.kit.lifecycle import ReasonRequiredError
from openlab.partners import queries, service
from openlab.partners.states import NoticeKind, NoticeStatus, RequestStatus
from tests.builders import make_firm_member, make_notice, make_official, make_organisation

NOTICE = {
    "kind": NoticeKind.SEEKS,
    "lang": "ko",
    "title": "영상 분석 기업을 찾습니다",
    "capability": "카메라 영상에서 선 차를 가려내는 일",
    "category": "TRANSPORT",
    "translation": {"title": "Looking for video analysis"},
    "region_codes": ["41000"],
    "nationwide": False,
    "sizes_wanted": ["STARTUP"],
    "keywords": ["영상"],
}


@pytest.fixture
def asker(any_session):
    return make_firm_member(email="asker@example.org", name="묻는이")


@pytest.fixture
def other(any_session):
    return make_firm_member(email="other@example.org", name="답하는이")


@pytest.fixture
def request_sent(asker, other):
    """A request from the one to the other because of a notice."""
    notice = make_notice(get_organisation(other.organisation_id))
    return service.ask(
        asker, get_organisation(other.organisation_id), "함께합시다.", organisation_id=asker.organisation_id,
        notice=notice,
    )  # fmt: skip


def told(session):
    """Return (whom, subject) of every mail, in order."""
    jobs = session.scalars(select(OutboxJob).where(OutboxJob.kind == "mail.send").order_by(OutboxJob.id))
    return [(job.payload["to"], job.payload["subject"].partition(":")[0]) for job in jobs]


def post(actor, days=30, **changes):
    values = NOTICE | {"until_on": clock.today() + timedelta(days=days)} | changes
    return service.post_notice(actor, values, organisation_id=actor.organisation_id)


def test_posted_notice_keeps_every_value_and_is_listed_by_kind_and_field(asker, any_session):
    notice = post(asker)
    any_session.expire_all()

    assert {name: getattr(notice, name) for name in NOTICE} == NOTICE
    assert list(queries.list_notices("SEEKS", "TRANSPORT", 1).items) == [notice]
    assert list(queries.list_notices("OFFERS", "", 1).items) == []
    assert list(queries.list_notices("", "SAFETY", 1).items) == []


def test_notice_is_shown_up_to_and_on_its_last_day(asker):
    notice = post(asker, days=0)

    assert list(queries.list_notices("", "", 1).items) == [notice]
    with clock.at(clock.now() + timedelta(days=1)):
        assert list(queries.list_notices("", "", 1).items) == []


def test_notice_of_yesterday_is_refused_and_a_closed_one_reopens_only_within_its_time(asker):
    with pytest.raises(InvalidInputError):
        post(asker, days=-1)
    notice = post(asker, days=0)
    service.act_on_notice(asker, notice, "close")
    assert notice.status is NoticeStatus.CLOSED

    with clock.at(clock.now() + timedelta(days=1)), pytest.raises(ConflictError):
        service.act_on_notice(asker, notice, "reopen")


def test_closed_notice_is_found_by_its_own_firm_alone(asker, other):
    notice = post(asker)
    service.act_on_notice(asker, notice, "close")

    assert queries.get_notice(asker, notice.id) is notice
    with pytest.raises(NotFoundError):
        queries.get_notice(other, notice.id)


def test_nobody_posts_for_a_firm_of_others_or_for_a_municipality(asker, other):
    values = NOTICE | {"until_on": clock.today()}
    official = make_official()

    for actor, organisation_id in ((asker, other.organisation_id), (official, official.organisation_id)):
        with pytest.raises(ForbiddenError):
            service.post_notice(actor, values, organisation_id=organisation_id)


def test_older_version_of_a_notice_is_not_saved_over_a_newer_one(asker):
    notice = post(asker)
    version = notice.version
    service.edit_notice(asker, notice, {"title": "새 제목"}, version)

    with pytest.raises(ConflictError):
        service.edit_notice(asker, notice, {"title": "늦은 제목"}, version)


def test_request_opens_a_thread_that_both_sides_read_and_nobody_else(request_sent, asker, other, any_session):
    assert [message.text for message in queries.get_request(other, request_sent.id).messages] == ["함께합시다."]
    assert queries.get_request(asker, request_sent.id) is request_sent
    assert told(any_session) == [("other@example.org", "[오픈랩] 파트너 제안")]
    with pytest.raises(NotFoundError):
        queries.get_request(make_firm_member(), request_sent.id)


def test_accepted_request_goes_on_as_a_conversation_told_to_the_other_side_each_time(
    request_sent, asker, other, any_session
):
    service.decide(other, request_sent, "accept")
    service.write(asker, request_sent, "언제 만날까요?")
    service.write(other, request_sent, "다음 주에요.")
    any_session.refresh(request_sent)

    assert [message.organisation_id for message in request_sent.messages] == [
        asker.organisation_id, asker.organisation_id, other.organisation_id,
    ]  # fmt: skip
    assert told(any_session)[1:] == [
        ("asker@example.org", "[오픈랩] 수락한 제안"),
        ("other@example.org", "[오픈랩] 새 글"),
        ("asker@example.org", "[오픈랩] 새 글"),
    ]


def test_declining_takes_a_reason_that_is_kept_mailed_and_ends_the_thread(request_sent, asker, other, any_session):
    with pytest.raises(ReasonRequiredError):
        service.decide(other, request_sent, "decline")

    service.decide(other, request_sent, "decline", "지금은 여력이 없습니다.")

    assert (request_sent.status, request_sent.reason) == (RequestStatus.DECLINED, "지금은 여력이 없습니다.")
    assert told(any_session)[-1] == ("asker@example.org", "[오픈랩] 거절한 제안")
    for actor in (asker, other):
        with pytest.raises(ForbiddenError):
            service.write(actor, request_sent, "그래도")


def test_asker_withdraws_and_cannot_accept_for_the_other_side(request_sent, asker, other, any_session):
    with pytest.raises(ForbiddenError):
        service.decide(asker, request_sent, "accept")
    service.decide(asker, request_sent, "withdraw")

    assert request_sent.status is RequestStatus.WITHDRAWN
    with pytest.raises(ConflictError):
        service.decide(other, request_sent, "accept")


def test_two_firms_have_one_conversation_whoever_asks_until_it_was_declined(request_sent, asker, other):
    def ask_back():
        to = get_organisation(asker.organisation_id)
        return service.ask(other, to, "우리도요.", organisation_id=other.organisation_id)

    with pytest.raises(ConflictError):
        ask_back()
    service.decide(other, request_sent, "decline", "나중에")

    assert ask_back().status is RequestStatus.SENT


def test_request_to_oneself_or_to_a_city_is_refused(asker):
    for to in (get_organisation(asker.organisation_id), make_organisation(OrganisationKind.PUBLIC_BODY)):
        with pytest.raises(InvalidInputError):
            service.ask(asker, to, "글", organisation_id=asker.organisation_id)


def test_request_about_a_notice_that_was_closed_is_refused(asker, other):
    notice = make_notice(get_organisation(other.organisation_id), status=NoticeStatus.CLOSED)

    with pytest.raises(InvalidInputError):
        service.ask(
            asker, get_organisation(other.organisation_id), "글", organisation_id=asker.organisation_id, notice=notice
        )
