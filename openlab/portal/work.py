"""What waits for a person: the sections of the work page, made from each feature's own reads."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import url_for

from openlab.i18n import current_locale, ngettext
from openlab.i18n import gettext as _
from openlab.i18n.formats import format_date
from openlab.identity.orgs.policies import is_curator
from openlab.identity.orgs.queries import open_join_requests
from openlab.identity.orgs.states import DEMAND_KINDS, SUPPLY_KINDS, Role
from openlab.kit import clock
from openlab.kit.policy import Actor
from openlab.matching import service as matching
from openlab.matching.market.live import LiveIndex
from openlab.matching.scoring.ranking import Fit
from openlab.membership import ballots, terms
from openlab.membership.policies import organisations_spoken_for
from openlab.membership.queries import memberships_of
from openlab.membership.states import MembershipStatus
from openlab.needs import queries as needs
from openlab.needs.hints import readiness
from openlab.needs.models import Need
from openlab.needs.states import OPEN, NeedStatus
from openlab.solutions import queries as solutions
from openlab.solutions.models import Solution
from openlab.solutions.states import SolutionStatus

NEW_DAYS = 14  # a match counts as new this long after the other side was published
CHECKED = 30  # at most so many of one's own things are matched for the page


@dataclass(slots=True)
class Mine:
    """One's own need or solution with what matching says of it."""

    item: Any
    total: int = 0
    fresh: list[matching.Found] = field(default_factory=list)


def to_do(actor: Actor) -> list[dict[str, Any]]:
    """Return what waits for this person, the most urgent first."""
    own = (*_approvals(actor), *_membership(actor), *_drafts(actor), *_solution_steps(actor))
    return [*own, *_people(actor), *_review(actor)]


def my_needs(actor: Actor, index: LiveIndex) -> list[Mine]:
    """Return the needs of the person's municipalities with fresh matches."""
    found = needs.of_organisations([org for kind in DEMAND_KINDS for org in actor.organisations_of_kind(kind)])
    return _with_matches(found, lambda need: need.status in OPEN, lambda need: matching.match_need(index, need, top=20))


def my_solutions(actor: Actor, index: LiveIndex) -> list[Mine]:
    """Return the solutions of the person's firms with fresh matches."""
    found = solutions.of_organisations([org for kind in SUPPLY_KINDS for org in actor.organisations_of_kind(kind)])
    return _with_matches(
        found, lambda one: one.status is SolutionStatus.LISTED, lambda one: matching.match_solution(index, one, top=20)
    )


def _with_matches(
    items: Sequence[Any], is_live: Callable[[Any], bool], ask: Callable[[Any], list[matching.Found]]
) -> list[Mine]:
    since = clock.now() - timedelta(days=NEW_DAYS)
    mine: list[Mine] = []
    for item in items:
        entry = Mine(item)
        if is_live(item) and len(mine) < CHECKED:
            good = [one for one in ask(item) if one.match.feasible and one.match.fit is not Fit.CHECK]
            entry.total = len(good)
            entry.fresh = [one for one in good if (_public_since(one.item) or since) > since][:3]
        mine.append(entry)
    return mine


def _public_since(item: Need | Solution) -> Any:
    return item.published_at if isinstance(item, Need) else item.listed_at


def _approvals(actor: Actor) -> Iterator[dict[str, Any]]:
    for need in needs.waiting_for(actor):
        yield {
            "title": need.text("title", current_locale()),
            "url": url_for("needs.detail", need_id=need.slug),
            "text": _("결재를 기다립니다 · %(date)s부터", date=format_date(need.updated_at)),
            "action": _("결재하기"),
        }


def _drafts(actor: Actor) -> Iterator[dict[str, Any]]:
    writing = [org for org in actor.organisation_ids if actor.has_role(org, Role.OFFICER, Role.MANAGER)]
    for need in needs.of_organisations(writing, limit=50):
        if need.status is NeedStatus.DRAFT and need.author_id == actor.user_id:
            yield {
                "title": need.text("title", current_locale()),
                "url": url_for("needs.edit", need_id=need.slug),
                "text": _("작성 중 · 공개 준비 %(percent)s%%", percent=readiness(need).percent),
                "action": _("이어서 쓰기"),
            }


def _solution_steps(actor: Actor) -> Iterator[dict[str, Any]]:
    firms = [org for kind in SUPPLY_KINDS for org in actor.organisations_of_kind(kind)]
    texts = {SolutionStatus.DRAFT: _("작성 중"), SolutionStatus.CHANGES_REQUESTED: _("보완 요청을 받았습니다")}
    for solution in solutions.of_organisations(firms):
        if solution.status in texts:
            yield {
                "title": solution.text("title", current_locale()),
                "text": texts[solution.status],
                "url": url_for("solutions.edit", solution_id=solution.slug),
                "action": _("이어서 쓰기"),
            }


def _membership(actor: Actor) -> Iterator[dict[str, Any]]:
    """Return what the managers of members and applicants have to do: vote, supplement, renew."""
    own = organisations_spoken_for(actor)
    for ballot, _voice in ballots.open_voices(own) if own else ():
        yield {
            "title": _("%(name)s의 가입", name=ballot.membership.organisation.label(current_locale())),
            "text": _("투표를 기다립니다 · %(day)s까지", day=format_date(ballot.closes_on)),
            "url": url_for("member_ballots.detail", ballot_id=ballot.id),
            "action": _("투표하기"),
        }
    for membership in memberships_of(own) if own else ():
        asked = membership.status is MembershipStatus.SUPPLEMENT
        if asked or terms.may_renew(membership):
            yield {
                "title": _("얼라이언스 회원 자격"),
                "text": _("보완 요청을 받았습니다") if asked else _("갱신할 때가 되었습니다"),
                "url": url_for("membership.detail", membership_id=membership.id),
                "action": _("살펴보기"),
            }


def _people(actor: Actor) -> Iterator[dict[str, Any]]:
    for org in actor.organisation_ids:
        if actor.has_role(org, Role.MANAGER) and (waiting := open_join_requests([org])):
            yield {
                "title": ngettext("참여 요청 %(num)s건", "참여 요청 %(num)s건", waiting),
                "action": _("살펴보기"),
                "text": _("우리 기관에 들어오려는 사람이 있습니다"),
                "url": url_for("orgs.people", organisation_id=org),
            }


def _review(actor: Actor) -> Iterator[dict[str, Any]]:
    if is_curator(actor) and (waiting := solutions.waiting_for_review()):
        oldest = waiting[0].submitted_at or waiting[0].updated_at  # the longest wait comes first
        yield {
            "title": ngettext("심사할 솔루션 %(num)s건", "심사할 솔루션 %(num)s건", len(waiting)),
            "action": _("심사하기"),
            "text": _("가장 오래 기다린 것: %(date)s부터", date=format_date(oldest)),
            "url": url_for("admin.queue"),
        }
