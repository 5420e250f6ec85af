"""Votes on applications: the list is frozen when a vote opens, each organisation has one vote, the result binds."""

from datetime import date

from sqlalchemy import update

from openlab.audit import service as audit
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.i18n.formats import format_date
from openlab.kit import clock
from openlab.kit.errors import ConflictError, InvalidInputError, NotFoundError
from openlab.kit.policy import SYSTEM, Actor, policies
from openlab.membership import news
from openlab.membership.ballots import Tally, electorates, get_ballot, tally, voices_in
from openlab.membership.models import Membership, MembershipBallot, MembershipVoice
from openlab.membership.queries import active_members, is_member, memberships_of
from openlab.membership.service import approve, refuse
from openlab.membership.states import BallotStatus, Choice, Ground, MembershipStatus


def open_ballot(
    actor: Actor, membership: Membership, electorate: str, quorum: int, closes_on: date
) -> MembershipBallot:
    """Put an application to the vote of a list as it stands now; `quorum` in percent, `closes_on` the last day."""
    policies.require(actor, "membership:member:decide", membership)
    if membership.status is not MembershipStatus.SCREENING:
        raise ConflictError(_("심사하고 있는 신청만 표결할 수 있습니다."))
    if not 1 <= quorum <= 100:
        raise _refused("quorum", _("정족수는 1부터 100까지의 퍼센트입니다."))
    if closes_on < clock.today():
        raise _refused("closes_on", _("투표 마감일은 오늘이나 그 뒤여야 합니다."))
    eligible = _frozen_list(membership, electorate)
    ballot = MembershipBallot(
        membership_id=membership.id,
        electorate=electorate,
        status=BallotStatus.OPEN,
        quorum=quorum,
        opened_by=actor.user_id or None,
        opened_at=clock.now(),
        closes_on=closes_on,
        voices=[MembershipVoice(organisation_id=one) for one in eligible],
    )
    membership.voting = True
    db.session.add(ballot)
    db.session.flush()
    audit.record(actor, "membership.ballot_opened", membership, ballot=ballot.id, eligible=len(eligible), quorum=quorum)
    _invite(ballot, membership)
    return ballot


def cast(actor: Actor, ballot_id: int, organisation_id: int, choice: Choice) -> None:
    """Cast the one vote of an organisation; what is cast stays."""
    ballot = get_ballot(ballot_id, lock=True)
    voice = next(iter(voices_in(ballot.id, [organisation_id])), None)
    if voice is None:
        raise NotFoundError(kind="voice")
    policies.require(actor, "membership:voice:cast", voice)
    if ballot.status is not BallotStatus.OPEN or ballot.closes_on < clock.today():
        raise ConflictError(_("투표가 끝났습니다."))
    if not is_member(organisation_id):
        raise ConflictError(_("자격이 정지되었거나 회원이 아니어서 투표할 수 없습니다."))
    own = (MembershipVoice.ballot_id == ballot.id, MembershipVoice.organisation_id == organisation_id)
    taken = update(MembershipVoice).where(*own, MembershipVoice.choice.is_(None))
    values = {"choice": choice, "cast_by": actor.user_id or None, "cast_at": clock.now()}
    if not db.session.execute(taken.values(**values)).rowcount:  # type: ignore[attr-defined]
        raise ConflictError(_("이 기관은 이미 투표했습니다. 한 기관은 한 번만 투표합니다."))
    audit.record(actor, "membership.voted", ballot.membership, ballot=ballot.id, organisation=organisation_id)


def close_ballot(actor: Actor, ballot_id: int) -> Tally:
    """Count a vote once everybody has voted or its last day is over, and do what it says."""
    ballot = get_ballot(ballot_id, lock=True)
    membership = ballot.membership
    policies.require(actor, "membership:member:curate", membership)
    if ballot.status is not BallotStatus.OPEN:
        raise ConflictError(_("이미 끝난 투표입니다."))
    counted = tally(ballot)
    if counted.cast < counted.eligible and clock.today() <= ballot.closes_on:
        day = format_date(ballot.closes_on)
        raise ConflictError(_("아직 투표하지 않은 기관이 있습니다. %(day)s이 지나야 마감할 수 있습니다.", day=day))
    _end(actor, ballot, counted.outcome, counted)
    _obey(membership, counted)
    return counted


def cancel_ballot(actor: Actor, ballot_id: int, reason: str) -> None:
    """Break a vote off with a reason, so that the application can be decided another way."""
    ballot = get_ballot(ballot_id, lock=True)
    policies.require(actor, "membership:member:curate", ballot.membership)
    if ballot.status is not BallotStatus.OPEN:
        raise ConflictError(_("이미 끝난 투표입니다."))
    if not reason.strip():
        raise _refused("reason", _("이유를 써 주세요. 상대방이 읽습니다."))
    _end(actor, ballot, BallotStatus.CANCELLED, tally(ballot), reason.strip())


def _frozen_list(membership: Membership, code: str) -> list[int]:
    chosen = next((one for one in electorates() if one.code == code), None)
    if chosen is None:
        raise _refused("electorate", _("보기에서 골라 주세요."))
    standing = {member.organisation_id for member in active_members()}
    eligible = sorted(set(chosen.organisation_ids()) & standing - {membership.organisation_id})
    if not eligible:
        raise _refused("electorate", _("이 명부에는 투표할 회원이 없습니다."))
    return eligible


def _invite(ballot: MembershipBallot, membership: Membership) -> None:
    for member in memberships_of([voice.organisation_id for voice in ballot.voices]):
        news.tell_members(
            member,
            lambda: _("회원 가입 표결에 참여해 주세요."),
            lambda: _(
                "%(name)s의 가입을 %(day)s까지 투표로 정합니다.",
                name=membership.organisation.name,
                day=format_date(ballot.closes_on),
            ),
            f"/membership/ballots/{ballot.id}",
        )


def _end(actor: Actor, ballot: MembershipBallot, status: BallotStatus, counted: Tally, reason: str = "") -> None:
    ballot.status, ballot.closed_at = status, clock.now()
    ballot.membership.voting = False
    db.session.flush()
    audit.record(
        actor,
        "membership.ballot_closed",
        ballot.membership,
        ballot=ballot.id,
        outcome=status.value,
        yes=counted.yes,
        no=counted.no,
        abstain=counted.abstain,
        eligible=counted.eligible,
        **({"reason": reason} if reason else {}),
    )


def _obey(membership: Membership, counted: Tally) -> None:
    """The vote decides, not the curator who counts it; without a quorum the application stays in screening."""
    said = _("찬성 %(yes)s, 반대 %(no)s, 기권 %(abstain)s (투표율 %(turnout)s%%)", yes=counted.yes, no=counted.no,
             abstain=counted.abstain, turnout=counted.turnout)  # fmt: skip
    if counted.outcome is BallotStatus.CARRIED:
        approve(SYSTEM, membership, said)
    elif counted.outcome is BallotStatus.REJECTED:
        refuse(SYSTEM, membership, Ground.VOTED_DOWN, said)


def _refused(field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError(sentence, {field: [sentence]})
