"""Who fits a notice, on every database: other firms only, the best thing of each, sizes, regions, and what is gone."""

from datetime import timedelta

import pytest

from openlab.identity.orgs.states import OrganisationKind, Role, SizeClass
from openlab.kit import clock
from openlab.kit.db import commit, set_write_intent
from openlab.matching.market.sync import note_change
from openlab.matching.text import Side
from openlab.partners import service
from openlab.partners.ranking import NoticeIndex, rank
from openlab.partners.states import NoticeStatus
from tests.builders import COMPLETE_SOLUTION, make_actor, make_notice, make_organisation, make_solution

PARKING = {
    "title": "주정차 영상 분석을 맡습니다",
    "capability": "골목 카메라 영상에서 오래 선 차를 가려내는 기술이 있습니다.",
}
WATER = {"title": "하수관 수위 센서를 만듭니다", "capability": "하수관의 물 높이를 재어 침수를 미리 알립니다.",
         "category": "ENVIRONMENT"}  # fmt: skip


def make_firm(size=SizeClass.SME):
    return make_organisation(OrganisationKind.COMPANY, size_class=size)


@pytest.fixture
def index(any_app, any_session):
    """The notices of the running application."""
    return NoticeIndex(any_app.extensions["openlab.matching"])


def firms(partners):
    return [partner.thing.organisation_id for partner in partners]


def settle(session):
    """Commit, so that the market's index and its jobs see what is there, and go on writing."""
    commit(session)
    set_write_intent(write=True)


def test_firm_that_offers_what_is_sought_stands_before_one_that_offers_something_else(index, any_session):
    sought = make_notice(make_firm())
    water, parking = (
        make_notice(make_firm(), kind="OFFERS", **WATER),
        make_notice(make_firm(), kind="OFFERS", **PARKING),
    )
    settle(any_session)

    found = rank(index, sought)

    assert firms(found) == [parking.organisation_id, water.organisation_id]
    assert found[0].reason.mine
    assert found[0].reason.theirs


def test_own_notices_and_notices_of_the_same_kind_never_fit(index, any_session):
    mine = make_firm()
    sought = make_notice(mine)
    make_notice(mine, kind="OFFERS", **PARKING)
    make_notice(make_firm(), kind="SEEKS", **PARKING)
    settle(any_session)

    assert rank(index, sought) == []


def test_one_row_stands_for_each_firm_by_the_best_of_its_things(index, any_session):
    other = make_firm()
    make_notice(other, kind="OFFERS", **WATER)
    best = make_notice(other, kind="OFFERS", **PARKING)
    sought = make_notice(make_firm())
    settle(any_session)

    assert [partner.thing for partner in rank(index, sought)] == [best]


def test_listed_solution_of_a_firm_without_a_notice_is_found_and_the_asker_own_is_not(index, any_session):
    asker, other = make_firm(), make_firm()
    for firm in (asker, other):
        solution = make_solution(firm, status="LISTED", title="골목 주정차 영상 감지", **COMPLETE_SOLUTION)
        note_change(Side.SOLUTIONS, solution.id, live=True)
    sought = make_notice(asker)
    settle(any_session)

    found = rank(index, sought)

    assert [(partner.thing.organisation_id, partner.is_notice) for partner in found] == [(other.id, False)]


def test_wished_size_decides_between_equal_offers_and_is_said(index, any_session):
    large = make_notice(make_firm(SizeClass.LARGE), kind="OFFERS", **PARKING)
    startup = make_notice(make_firm(SizeClass.STARTUP), kind="OFFERS", **PARKING)
    sought = make_notice(make_firm(), sizes_wanted=["STARTUP"])
    settle(any_session)

    found = rank(index, sought)

    assert [(partner.thing, partner.sized) for partner in found] == [(startup, True), (large, False)]


def test_offer_for_other_sizes_counts_against_the_asker_too(index, any_session):
    open_to_all = make_notice(make_firm(), kind="OFFERS", **PARKING)
    for_large = make_notice(make_firm(), kind="OFFERS", sizes_wanted=["LARGE"], **PARKING)
    sought = make_notice(make_firm(SizeClass.STARTUP))
    settle(any_session)

    assert [(one.thing, one.sized) for one in rank(index, sought)] == [(open_to_all, None), (for_large, False)]


def test_notice_for_other_regions_does_not_fit(index, any_session):
    busan = {"nationwide": False, "region_codes": ["26000"]}
    make_notice(make_firm(), kind="OFFERS", **PARKING, **busan)
    here = make_notice(make_firm(), kind="OFFERS", **PARKING, nationwide=False, region_codes=["41000", "11000"])
    sought = make_notice(make_firm(), nationwide=False, region_codes=["41000"])
    settle(any_session)

    assert [partner.thing for partner in rank(index, sought)] == [here]


def test_offer_finds_those_who_seek_it(index, any_session):
    sought = make_notice(make_firm())
    offered = make_notice(make_firm(), kind="OFFERS", **PARKING)
    settle(any_session)

    assert [partner.thing for partner in rank(index, offered)] == [sought]


def test_changed_closed_and_outdated_notices_are_noticed_at_the_next_question(index, any_session):
    firm = make_firm()
    actor = make_actor(firm, Role.MEMBER)
    offered = make_notice(firm, kind="OFFERS", **PARKING)
    sought = make_notice(make_firm())
    settle(any_session)
    first = rank(index, sought)[0].score

    service.edit_notice(actor, offered, WATER)
    settle(any_session)
    assert rank(index, sought)[0].score < first

    with clock.at(clock.now() + timedelta(days=60)):
        assert rank(index, sought) == []
    offered.status = NoticeStatus.CLOSED
    settle(any_session)
    assert rank(index, sought) == []


def test_english_notice_meets_a_korean_one(index, any_session):
    offered = make_notice(
        make_firm(), kind="OFFERS", lang="en", title="Video analysis of illegally parked cars",
        capability="We detect vehicles that stop too long in alleys from street camera video.",
    )  # fmt: skip
    make_notice(make_firm(), kind="OFFERS", **WATER)
    sought = make_notice(make_firm())
    settle(any_session)

    assert rank(index, sought)[0].thing == offered
