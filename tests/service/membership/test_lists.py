"""The lists of membership on both databases: the queue, the directory with its facets, and growth month by month."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from openlab.extensions import db
from openlab.identity.orgs.queries import get_organisation
from openlab.identity.orgs.states import OrganisationKind
from openlab.kit import clock
from openlab.membership import directory, growth, queries, service, terms
from openlab.membership.directory import Filters
from openlab.membership.queries import QueueFilters
from openlab.membership.states import Ground, MemberClass, MembershipStatus
from tests.builders import make_curator, make_organisation
from tests.service.membership.builders import make_applicant, make_manager, make_member

pytestmark = pytest.mark.usefixtures("any_session")


@pytest.fixture
def home(any_app):
    return any_app.extensions["openlab.settings"]


def member(name: str, kind: MemberClass = MemberClass.SME, *, region: str = "41290", fields=("TRANSPORT",), **values):
    made = make_member(make_organisation(OrganisationKind.COMPANY, name, region_code=region), kind, **values)
    made.categories = list(fields)
    db.session.flush()
    return made


def names(page) -> list[str]:
    return [one.organisation.name for one in page.items]


def test_directory_holds_members_in_good_standing_by_name():
    member("나")
    member("가")
    member("다", status=MembershipStatus.SUSPENDED)
    member("라", status=MembershipStatus.EXPELLED)

    assert names(directory.list_members(Filters(), 1)) == ["가", "나"]


def test_directory_is_narrowed_by_class_region_field_and_name():
    member("가 기업", MemberClass.LARGE, region="41290", fields=("TRANSPORT", "ENERGY"))
    member("나 기업", MemberClass.SME, region="11110", fields=("ENERGY",))

    assert names(directory.list_members(Filters(member_class="LARGE"), 1)) == ["가 기업"]
    assert names(directory.list_members(Filters(sido="11"), 1)) == ["나 기업"]
    assert names(directory.list_members(Filters(category="ENERGY"), 1)) == ["가 기업", "나 기업"]
    assert names(directory.list_members(Filters(category="ENERGY", q="나"), 1)) == ["나 기업"]
    assert names(directory.list_members(Filters(member_class="NONSENSE"), 1)) == []


def test_facets_count_what_each_choice_would_show_under_the_others():
    member("가", MemberClass.LARGE, region="41290", fields=("TRANSPORT", "ENERGY"))
    member("나", MemberClass.SME, region="11110", fields=("ENERGY",))
    member("다", MemberClass.SME, region="11110", fields=(), status=MembershipStatus.SUSPENDED)

    found = directory.count_facets(Filters(category="TRANSPORT"))

    assert found.member_class == {"LARGE": 1}
    assert found.sido == {"41": 1}
    assert found.category == {"TRANSPORT": 1, "ENERGY": 2}


def test_directory_gets_its_page_with_the_same_few_questions_however_many_members():
    for number in range(12):
        member(f"기업 {number:02}")
    db.session.expire_all()
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *_args: asked.append(1))

    page = directory.list_members(Filters(), 1)
    assert [one.organisation.name for one in page.items for _field in one.categories]

    assert len(asked) <= 3


def test_queue_puts_the_oldest_first_and_narrows_by_class_assignee_and_name(home):
    curator = make_curator()
    with clock.at(clock.now() - timedelta(days=3)):
        old = make_applicant(make_manager(name="오래된 곳"), home)
    new = make_applicant(make_manager(name="새로운 곳"), home)
    member("회원 기업")
    service.take_up(curator, new)

    assert names(queries.queue(QueueFilters(), 1)) == ["오래된 곳", "새로운 곳"]
    assert names(queries.queue(QueueFilters(assignee="none"), 1)) == ["오래된 곳"]
    assert names(queries.queue(QueueFilters(assignee=str(curator.user_id)), 1)) == ["새로운 곳"]
    assert names(queries.queue(QueueFilters(q="오래"), 1)) == ["오래된 곳"]
    assert names(queries.queue(QueueFilters(member_class="LARGE"), 1)) == []
    assert names(queries.queue(QueueFilters(status="ACTIVE"), 1)) == ["회원 기업"]
    assert queries.count_by_status() == {"APPLIED": 1, "SCREENING": 1, "ACTIVE": 1}
    assert old.assignee_id is None


def test_growth_counts_who_joined_and_left_by_month_and_class():
    start = clock.today().replace(day=1)
    before = (start - timedelta(days=40)).replace(day=5)
    curator = make_curator()
    member("가", MemberClass.LARGE, joined_on=before)
    gone = member("나", MemberClass.SME, joined_on=before)
    member("다", MemberClass.SME)
    terms.end(curator, gone, "expel", Ground.BREACH, "규약 위반", clock.today())

    months = growth.own_months()

    assert months[0].month == before.replace(day=1)
    assert (months[0].total, months[0].by_class[MemberClass.SME]) == (2, 1)
    assert months[-1].month == start
    assert (months[-1].total, months[-1].by_class[MemberClass.SME]) == (2, 1)


def test_growth_without_members_is_empty():
    assert growth.own_months() == []


def test_active_members_and_is_member_agree():
    good = member("가")
    bad = member("나", status=MembershipStatus.SUSPENDED)

    assert [one.id for one in queries.active_members()] == [good.id]
    assert queries.is_member(good.organisation_id)
    assert not queries.is_member(bad.organisation_id)
    assert not queries.is_member(get_organisation(make_organisation().id).id)
