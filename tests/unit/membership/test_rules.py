"""The pure parts of membership: the machine, the count of a vote, names compared, what an application lacks."""

import pytest

from openlab.identity.orgs.states import OrganisationKind, SizeClass
from openlab.membership import bylaws
from openlab.membership.ballots import Tally
from openlab.membership.certificates import ALPHABET, spelled
from openlab.membership.charts import growth_chart, growth_rows
from openlab.membership.forms import ENDING_GROUNDS
from openlab.membership.growth import SOURCED
from openlab.membership.hints import name_key, readiness, site_key
from openlab.membership.labels import ACTION_LABELS, CLASS_LABELS, COMMITTEE_LABELS, GROUND_LABELS, STATUS_LABELS
from openlab.membership.models import MembershipApplication
from openlab.membership.states import (
    CLASSES_OF,
    LIFECYCLE,
    BallotStatus,
    Committee,
    Ground,
    MemberClass,
    MembershipStatus,
)

NEXT = {
    "APPLIED": {"SCREENING"},
    "SCREENING": {"ACTIVE", "SUPPLEMENT", "REFUSED"},
    "SUPPLEMENT": {"SCREENING"},
    "ACTIVE": {"SUSPENDED", "LEFT", "EXPELLED"},
    "SUSPENDED": {"ACTIVE", "EXPELLED"},
    "LEFT": {"APPLIED"},
    "EXPELLED": set(),
    "REFUSED": {"APPLIED"},
}


def test_machine_goes_where_the_domain_says_and_nowhere_else():
    found = {state.value: {row.target.value for row in LIFECYCLE.rows_from(state)} for state in MembershipStatus}

    assert found == NEXT


def test_every_negative_step_asks_for_a_reason():
    silent = {row.action for row in LIFECYCLE.transitions if not row.needs_reason}

    assert silent == {"screen", "approve", "supplement", "restore", "reapply"}


def test_every_code_has_a_name_and_every_ending_a_ground():
    assert set(STATUS_LABELS) == set(MembershipStatus)
    assert set(CLASS_LABELS) == set(MemberClass)
    assert set(COMMITTEE_LABELS) == set(Committee)
    assert set(GROUND_LABELS) == set(Ground)
    assert {row.action for row in LIFECYCLE.transitions} <= set(ACTION_LABELS)
    assert all(ENDING_GROUNDS.values())


def test_every_size_of_a_firm_is_a_class_and_the_alliance_is_none():
    assert {MemberClass(size.value) for size in SizeClass} == set(CLASSES_OF[OrganisationKind.COMPANY])
    assert OrganisationKind.ALLIANCE not in CLASSES_OF


@pytest.mark.parametrize(
    ("eligible", "yes", "no", "abstain", "quorum", "outcome"),
    [
        (10, 3, 2, 0, 50, BallotStatus.CARRIED),
        (10, 3, 1, 0, 50, BallotStatus.NO_QUORUM),
        (10, 1, 0, 4, 50, BallotStatus.CARRIED),
        (10, 0, 0, 10, 50, BallotStatus.REJECTED),
        (10, 5, 5, 0, 100, BallotStatus.REJECTED),
        (3, 1, 0, 0, 34, BallotStatus.NO_QUORUM),
        (3, 1, 0, 0, 33, BallotStatus.CARRIED),
        (0, 0, 0, 0, 1, BallotStatus.NO_QUORUM),
    ],
)
def test_vote_carries_with_quorum_and_more_yes_than_no(eligible, yes, no, abstain, quorum, outcome):
    assert Tally(eligible, yes, no, abstain, quorum).outcome is outcome


def test_turnout_is_rounded_down():
    assert Tally(3, 1, 1, 0, 67).turnout == 66
    assert Tally(3, 1, 1, 0, 67).outcome is BallotStatus.NO_QUORUM


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("㈜푸른도시", "푸른 도시 주식회사"),
        ("(주) 푸른-도시", "푸른도시"),
        ("Green City Co., Ltd.", "GREEN CITY"),
        ("(재)미래연구원", "재단법인 미래 연구원"),
    ],
)
def test_names_that_differ_in_form_only_are_the_same(one, two):
    assert name_key(one) == name_key(two) != ""


def test_names_that_differ_stay_different():
    assert name_key("푸른도시") != name_key("푸른도시1")
    assert name_key("Incheon Corp") == "incheoncorp"


def test_websites_are_compared_by_host():
    assert site_key("https://www.Green.example/about") == site_key("http://green.example:80") == "green.example"
    assert site_key("") == ""


def test_application_is_ready_when_nothing_is_missing_and_complete_with_the_helpful_parts():
    application = MembershipApplication(
        member_class=MemberClass.SME, purpose="가" * 30, activities="", categories=["TRANSPORT"], committees=[],
        contact_name="김대표", contact_email="kim@example.org", bylaws_version=bylaws.VERSION,
    )  # fmt: skip

    assert not readiness(application, 0).is_ready
    assert readiness(application, 1).is_ready
    assert readiness(application, 1).percent < 100
    application.activities, application.committees = "센서", ["STANDARDS"]
    assert readiness(application, 1).percent == 100
    application.bylaws_version = "2019-1"
    assert not readiness(application, 1).is_ready


def test_codes_are_written_in_groups_without_look_alikes():
    assert spelled("ABCDEFGHJKMN") == "ABCD-EFGH-JKMN"
    assert not set(ALPHABET) & set("O0I1L")


def test_growth_starts_at_the_two_sourced_figures_also_without_members():
    head, rows = growth_rows([], plain=True)

    assert [(row[0], row[1]) for row in rows] == [("2019-02", "113"), ("2019-06", "395")]
    assert len(head) == len(rows[0])
    assert [point.total for point in SOURCED] == [113, 395]
    assert "395" in growth_chart([]).svg


def test_bylaws_say_the_same_number_of_things_in_both_languages():
    assert bylaws.text("ko").count("\n## ") == bylaws.text("en").count("\n## ") == 5
