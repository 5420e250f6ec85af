"""Reads of needs: what is shown is what the policy allows, lists narrow, and counts agree with lists."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select

from openlab.kit import clock
from openlab.kit.errors import NotFoundError
from openlab.kit.policy import ANONYMOUS, policies
from openlab.needs import queries
from openlab.needs.models import Need
from openlab.needs.queries import Filters
from openlab.needs.states import NeedStatus
from tests.builders import make_need, make_organisation

HOSTILE = ["%", "_", "' OR 1=1 --", "가" * 5000, "٣", "\ud800".encode("utf-8", "replace").decode()]


@pytest.fixture
def in_every_state(session, city):
    """One need of the municipality in each state."""
    return {state: make_need(city, status=state) for state in NeedStatus}


def ids(page):
    return [need.id for need in page.items]


def test_rows_shown_are_those_the_policy_lets_each_role_read(session, people, in_every_state):
    for (role, actor), (state, need) in product(people.items(), in_every_state.items()):
        shown = session.scalar(select(Need.id).where(queries.visible_to(actor), Need.id == need.id)) is not None
        assert shown == policies.allows(actor, "needs:need:read", need), (role, state)


def test_get_and_may_read_agree_with_the_policy(people, in_every_state):
    for (role, actor), (state, need) in product(people.items(), in_every_state.items()):
        allowed = policies.allows(actor, "needs:need:read", need)
        assert queries.may_read(actor, need.id) == allowed, (role, state)
        assert queries.may_edit(actor, need.id) == policies.allows(actor, "needs:need:edit", need), (role, state)
        if allowed:
            assert queries.get_need(actor, need.id) is need
        else:
            with pytest.raises(NotFoundError):
                queries.get_need(actor, need.id)


def test_those_of_the_municipality_read_its_drafts_and_nobody_else(people, city):
    draft = make_need(city)

    readers = {role for role, actor in people.items() if queries.may_read(actor, draft.id)}

    assert readers == {"officer", "approver", "manager", "head", "auditor", "inspector", "program"}


@pytest.mark.parametrize("need_id", [0, -1, 999_999])
def test_unknown_need_is_not_found(session, need_id):
    assert queries.find_need(need_id) is None
    assert queries.may_read(ANONYMOUS, need_id) is False
    assert queries.may_edit(ANONYMOUS, need_id) is False


def test_list_shows_public_needs_to_everybody_newest_first(people, in_every_state):
    public = {"PUBLISHED", "RFI", "CALLING", "AGREED", "SOLVED", "EXPIRED"}

    for role in ("nobody", "officer", "firm"):
        page = queries.list_needs(people[role], Filters(), 1)
        assert {need.status for need in page.items} == public
        assert [need.published_at for need in page.items] == sorted(
            (need.published_at for need in page.items), reverse=True)  # fmt: skip


def test_list_of_ones_own_municipality_shows_its_drafts_too(people, city, in_every_state):
    own = queries.list_needs(people["auditor"], Filters(organisation_id=city.id), 1)
    others = queries.list_needs(people["officer elsewhere"], Filters(organisation_id=city.id), 1)

    assert own.total == len(NeedStatus)
    assert others.total == 6


@pytest.fixture
def market(session):
    """Needs that differ in field, region, budget and state."""
    values = [
        ("TRANSPORT", "41290", 50_000_000, "PUBLISHED"),
        ("TRANSPORT.PARKING", "41110", 100_000_000, "PUBLISHED"),
        ("TRANSPORT.PARKING", "11110", 499_999_999, "RFI"),
        ("CRIME_DISASTER", "11110", 500_000_000, "CALLING"),
        ("CRIME_DISASTER", "", None, "SOLVED"),
        ("HEALTH_WELFARE", "41290", 50_000_000, "DRAFT"),
    ]
    return [
        make_need(category=category, region_code=region, budget_max=budget, status=status, title=f"문제 {number}")
        for number, (category, region, budget, status) in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {0, 1, 2, 3, 4}),
        ({"category": "TRANSPORT"}, {0, 1, 2}),
        ({"category": "TRANSPORT.PARKING"}, {1, 2}),
        ({"category": "TRANS"}, set()),
        ({"sido": "41"}, {0, 1}),
        ({"sido": "41290"}, {0, 1}),
        ({"budget": "lt100m"}, {0}),
        ({"budget": "100m_500m"}, {1, 2}),
        ({"budget": "ge500m"}, {3}),
        ({"budget": "huge"}, set()),
        ({"status": "RFI"}, {2}),
        ({"status": "DRAFT"}, set()),
        ({"status": "NOPE"}, set()),
        ({"category": "TRANSPORT", "sido": "11", "budget": "100m_500m", "status": "RFI"}, {2}),
    ],
)
def test_list_is_narrowed_to_what_the_filters_say(market, filters, expected):
    page = queries.list_needs(ANONYMOUS, Filters(**filters), 1)

    assert {market.index(need) for need in page.items} == expected
    assert page.total == len(expected)


@pytest.mark.parametrize("sort", ["newest", "budget", "title", "nonsense"])
def test_list_in_any_order_holds_every_need_once(market, sort):
    found = [
        need for number in (1, 2, 3) for need in queries.list_needs(ANONYMOUS, Filters(sort=sort), number, 2).items
    ]

    assert sorted(need.id for need in found) == sorted(need.id for need in market[:5])


def test_list_by_budget_begins_with_the_largest_and_ends_with_the_unknown(market):
    page = queries.list_needs(ANONYMOUS, Filters(sort="budget"), 1)

    assert [need.budget_max for need in page.items] == [500_000_000, 499_999_999, 100_000_000, 50_000_000, None]


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-3, 1), (2, 2), (3, 3), (4, 3), (10**9, 3)])
def test_page_beyond_the_ends_is_the_last_or_the_first(market, asked, given):
    page = queries.list_needs(ANONYMOUS, Filters(), asked, 2)

    assert (page.number, page.pages) == (given, 3)
    assert page.items


@pytest.mark.parametrize("name", ["category", "sido", "budget", "status"])
def test_count_of_each_choice_is_what_choosing_it_would_show(market, name):
    for other in ({}, {"category": "TRANSPORT"}, {"sido": "11"}, {"budget": "100m_500m"}, {"status": "RFI"}):
        facets = queries.count_facets(ANONYMOUS, Filters(**other))
        for choice, count in getattr(facets, name).items():
            chosen = queries.list_needs(ANONYMOUS, Filters(**{**other, name: choice}), 1)
            assert chosen.total == count, (other, choice)


def test_counts_of_visitors_leave_drafts_out(market):
    facets = queries.count_facets(ANONYMOUS, Filters())

    assert "HEALTH_WELFARE" not in facets.category
    assert "DRAFT" not in facets.status
    assert facets.category["TRANSPORT"] == 3
    assert facets.category["TRANSPORT.PARKING"] == 2


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", ["category", "sido", "budget", "status"])
def test_hostile_filter_finds_nothing_and_breaks_nothing(any_session, name, text):
    make_need(status="PUBLISHED", category="CRIME_DISASTER", region_code="11110")

    assert queries.list_needs(ANONYMOUS, Filters(**{name: text}), 1).total == 0
    assert queries.count_facets(ANONYMOUS, Filters(**{name: text})).category in ({}, {"CRIME_DISASTER": 1})


def test_counts_by_province_and_in_all_see_public_needs_only(market):
    assert queries.count_public() == 5
    assert queries.count_by_sido() == {"41": 2, "11": 2}


def test_latest_are_the_open_ones_newest_first(market):
    moment = clock.now()
    for number, need in enumerate(market[:4]):
        need.published_at = moment + timedelta(minutes=number)

    assert ids_of(queries.latest(3)) == [market[number].id for number in (3, 2, 1)]
    assert market[4].id not in ids_of(queries.latest(10))


def ids_of(needs):
    return [need.id for need in needs]


def test_waiting_are_those_that_the_approvers_own_municipality_must_decide(people, city):
    waiting = [make_need(city, status=state) for state in ("IN_REVIEW", "APPROVED")]
    make_need(city), make_need(status="IN_REVIEW")

    assert {need.id for need in queries.waiting_for(people["approver"])} == {need.id for need in waiting}
    assert queries.waiting_for(people["officer"]) == queries.waiting_for(people["manager"]) == []


def test_open_ids_are_those_that_solutions_can_answer(market):
    assert list(queries.open_need_ids()) == [need.id for need in market[:4]]


def test_needs_of_no_organisation_are_none(market):
    assert queries.of_organisations([]) == []
    assert queries.needs_by_id([]) == {}


def test_organisation_comes_with_every_need_that_a_page_shows(market, session):
    session.expire_all()
    for need in (*queries.list_needs(ANONYMOUS, Filters(), 1).items, *queries.latest(3),
                 *queries.needs_by_id([market[0].id]).values()):  # fmt: skip
        assert need.organisation.name


def test_count_of_the_new_counts_from_its_moment_on(market):
    assert queries.changed_since(clock.now() - timedelta(hours=1)) == 5
    assert queries.changed_since(clock.now() + timedelta(hours=1)) == 0


def test_list_of_another_organisation_without_needs_is_empty(market):
    page = queries.list_needs(ANONYMOUS, Filters(organisation_id=make_organisation().id), 1)

    assert (page.total, page.pages) == (0, 1)
    assert ids(page) == []
