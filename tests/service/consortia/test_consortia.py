"""Consortia on every database: templates, exact shares, the limit for large firms by the rule of the day."""

from datetime import timedelta

import pytest

from openlab.identity.orgs.queries import get_organisation
from openlab.identity.orgs.states import SizeClass
from openlab.kit import clock
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from openlab.partners.consortia import queries, service
from openlab.partners.consortia.states import ConsortiumStatus, MemberRole, Template
from openlab.rules.models import RuleVersion
from openlab.rules.states import Area, Mark
from tests.builders import make_consortium, make_firm_member, stored


@pytest.fixture
def actor(any_session):
    return make_firm_member()


@pytest.fixture
def joint(actor):
    """Return a function that makes a consortium of the actor's firm."""
    return lambda *parts: make_consortium(get_organisation(actor.organisation_id), *parts)


@pytest.mark.parametrize("template", list(Template))
def test_every_template_adds_up_names_one_lead_and_keeps_the_limit(actor, template):
    made = service.begin(actor, template, "함께", organisation_id=actor.organisation_id)

    for member in made.members:
        member.name = member.name or "다른 기관"
    assert made.members[0].name == get_organisation(actor.organisation_id).name
    assert service.objections(made) == []


@pytest.mark.parametrize(
    ("shares", "total"),
    [((3333, 3333, 3334), ""), ((3333, 3333, 3333), "99.99"), ((5000, 5001), "100.01"), ((0, 0), "0")],
)
def test_shares_must_add_up_to_exactly_a_hundred(actor, joint, shares, total):
    made = joint(*(("SME", share) for share in shares))

    assert [sentence for sentence in service.objections(made) if "100%" in sentence] == (
        [f"지분의 합이 100%여야 합니다. 지금은 {total}%입니다."] if total else []
    )


@pytest.mark.parametrize(("large", "other", "holds"), [(3000, 7000, True), (3001, 6999, False)])
def test_large_firms_together_keep_the_limit_of_the_rule_table(actor, joint, large, other, holds):
    made = joint(("SME", other), ("LARGE", large - 1000), ("LARGE", 1000))

    assert (service.objections(made) == []) is holds


def test_newer_version_of_the_rule_holds_from_its_day(actor, joint):
    tomorrow = clock.today() + timedelta(days=1)
    made = joint(("SME", 6000), ("LARGE", 4000))
    stored(RuleVersion(area=Area.RULE, code=queries.LARGE_SHARE, name="한도", number=40, unit="percent",
                       basis="새 공고", mark=Mark.JUDGED, effective_from=tomorrow, reason="바뀜",
                       made_at=clock.now()))  # fmt: skip

    assert "30%" in service.objections(made)[0]
    with clock.at(clock.now() + timedelta(days=1)):
        assert (queries.large_limit(), service.objections(made)) == ((4000, "새 공고"), [])


def test_make_up_is_settled_only_when_nothing_speaks_against_it_and_then_stays(actor, joint):
    made = joint(("SME", 5000), ("STARTUP", 4000))
    with pytest.raises(InvalidInputError):
        service.settle(actor, made)
    part = {"name": "기관", "size_class": SizeClass.SME, "role": MemberRole.LEAD, "task": "", "share": 5000}
    values = {"title": "새 이름", "purpose": "실증"}
    service.save(actor, made, values, [part, part | {"role": MemberRole.RESEARCH, "size_class": None}])
    service.settle(actor, made)

    assert (made.status, made.title, len(made.members)) == (ConsortiumStatus.READY, "새 이름", 2)
    with pytest.raises(ConflictError):
        service.save(actor, made, values, [])
    service.rework(actor, made)
    assert (made.status, made.settled_at) == (ConsortiumStatus.DRAFT, None)


def test_two_leads_or_a_member_without_a_name_speak_against_it(actor, joint):
    made = joint(("SME", 5000), ("SME", 5000))
    made.members[1].role, made.members[1].name = MemberRole.LEAD, ""

    assert len(service.objections(made)) == 2


def test_other_firm_neither_reads_nor_changes_it_nor_begins_one_in_its_name(actor, joint):
    made, other = joint(("SME", 10_000)), make_firm_member()

    with pytest.raises(NotFoundError):
        queries.get_consortium(other, made.id)
    with pytest.raises(ForbiddenError):
        service.save(other, made, {"title": "내 것", "purpose": ""}, [])
    with pytest.raises(ForbiddenError):
        service.begin(other, Template.EQUAL, "함께", organisation_id=actor.organisation_id)


def test_older_version_is_not_saved_over_a_newer_one(actor, joint):
    made = joint(("SME", 10_000))
    version = made.version
    service.save(actor, made, {"title": "먼저", "purpose": ""}, [], version)

    with pytest.raises(ConflictError):
        service.save(actor, made, {"title": "나중", "purpose": ""}, [], version)
