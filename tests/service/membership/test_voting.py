"""Votes: the frozen list, one vote for each organisation, the quorum, and what the result does; on both databases."""

from datetime import timedelta

import pytest

from openlab.committees.models import CommitteeSeat
from openlab.extensions import db
from openlab.identity.orgs.queries import get_organisation
from openlab.kit import clock
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from openlab.kit.policy import SYSTEM
from openlab.membership import ballots, service, terms, voting
from openlab.membership.ballots import ALL, Electorate, get_ballot, open_voices, tally
from openlab.membership.queries import find_membership_of
from openlab.membership.states import BallotStatus, Choice, Ground, MembershipStatus
from tests.builders import make_committee, make_curator, make_organisation, make_user, stored
from tests.service.membership.builders import make_manager, make_member, make_screened

pytestmark = pytest.mark.usefixtures("any_session")


@pytest.fixture
def home(any_app):
    return any_app.extensions["openlab.settings"]


@pytest.fixture
def curator(any_session):
    return make_curator()


@pytest.fixture
def voters(any_session):
    """Four managers whose organisations are members."""
    managers = [make_manager() for _number in range(4)]
    for manager in managers:
        make_member(get_organisation(manager.organisation_id))
    return managers


@pytest.fixture
def applicant(home, curator):
    return make_screened(make_manager(), curator, home)


def open_it(curator, applicant, quorum=50, days=7, code=ALL):
    return voting.open_ballot(curator, applicant, code, quorum, clock.today() + timedelta(days=days))


def vote(ballot, manager, choice):
    voting.cast(manager, ballot.id, manager.organisation_id, choice)


def test_list_is_frozen_when_the_vote_opens(curator, applicant, voters):
    ballot = open_it(curator, applicant)
    late = make_manager()
    make_member(get_organisation(late.organisation_id))

    assert tally(ballot).eligible == 4
    assert len(open_voices([voters[0].organisation_id])) == 1
    with pytest.raises(NotFoundError):
        vote(ballot, late, Choice.YES)


def test_each_organisation_votes_once_and_cannot_change_it(curator, applicant, voters):
    ballot = open_it(curator, applicant)
    vote(ballot, voters[0], Choice.NO)

    with pytest.raises(ConflictError, match="이미 투표"):
        vote(ballot, voters[0], Choice.YES)

    assert (tally(ballot).yes, tally(ballot).no) == (0, 1)


def test_nobody_votes_for_another_organisation(curator, applicant, voters):
    ballot = open_it(curator, applicant)

    with pytest.raises(ForbiddenError):
        voting.cast(voters[0], ballot.id, voters[1].organisation_id, Choice.YES)
    with pytest.raises(NotFoundError):
        voting.cast(curator, ballot.id, curator.organisation_id, Choice.YES)


def test_member_suspended_meanwhile_does_not_vote_but_stays_on_the_list(curator, applicant, voters):
    ballot = open_it(curator, applicant)
    member = find_membership_of(voters[0].organisation_id)
    terms.end(curator, member, "suspend", Ground.BREACH, "규약 위반", clock.today())

    with pytest.raises(ConflictError, match="투표할 수 없습니다"):
        vote(ballot, voters[0], Choice.YES)

    assert tally(ballot).eligible == 4


def test_carried_vote_lets_the_applicant_in(curator, applicant, voters):
    ballot = open_it(curator, applicant, quorum=75)
    for manager, choice in zip(voters, (Choice.YES, Choice.YES, Choice.NO, Choice.ABSTAIN), strict=True):
        vote(ballot, manager, choice)

    counted = voting.close_ballot(curator, ballot.id)

    assert counted.turnout == 100
    assert ballot.status is BallotStatus.CARRIED
    assert applicant.status is MembershipStatus.ACTIVE
    assert not applicant.voting


def test_tie_is_lost_and_refuses_the_applicant_with_the_count(curator, applicant, voters):
    ballot = open_it(curator, applicant)
    for manager, choice in zip(voters, (Choice.YES, Choice.NO, Choice.ABSTAIN, Choice.ABSTAIN), strict=True):
        vote(ballot, manager, choice)

    voting.close_ballot(curator, ballot.id)

    assert ballot.status is BallotStatus.REJECTED
    assert applicant.status is MembershipStatus.REFUSED
    assert applicant.ground is Ground.VOTED_DOWN
    assert "찬성 1, 반대 1, 기권 2" in applicant.ground_note


