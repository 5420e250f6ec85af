"""What can be done with votes: prepare, open, cast, close and count them, and fill offices with whoever was elected."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import update

from openlab.audit.service import advance, record
from openlab.committees.votes.lot import draw_seed, in_drawn_order, seal
from openlab.committees.votes.models import OfficeTerm, Vote, VoteOption, VoteVoter
from openlab.committees.votes.queries import turnout
from openlab.committees.votes.states import LIFECYCLE, Office, VoteKind, VoteStatus
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.orgs.queries import people_with_role
from openlab.identity.orgs.states import Role
from openlab.jobs.mail import send_mail
from openlab.kit import clock
from openlab.kit.errors import ConflictError, InvalidInputError
from openlab.kit.policy import Actor, policies
from openlab.membership.queries import active_members, is_member

FIELDS = ("kind", "title", "title_en", "text", "text_en", "secret", "seats", "quorum_percent", "closes_at",
          "term_from", "term_until")  # fmt: skip
ANSWERS = ("YES", "NO", "ABSTAIN")


def prepare(actor: Actor, values: Mapping[str, Any], candidates: Sequence[int] = ()) -> Vote:
    """Prepare a vote (`values`: FIELDS) with its candidates, ids of member organisations; nobody sees it yet.

    Raises InvalidInputError for a past end, an election without enough members as candidates, or without a term.
    """
    policies.require(actor, "committees:vote:run")
    if values["closes_at"] <= clock.now():
        raise _refused("closes_on", _("오늘이나 그 뒤의 날을 골라 주세요."))
    if values["kind"] is not VoteKind.RESOLUTION:
        _check_election(values, candidates)
    vote = Vote(created_at=clock.now(), status=LIFECYCLE.initial, **{name: values[name] for name in FIELDS})
    db.session.add(vote)
    db.session.flush()
    resolution = vote.kind is VoteKind.RESOLUTION
    vote.seats = 1 if resolution else vote.seats
    vote.options = (
        [VoteOption(answer=answer) for answer in ANSWERS]
        if resolution
        else [VoteOption(organisation_id=number) for number in dict.fromkeys(candidates)]
    )
    db.session.flush()
    record(actor, "vote.prepared", vote, title=vote.title, candidates=list(candidates))
    return vote


def open_vote(actor: Actor, vote: Vote) -> None:
    """Freeze who may vote, the members in good standing now, seal the lot, and tell their managers by mail."""
    if vote.closes_at <= clock.now():
        raise ConflictError(_("끝나는 때가 이미 지났습니다. 새 투표를 준비해 주세요."))
    advance(LIFECYCLE, vote, "open", actor)
    members = active_members()
    if not members:
        raise ConflictError(_("투표할 회원이 없습니다."))
    vote.opened_at, vote.lot_seed = clock.now(), draw_seed()
    for member in members:
        firm = member.organisation
        db.session.add(VoteVoter(vote=vote, organisation_id=firm.id, name=firm.name, name_en=firm.name_en))
    db.session.flush()
    record(actor, "vote.frozen", vote, voters=len(members), seal=seal(vote.lot_seed))
    for member in members:
        for reader in people_with_role(member.organisation_id, Role.MANAGER):
            if reader.confirmed_at is not None:
                send_mail(reader.email, "vote_opened", reader.locale, name=reader.name, vote_id=vote.id,
                          title=vote.label(reader.locale), closes_at=vote.closes_at,
                          organisation=member.organisation.label(reader.locale))  # fmt: skip


def cast(actor: Actor, place: VoteVoter, option: VoteOption) -> None:
    """Vote for the organisation of a place on the list, once and for good.

    In a secret vote only the option's count grows, and neither row nor record says who chose what.
    """
    policies.require(actor, "committees:vote:cast", place)
    vote = place.vote
    db.session.refresh(vote, with_for_update={"read": True})  # nobody closes it between the question and the count
    if vote.status is not VoteStatus.OPEN or vote.closes_at <= clock.now():
        raise ConflictError(_("지금은 투표할 수 없습니다."))
    if option.vote_id != vote.id:
        raise _refused("option", _("보기에서 골라 주세요."))
    marked = db.session.execute(
        update(VoteVoter)
        .where(VoteVoter.id == place.id, VoteVoter.has_voted.is_(False))
        .values(has_voted=True, option_id=None if vote.secret else option.id)
    )
    if not marked.rowcount:  # type: ignore[attr-defined]
        raise ConflictError(_("이 기관은 이미 투표했습니다."))
    db.session.execute(update(VoteOption).where(VoteOption.id == option.id).values(count=VoteOption.count + 1))
    db.session.expire(place)
    db.session.expire(option)
    record(actor, "vote.cast", vote, organisation=place.organisation_id,
           **({} if vote.secret else {"option": option.id}))  # fmt: skip


def close_vote(actor: Actor, vote: Vote) -> None:
    """Close a vote whose time is over or in which everybody has voted; count, draw where tied, and fill offices."""
    policies.require(actor, "committees:vote:run", vote)
    db.session.refresh(vote, with_for_update=True)
    voted, invited = turnout(vote)
    if vote.status is VoteStatus.OPEN and vote.closes_at > clock.now() and voted < invited:
        raise ConflictError(_("아직 투표하지 않은 기관이 있습니다. 끝나는 때가 지나야 마감할 수 있습니다."))
    advance(LIFECYCLE, vote, "close", actor)
    vote.closed_at = clock.now()
    for option in vote.options:
        db.session.refresh(option)
    vote.valid = voted > 0 and voted * 100 >= vote.quorum_percent * invited
    if vote.valid:
        chosen = _chosen(vote)
        for option in vote.options:
            option.chosen = option.id in chosen
        _fill_offices(vote)
    db.session.flush()
    record(actor, "vote.counted", vote, voted=voted, invited=invited, valid=vote.valid, lot=vote.lot,
           counts={str(option.id): option.count for option in vote.options})  # fmt: skip


def cancel_vote(actor: Actor, vote: Vote, reason: str) -> None:
    """Cancel a vote with a reason; nothing of it counts."""
    advance(LIFECYCLE, vote, "cancel", actor, reason)
    vote.closed_at = clock.now()


def end_term(actor: Actor, term: OfficeTerm, reason: str) -> None:
    """End somebody's time in office today, with a reason."""
    policies.require(actor, "committees:vote:run")
    if not reason.strip():
        raise _refused("reason", _("이유를 써 주세요. 상대방이 읽습니다."))
    if term.ended_on is not None or term.until_on < clock.today():
        raise ConflictError(_("이미 끝난 임기입니다."))
    term.ended_on, term.end_reason = max(clock.today(), term.from_on), reason.strip()
    record(actor, "office.ended", term, reason=term.end_reason)


