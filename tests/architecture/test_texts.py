"""Everything a reader meets has words in both languages."""

from enum import StrEnum

import pytest

from openlab import taxonomy
from openlab.committees import labels as committees
from openlab.committees import states as committee_states
from openlab.committees.votes import labels as votes
from openlab.committees.votes import states as vote_states
from openlab.i18n import catalogue, use_locale
from openlab.identity.orgs.labels import KIND_LABELS, ROLE_HELP, ROLE_LABELS, SIZE_LABELS
from openlab.identity.orgs.states import OrganisationKind, Role, SizeClass
from openlab.kit.text import has_hangul
from openlab.matching.feedback import labels as feedback
from openlab.matching.feedback.states import Opinion, Origin, Why
from openlab.needs import labels as needs
from openlab.needs.queries import BUDGET_BANDS
from openlab.needs.states import LIFECYCLE as NEED_LIFECYCLE
from openlab.needs.states import Funding, NeedStatus, PolicyTag
from openlab.partners import labels as partners
from openlab.partners import states as partner_states
from openlab.partners.consortia import labels as consortia
from openlab.partners.consortia import states as consortium_states
from openlab.solutions import labels as solutions
from openlab.solutions.states import LIFECYCLE as SOLUTION_LIFECYCLE
from openlab.solutions.states import Maturity, ReviewReason, SolutionStatus

LABELLED = [
    (NeedStatus, needs.STATUS_LABELS),
    (SolutionStatus, solutions.STATUS_LABELS),
    (ReviewReason, solutions.REASON_LABELS),
    (OrganisationKind, KIND_LABELS),
    (Role, ROLE_LABELS),
    (Role, ROLE_HELP),
    (SizeClass, SIZE_LABELS),
    (NEED_LIFECYCLE, needs.ACTION_LABELS),
    (SOLUTION_LIFECYCLE, solutions.ACTION_LABELS),
    (BUDGET_BANDS, needs.BUDGET_LABELS),
    (vote_states.VoteKind, votes.KIND_LABELS),
    (vote_states.VoteStatus, votes.STATUS_LABELS),
    (vote_states.LIFECYCLE, votes.ACTION_LABELS),
    (vote_states.Office, votes.OFFICE_LABELS),
    (consortium_states.MemberRole, consortia.ROLE_LABELS),
    (consortium_states.ConsortiumStatus, consortia.STATUS_LABELS),
    (consortium_states.Template, consortia.TEMPLATE_LABELS),
    (partner_states.NoticeKind, partners.KIND_LABELS),
    (partner_states.NoticeStatus, partners.NOTICE_LABELS),
    (partner_states.NOTICES, partners.NOTICE_ACTIONS),
    (partner_states.RequestStatus, partners.REQUEST_LABELS),
    (partner_states.REQUESTS, partners.REQUEST_ACTIONS),
    (committee_states.CommitteeKind, committees.KIND_LABELS),
    (committee_states.Visibility, committees.VISIBILITY_LABELS),
    (committee_states.SeatRole, committees.SEAT_LABELS),
    (committee_states.Reply, committees.REPLY_LABELS),
    (committee_states.MinutesStatus, committees.MINUTES_LABELS),
    (committee_states.MINUTES, committees.MINUTES_ACTIONS),
    (committee_states.TaskStatus, committees.TASK_LABELS),
    (committee_states.TASKS, committees.TASK_ACTIONS),
    (Opinion, feedback.OPINION_LABELS),
    (Origin, feedback.ORIGIN_LABELS),
    (Why, feedback.WHY_LABELS),
]
LISTED = [
    (Funding, taxonomy.Vocabulary.FUNDING),
    (PolicyTag, taxonomy.Vocabulary.POLICY_TAG),
    (Maturity, taxonomy.Vocabulary.MATURITY),
    (SizeClass, taxonomy.Vocabulary.SIZE_CLASS),
]


def codes_of(kind) -> set[str]:
    """Return what needs a label: members of an enum, actions of a lifecycle, keys of a table."""
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {str(member) for member in kind}
    return {row.action for row in kind.transitions} if hasattr(kind, "transitions") else set(kind)


def test_the_english_catalogue_is_complete_and_holds_nothing_else():
    assert catalogue.problems() == []


@pytest.mark.parametrize(("kind", "labels"), LABELLED)
def test_every_member_of_a_closed_list_has_a_label_in_both_languages(kind, labels):
    assert {str(code) for code in labels} == codes_of(kind)
    with use_locale("ko"):
        assert [code for code, label in labels.items() if not str(label).strip()] == []
    with use_locale("en"):
        assert [code for code, label in labels.items() if not str(label).strip() or has_hangul(str(label))] == []


@pytest.mark.parametrize(("kind", "vocabulary"), LISTED)
def test_every_member_of_an_enum_is_a_term_of_its_vocabulary(kind, vocabulary):
    terms = {term.code: term for term in taxonomy.terms(vocabulary)}

    assert {member.value for member in kind} == set(terms)
    assert [code for code, term in terms.items() if not term.ko or not term.en or has_hangul(term.en)] == []
