"""Votes on every database: the frozen list, one vote for each, secrecy, turnout and quorum, ties by the sealed lot."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from openlab.audit.models import AuditRecord
from openlab.committees.votes import queries, service
from openlab.committees.votes.lot import in_drawn_order, seal
from openlab.committees.votes.models import OfficeTerm
from openlab.committees.votes.states import Office, VoteKind, VoteStatus
from openlab.identity.orgs.states import Role
from openlab.jobs.models import OutboxJob
from openlab.kit import clock
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from openlab.kit.lifecycle import ReasonRequiredError
from openlab.kit.policy import ANONYMOUS
from openlab.membership.models import Membership
from openlab.membership.states import MembershipStatus
from tests.builders import make_actor, make_alliance_member, make_curator


@pytest.fixture
def curator(any_session):
    return make_curator()


@pytest.fixture
def members(any_session):
    """Four member organisations, each with a manager."""
    return [make_actor(make_alliance_member(), Role.MANAGER) for _number in range(4)]


def prepare(curator, members, **values):
    """Prepare an election with all members as candidates, or a resolution."""
    today = clock.today()
    values = {
        "kind": VoteKind.CO_CHAIR, "title": "공동의장 선거", "title_en": "", "text": "", "text_en": "", "secret": True,
        "seats": 1, "quorum_percent": 0, "closes_at": clock.now() + timedelta(days=7), "term_from": today,
        "term_until": today + timedelta(days=365), **values,
    }  # fmt: skip
    return service.prepare(curator, values, [member.organisation_id for member in members])


def opened(curator, members, **values):
    vote = prepare(curator, members, **values)
    service.open_vote(curator, vote)
    return vote


def choose(member, vote, number):
    """Let a member vote for the option of a number."""
    service.cast(member, queries.get_place(vote, member.organisation_id), vote.options[number])


def finish(curator, vote):
    """Close a vote after its time."""
    with clock.at(vote.closes_at):
        service.close_vote(curator, vote)


def test_list_of_voters_is_frozen_at_opening_with_the_names_of_that_moment(curator, members, any_session):
    vote = opened(curator, members)
    late = make_alliance_member()
    held = any_session.scalar(select(Membership).where(Membership.organisation_id == members[0].organisation_id))
    held.status = MembershipStatus.SUSPENDED
    any_session.refresh(vote)

    assert {place.organisation_id for place in vote.voters} == {member.organisation_id for member in members}
    choose(members[0], vote, 1)
    with pytest.raises(NotFoundError):
        queries.get_place(vote, late.id)


def test_opening_tells_every_manager_and_keeps_the_seed_sealed(curator, members, any_session):
    vote = opened(curator, members)

    mails = any_session.scalars(select(OutboxJob).where(OutboxJob.kind == "mail.send")).all()
    frozen = any_session.scalar(select(AuditRecord).where(AuditRecord.action == "vote.frozen"))
    assert len(mails) == len(members)
    assert frozen.data == {"voters": 4, "seal": hashlib.sha256(vote.lot_seed.encode()).hexdigest()}
    assert len(vote.lot_seed) == 64


def test_each_organisation_votes_once_and_for_good(curator, members):
    vote = opened(curator, members)
    choose(members[0], vote, 0)

    with pytest.raises(ConflictError):
        choose(members[0], vote, 1)

    assert [option.count for option in vote.options] == [1, 0, 0, 0]


def test_second_manager_of_an_organisation_that_has_voted_is_refused(curator, members, any_session):
    vote = opened(curator, members)
    choose(members[0], vote, 0)
    place = queries.get_place(vote, members[0].organisation_id)
    second = make_actor(queries.get_vote(curator, vote.id).options[0].organisation, Role.MANAGER)

    with pytest.raises(ConflictError):
        service.cast(second, place, vote.options[1])


def test_nobody_votes_for_another_organisation_or_without_being_its_manager(curator, members):
    vote = opened(curator, members)
    place = queries.get_place(vote, members[0].organisation_id)
    plain = make_actor(vote.options[0].organisation, Role.MEMBER)

    for actor in (members[1], plain, curator):
        with pytest.raises(ForbiddenError):
            service.cast(actor, place, vote.options[0])


def test_secret_vote_leaves_no_trace_of_the_choice_and_an_open_one_does(curator, members, any_session):
    secret, public = opened(curator, members), opened(curator, members, secret=False)
    choose(members[0], secret, 2)
    choose(members[0], public, 2)

    def traces(vote):
        rows = any_session.scalars(select(AuditRecord).where(AuditRecord.action == "vote.cast"))
        kept = [row.data for row in rows if row.target_id == str(vote.id)]
        return queries.get_place(vote, members[0].organisation_id).option_id, kept

    firm = members[0].organisation_id
    assert traces(secret) == (None, [{"organisation": firm}])
    assert traces(public) == (public.options[2].id, [{"organisation": firm, "option": public.options[2].id}])


def test_option_of_another_vote_is_refused(curator, members):
    vote, other = opened(curator, members), opened(curator, members)

    with pytest.raises(InvalidInputError):
        service.cast(members[0], queries.get_place(vote, members[0].organisation_id), other.options[0])


def test_vote_ends_at_its_time_and_is_closed_before_only_when_everybody_has_voted(curator, members):
    vote = opened(curator, members)
    for member in members[:3]:
        choose(member, vote, 0)
    with pytest.raises(ConflictError):
        service.close_vote(curator, vote)
    with clock.at(vote.closes_at), pytest.raises(ConflictError):
        choose(members[3], vote, 0)

    choose(members[3], vote, 1)
    service.close_vote(curator, vote)

    assert (vote.status, vote.valid, queries.turnout(vote)) == (VoteStatus.CLOSED, True, (4, 4))
    assert [option.chosen for option in vote.options] == [True, False, False, False]


def test_elected_firm_holds_office_for_the_term_and_loses_it_with_a_reason(curator, members, any_session):
    vote = opened(curator, members, kind=VoteKind.AUDITOR)
    choose(members[0], vote, 3)
    finish(curator, vote)

    (term,) = any_session.scalars(select(OfficeTerm)).all()
    assert (term.office, term.organisation_id) == (Office.AUDITOR, members[3].organisation_id)
    assert (term.from_on, term.until_on) == (vote.term_from, vote.term_until)
    assert list(queries.terms()) == [term]
    with pytest.raises(InvalidInputError):
        service.end_term(curator, term, " ")
    service.end_term(curator, term, "회사가 문을 닫았습니다.")
    with pytest.raises(ConflictError):
        service.end_term(curator, term, "다시")
    with clock.at(clock.now() + timedelta(days=1)):
        assert (list(queries.terms()), list(queries.terms(past=True))) == ([], [term])


def test_tie_for_the_last_seat_goes_by_the_sealed_lot_that_anybody_can_repeat(curator, members):
    vote = opened(curator, members, seats=2)
    sealed = seal(vote.lot_seed)
    for member, number in zip(members, (0, 0, 1, 2), strict=True):
        choose(member, vote, number)
    service.close_vote(curator, vote)

    tied = [vote.options[1].id, vote.options[2].id]
    assert hashlib.sha256(vote.lot["seed"].encode()).hexdigest() == sealed
    assert (vote.lot["tied"], vote.lot["order"]) == (tied, in_drawn_order(vote.lot["seed"], tied))
    assert {option.id for option in vote.options if option.chosen} == {vote.options[0].id, vote.lot["order"][0]}


def test_no_lot_is_drawn_where_the_tied_all_have_a_seat_and_nobody_wins_without_a_vote(curator, members):
    vote = opened(curator, members, seats=3)
    choose(members[0], vote, 0)
    choose(members[1], vote, 1)
    finish(curator, vote)

    assert vote.lot == {}
    assert [option.chosen for option in vote.options] == [True, True, False, False]


def test_order_of_the_lot_depends_on_the_seed_and_gives_everybody_first_place_sometimes():
    firsts = {in_drawn_order(f"seed {number}", [1, 2, 3])[0] for number in range(50)}

    assert firsts == {1, 2, 3}


@pytest.mark.parametrize(("votes", "quorum", "valid"), [(2, 50, True), (1, 50, False), (0, 0, False), (1, 25, True)])
def test_vote_below_its_quorum_is_void_and_fills_no_office(curator, members, any_session, votes, quorum, valid):
    vote = opened(curator, members, quorum_percent=quorum)
    for member in members[:votes]:
        choose(member, vote, 0)
    finish(curator, vote)

    assert vote.valid is valid
    assert len(any_session.scalars(select(OfficeTerm)).all()) == (1 if valid else 0)


@pytest.mark.parametrize(("numbers", "winner"), [((0, 0, 1, 2), "YES"), ((0, 0, 1, 1), "NO"), ((2, 2, 2, 0), "YES")])
def test_resolution_passes_with_more_yes_than_no_and_a_tie_fails(curator, members, numbers, winner):
    vote = opened(curator, members, kind=VoteKind.RESOLUTION)
    for member, number in zip(members, numbers, strict=True):
        choose(member, vote, number)
    service.close_vote(curator, vote)

    assert [option.answer for option in vote.options if option.chosen] == [winner]
    assert vote.lot == {}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"closes_at": clock.now() - timedelta(days=1)}, "closes_on"),
        ({"term_from": None}, "term_from"),
        ({"term_until": None}, "term_until"),
        ({"seats": 5}, "candidates"),
    ],
)
def test_election_that_makes_no_sense_is_refused(curator, members, values, field):
    with pytest.raises(InvalidInputError) as refused:
        prepare(curator, members, **values)

    assert list(refused.value.fields) == [field]


def test_candidate_must_be_a_member_in_good_standing(curator, members):
    gone = make_actor(make_alliance_member(status=MembershipStatus.LEFT), Role.MANAGER)

    with pytest.raises(InvalidInputError):
        prepare(curator, [*members, gone])


def test_vote_in_preparation_is_known_to_curators_alone_and_a_cancelled_one_fills_nothing(curator, members):
    vote = prepare(curator, members)
    with pytest.raises(NotFoundError):
        queries.get_vote(ANONYMOUS, vote.id)
    assert (list(queries.list_votes(ANONYMOUS)), list(queries.list_votes(curator))) == ([], [vote])
    service.open_vote(curator, vote)
    assert list(queries.open_votes_of(members[0])) == [vote]

    with pytest.raises(ReasonRequiredError):
        service.cancel_vote(curator, vote, "")
    service.cancel_vote(curator, vote, "후보가 물러났습니다.")

    with pytest.raises(ConflictError):
        choose(members[0], vote, 0)
    assert list(queries.open_votes_of(members[0])) == []