def _chosen(vote: Vote) -> set[int]:
    """Return the ids of what wins; a tie for the last seat goes by the sealed lot, and a tied resolution fails."""
    counts = {option.id: option.count for option in vote.options}
    if vote.kind is VoteKind.RESOLUTION:
        yes, no = (next(option for option in vote.options if option.answer == answer) for answer in ("YES", "NO"))
        return {yes.id if yes.count > no.count else no.id}
    ranked = sorted((number for number, count in counts.items() if count), key=lambda number: -counts[number])
    if len(ranked) <= vote.seats:
        return set(ranked)
    last = counts[ranked[vote.seats - 1]]
    safe = [number for number in ranked if counts[number] > last]
    tied = [number for number in ranked if counts[number] == last]
    free = vote.seats - len(safe)
    if len(tied) > free:
        order = in_drawn_order(vote.lot_seed, tied)
        vote.lot = {"seed": vote.lot_seed, "tied": sorted(tied), "order": order}
        tied = order[:free]
    return {*safe, *tied}


def _fill_offices(vote: Vote) -> None:
    if vote.kind is VoteKind.RESOLUTION:
        return
    for option in vote.options:
        if option.chosen:
            db.session.add(
                OfficeTerm(
                    office=Office(vote.kind.value),
                    organisation_id=option.organisation_id,
                    vote_id=vote.id,
                    from_on=vote.term_from,
                    until_on=vote.term_until,
                )
            )


def _check_election(values: Mapping[str, Any], candidates: Sequence[int]) -> None:
    starts: date | None = values["term_from"]
    ends: date | None = values["term_until"]
    if starts is None:
        raise _refused("term_from", _("임기가 시작하는 날을 써 주세요."))
    if ends is None or ends < starts:
        raise _refused("term_until", _("임기가 끝나는 날은 시작하는 날과 같거나 뒤여야 합니다."))
    if len(set(candidates)) < values["seats"] or not candidates:
        raise _refused("candidates", _("뽑을 자리만큼 후보를 골라 주세요."))
    if not all(is_member(number) for number in candidates):
        raise _refused("candidates", _("후보는 얼라이언스 회원 기관이어야 합니다."))


def _refused(field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError(sentence, {field: [sentence]})
