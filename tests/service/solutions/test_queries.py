"""Lists, facets and counts of the market."""

from datetime import timedelta

import pytest

from openlab.identity.orgs.states import OrganisationKind, SizeClass
from openlab.kit import clock
from openlab.kit.errors import NotFoundError
from openlab.kit.policy import ANONYMOUS
from openlab.solutions import queries
from openlab.solutions.queries import Filters
from openlab.solutions.states import SolutionStatus
from tests.builders import make_curator, make_firm_member, make_organisation, make_solution

MILLION = 10**6


@pytest.fixture
def market(session):
    """Four listed solutions that differ in every facet, and a draft that nobody should meet."""
    small = make_organisation(OrganisationKind.COMPANY, size_class=SizeClass.STARTUP)
    large = make_organisation(OrganisationKind.COMPANY, size_class=SizeClass.LARGE)
    yesterday = clock.today() - timedelta(days=1)
    return {
        "parking": make_solution(
            small,
            status="LISTED",
            title="나 주차",
            category="TRANSPORT.PARKING",
            trl=8,
            maturity="COMMERCIAL",
            price_min=40 * MILLION,
            region_codes=["41000"],
            certifications=["GS_CERT"],
        ),
        "bus": make_solution(
            small,
            status="LISTED",
            title="가 버스",
            category="TRANSPORT",
            trl=6,
            nationwide=True,
            maturity="PILOT_PROVEN",
            price_min=50 * MILLION,
            price_max=70 * MILLION,
        ),
        "water": make_solution(
            large,
            status="LISTED",
            title="다 하수",
            category="ENV_ENERGY_WATER",
            trl=5,
            maturity="PROTOTYPE",
            price_max=200 * MILLION,
            region_codes=["11000", "41000"],
            certificate_dates={"GS_CERT": yesterday, "CSAP": None},
        ),
        "quiet": make_solution(large, status="LISTED", title="라 소음", category="OTHER", nationwide=True),
        "draft": make_solution(small, category="TRANSPORT", nationwide=True, trl=8),
    }


def found(market, **filters):
    page = queries.list_solutions(ANONYMOUS, Filters(**filters), 1)
    names = {solution.id: name for name, solution in market.items()}
    return [names[solution.id] for solution in page.items]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"parking", "bus", "water", "quiet"}),
        ({"category": "TRANSPORT"}, {"parking", "bus"}),
        ({"category": "TRANSPORT.PARKING"}, {"parking"}),
        ({"sido": "41"}, {"parking", "bus", "water", "quiet"}),
        ({"sido": "11"}, {"bus", "water", "quiet"}),
        ({"sido": "nationwide"}, {"bus", "quiet"}),
        ({"price": "lt50m"}, {"parking"}),
        ({"price": "50m_200m"}, {"bus"}),
        ({"price": "ge200m"}, {"water"}),
        ({"price": "ask"}, {"quiet"}),
        ({"trl": "low"}, {"water"}),
        ({"trl": "mid"}, {"bus"}),
        ({"trl": "high"}, {"parking"}),
        ({"maturity": "PROTOTYPE"}, {"water"}),
        ({"certification": "GS_CERT"}, {"parking"}),
        ({"certification": "CSAP"}, {"water"}),
        ({"size_class": "STARTUP"}, {"parking", "bus"}),
        ({"status": "DRAFT"}, set()),
        ({"category": "%"}, set()),
        ({"maturity": "NONSENSE"}, set()),
        ({"price": "cheap"}, set()),
    ],
)
def test_each_filter_shows_what_is_written_here(market, filters, expected):
    assert set(found(market, **filters)) == expected


def test_facets_count_what_each_choice_would_show(market):
    counts = queries.count_facets(ANONYMOUS, Filters(category="TRANSPORT"))
    assert counts["category"] == {"TRANSPORT": 2, "TRANSPORT.PARKING": 1, "ENV_ENERGY_WATER": 1, "OTHER": 1}
    assert counts["trl"] == {"high": 1, "mid": 1}
    assert counts["certification"] == {"GS_CERT": 1}
    assert (counts["sido"]["nationwide"], counts["sido"]["41"], counts["sido"]["11"]) == (1, 2, 1)


@pytest.mark.parametrize("facet", ["category", "sido", "trl", "maturity", "price", "certification", "size_class"])
def test_a_count_is_the_length_of_the_list_behind_it(market, facet):
    for code, number in queries.count_facets(ANONYMOUS, Filters())[facet].items():
        assert len(found(market, **{facet: code})) == number, code


def test_lists_are_sorted_by_name_and_by_starting_price(market):
    assert found(market, sort="title") == ["bus", "parking", "water", "quiet"]
    assert found(market, sort="price") == ["parking", "bus", "water", "quiet"]


def test_a_firm_finds_its_own_drafts_when_it_asks_for_them(market):
    firm = market["draft"].organisation_id
    owner = make_firm_member()
    owner = type(owner)(owner.user_id, owner.name, {firm: frozenset({"MEMBER"})}, {firm: "COMPANY"}, firm)
    own = queries.list_solutions(owner, Filters(organisation_id=firm), 1)
    assert {solution.status for solution in own.items} == {SolutionStatus.DRAFT, SolutionStatus.LISTED}
    assert {solution.status for solution in queries.list_solutions(owner, Filters(), 1).items} == {
        SolutionStatus.LISTED
    }
    stranger = queries.list_solutions(ANONYMOUS, Filters(organisation_id=firm), 1)
    assert {solution.status for solution in stranger.items} == {SolutionStatus.LISTED}


def test_counts_speak_of_the_market_only(market):
    assert queries.count_public() == 4
    assert queries.count_by_sido() == {"11": 1, "41": 2}
    assert queries.count_nationwide() == 2
    assert set(queries.listed_ids()) == {market[name].id for name in ("parking", "bus", "water", "quiet")}
    assert market["draft"].id not in {solution.id for solution in queries.latest(10)}


def test_the_queue_begins_with_the_longest_wait_and_never_holds_drafts(session):
    late, early = make_solution(status="SUBMITTED"), make_solution(status="SUBMITTED")
    late.submitted_at, early.submitted_at = clock.now(), clock.now() - timedelta(days=2)
    make_solution()
    session.flush()
    assert [one.id for one in queries.waiting_for_review()] == [early.id, late.id]
    assert [one.id for one in queries.review_queue(SolutionStatus.SUBMITTED, "", 1).items] == [early.id, late.id]
    assert queries.review_queue(SolutionStatus.DRAFT, "", 1).total == 0
    assert queries.count_by_status() == {"SUBMITTED": 2}


def test_what_must_stay_unknown_is_not_found(session):
    draft = make_solution()
    for actor in (ANONYMOUS, make_curator(), make_firm_member()):
        with pytest.raises(NotFoundError):
            queries.get_solution(actor, draft.id)
        assert not queries.may_read(actor, draft.id)
        assert not queries.may_edit(actor, draft.id)


def test_solutions_are_found_by_the_id_they_were_imported_under(session):
    solution = make_solution()
    solution.exchange_id = "S01"
    session.flush()
    assert queries.find_by_exchange_id("S01").id == solution.id
    assert queries.find_by_exchange_id("S02") is None