def test_vote_without_quorum_leaves_the_application_in_screening(curator, applicant, voters):
    ballot = open_it(curator, applicant, quorum=51)
    vote(ballot, voters[0], Choice.YES)
    vote(ballot, voters[1], Choice.YES)

    with clock.at(clock.now() + timedelta(days=8)):
        counted = voting.close_ballot(curator, ballot.id)

    assert counted.outcome is BallotStatus.NO_QUORUM
    assert applicant.status is MembershipStatus.SCREENING
    assert not applicant.voting


def test_vote_is_not_closed_early_while_somebody_may_still_vote(curator, applicant, voters):
    ballot = open_it(curator, applicant)
    vote(ballot, voters[0], Choice.YES)

    with pytest.raises(ConflictError, match="아직"):
        voting.close_ballot(curator, ballot.id)

    assert ballot.status is BallotStatus.OPEN


def test_job_closes_votes_whose_last_day_is_over(curator, applicant, voters):
    ballot = open_it(curator, applicant, quorum=25)
    vote(ballot, voters[0], Choice.YES)
    terms.look_daily()
    assert ballot.status is BallotStatus.OPEN

    with clock.at(clock.now() + timedelta(days=8)):
        terms.look_daily()

    assert get_ballot(ballot.id).status is BallotStatus.CARRIED
    assert applicant.status is MembershipStatus.ACTIVE


def test_nobody_votes_after_the_last_day_or_the_end(curator, applicant, voters):
    ballot = open_it(curator, applicant)
    with clock.at(clock.now() + timedelta(days=8)), pytest.raises(ConflictError, match="끝났습니다"):
        vote(ballot, voters[0], Choice.YES)
    voting.cancel_ballot(curator, ballot.id, "서류를 다시 봅니다.")

    with pytest.raises(ConflictError, match="끝났습니다"):
        vote(ballot, voters[0], Choice.YES)
    with pytest.raises(ConflictError):
        voting.close_ballot(curator, ballot.id)


def test_nobody_decides_alone_while_a_vote_is_on_until_it_is_broken_off(curator, applicant, voters):
    ballot = open_it(curator, applicant)
    with pytest.raises(ForbiddenError):
        service.approve(curator, applicant)
    with pytest.raises(ForbiddenError):
        service.refuse(curator, applicant, Ground.EVIDENCE, "증빙")
    with pytest.raises(ForbiddenError):
        open_it(curator, applicant)
    with pytest.raises(InvalidInputError):
        voting.cancel_ballot(curator, ballot.id, " ")

    voting.cancel_ballot(curator, ballot.id, "서류를 다시 봅니다.")
    service.approve(curator, applicant)

    assert applicant.status is MembershipStatus.ACTIVE


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quorum": 0}, "quorum"),
        ({"quorum": 101}, "quorum"),
        ({"days": -1}, "closes_on"),
        ({"code": "X"}, "electorate"),
    ],
)
def test_vote_with_a_senseless_rule_is_not_opened(curator, applicant, voters, changes, field):
    with pytest.raises(InvalidInputError) as refused:
        open_it(curator, applicant, **changes)

    assert field in refused.value.fields


def test_vote_without_anybody_to_vote_is_not_opened(curator, applicant):
    with pytest.raises(InvalidInputError, match="투표할 회원"):
        open_it(curator, applicant)


def test_only_screened_applications_are_put_to_the_vote(curator, voters, home):
    member = find_membership_of(voters[0].organisation_id)

    with pytest.raises(ConflictError):
        open_it(curator, member)
    with pytest.raises(ForbiddenError):
        voting.open_ballot(voters[1], member, ALL, 50, clock.today())


def test_list_of_another_feature_is_cut_to_members_in_good_standing(curator, applicant, voters, monkeypatch):
    stranger = make_organisation()
    listed = [voters[0].organisation_id, stranger.id]
    monkeypatch.setattr(ballots, "_sources", [])
    ballots.register_electorates(lambda: [Electorate("COMMITTEE-1", "분과", lambda: listed)])

    ballot = open_it(curator, applicant, code="COMMITTEE-1")

    assert tally(ballot).eligible == 1
    voting.cancel_ballot(SYSTEM, ballot.id, "끝")


def test_committee_votes_with_one_voice_for_each_organisation_that_sits(curator, applicant, voters):
    committee = make_committee("심사위원회")
    for manager in (voters[0], voters[1], make_manager()):
        seat = {"committee_id": committee.id, "user_id": manager.user_id, "organisation_id": manager.organisation_id}
        stored(CommitteeSeat(created_at=clock.now(), **seat))
    colleague = {"user_id": make_user().id, "organisation_id": voters[0].organisation_id}
    stored(CommitteeSeat(committee_id=committee.id, created_at=clock.now(), **colleague))
    db.session.refresh(committee)

    ballot = open_it(curator, applicant, code=f"COMMITTEE-{committee.id}")

    assert tally(ballot).eligible == 2
