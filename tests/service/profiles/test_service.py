"""Logos are safe pictures, and the alliance decides about documents once, with a reason, and not about its own."""

import io

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from openlab.files.errors import RefusedFileError
from openlab.files.models import Attachment
from openlab.files.queries import attachments_of, visible_attachments
from openlab.files.service import attach
from openlab.identity.accounts.queries import find_user
from openlab.identity.orgs.queries import actor_for, roles_held
from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.jobs.models import OutboxJob
from openlab.kit import clock
from openlab.kit.errors import ConflictError, ForbiddenError
from openlab.kit.lifecycle import ReasonRequiredError, UnknownTransitionError
from openlab.kit.policy import ANONYMOUS
from openlab.profiles import queries, service
from openlab.profiles.models import VerificationRequest
from openlab.profiles.states import VerificationStatus
from tests.builders import give_role, make_actor, make_curator, make_organisation, make_user, stored
from tests.unit.files.samples import PDF, jpeg, png


@pytest.fixture
def body(any_session):
    return make_organisation(OrganisationKind.PUBLIC_BODY, verified_at=None)


@pytest.fixture
def manager(body):
    return make_actor(body, Role.OFFICER, Role.MANAGER)


@pytest.fixture
def set_logo(body, tmp_path):
    """Return a function that sets a logo as somebody."""

    def run(actor, content=None, name="logo.png"):
        return service.set_logo(actor, body, name, io.BytesIO(content or png()), storage_dir=tmp_path)

    return run


@pytest.fixture
def ask(body, tmp_path):
    """Return a function that asks for verification as somebody."""

    def run(actor, content=PDF, name="증명.pdf"):
        return service.ask_verification(
            actor, body, "확인 부탁합니다", name, io.BytesIO(content), storage_dir=tmp_path, limit=10**6
        )

    return run


def test_a_new_logo_takes_the_place_of_the_old_one(any_session, body, manager, set_logo):
    first = set_logo(manager)
    second = set_logo(manager, jpeg(), "logo.jpg")
    assert queries.logos_of([body.id]) == {body.id: second}
    assert first.removed_at is not None
    service.remove_logo(manager, body)
    service.remove_logo(manager, body)
    assert queries.logos_of([body.id]) == {}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PDF, "logo.pdf"),
        (PDF, "logo.png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.svg"),
        (png(tail=b"<script>alert(1)</script>"), "logo.png"),
        (png() + b"\0" * service.LOGO_LIMIT, "logo.png"),
    ],
)
def test_what_is_no_safe_picture_is_no_logo(any_session, body, manager, set_logo, content, name):
    kept = set_logo(manager)
    with pytest.raises(RefusedFileError):
        set_logo(manager, content, name)
    assert queries.logos_of([body.id]) == {body.id: kept}


def test_only_managers_and_the_alliance_set_a_logo(body, set_logo):
    with pytest.raises(ForbiddenError):
        set_logo(make_actor(body, Role.OFFICER))
    assert set_logo(make_curator()).kind == queries.LOGO


def test_everybody_sees_a_logo_while_the_organisation_stands(any_session, body, manager, set_logo):
    set_logo(manager)
    assert [file.kind for file in visible_attachments(ANONYMOUS, body)] == ["logo"]
    body.merged_into_id = make_organisation(OrganisationKind.PUBLIC_BODY).id
    any_session.flush()
    assert visible_attachments(ANONYMOUS, body) == []


def test_an_accepted_document_verifies_the_body_and_its_manager_approves(any_session, body, manager, ask):
    request = ask(manager)
    service.decide(make_curator(), request, "accept")
    assert request.status is VerificationStatus.ACCEPTED
    assert body.verified_at is not None
    assert Role.APPROVER in roles_held(manager.user_id, body.id)
    mail = any_session.scalars(select(OutboxJob).order_by(OutboxJob.id.desc())).first()
    assert mail.payload["to"] == find_user(manager.user_id).email


def test_a_declined_document_needs_a_reason_and_leaves_the_body_as_it_is(any_session, body, manager, ask):
    request = ask(manager)
    with pytest.raises(ReasonRequiredError):
        service.decide(make_curator(), request, "decline", " ")
    service.decide(make_curator(), request, "decline", "도장이 없습니다")
    assert (request.status, body.verified_at) == (VerificationStatus.DECLINED, None)
    mail = any_session.scalars(select(OutboxJob).order_by(OutboxJob.id.desc())).first()
    assert "도장이 없습니다" in mail.payload["text"]
    assert ask(manager).status is VerificationStatus.REQUESTED


def test_a_decision_is_made_once(manager, ask):
    request = ask(manager)
    service.decide(make_curator(), request, "accept")
    for action in ("accept", "decline", "cancel"):
        with pytest.raises(UnknownTransitionError):
            service.decide(make_curator(), request, action, "까닭")


def test_a_manager_takes_a_request_back(body, manager, ask):
    request = ask(manager)
    service.decide(manager, request, "cancel")
    assert request.status is VerificationStatus.CANCELLED
    assert queries.find_waiting(body.id) is None


def test_nobody_decides_about_an_organisation_of_their_own(any_session, body, manager, ask):
    request = ask(manager)
    curator = make_curator()
    give_role(find_user(curator.user_id), body, Role.OFFICER)
    for actor in (actor_for(find_user(curator.user_id)), manager):
        with pytest.raises(ForbiddenError):
            service.decide(actor, request, "accept")


def test_only_managers_ask_and_only_for_a_body_that_is_not_verified(body, manager, ask):
    with pytest.raises(ForbiddenError):
        ask(make_actor(body, Role.OFFICER))
    body.verified_at = clock.now()
    with pytest.raises(ConflictError, match="이미 확인한"):
        ask(manager)


def test_one_request_waits_at_a_time(body, manager, ask):
    ask(manager)
    with pytest.raises(ConflictError, match="이미 신청"):
        ask(manager)
    with pytest.raises(IntegrityError):
        stored(VerificationRequest(organisation_id=body.id, created_at=clock.now()))


def test_the_document_is_for_the_managers_and_the_alliance(body, manager, ask):
    request = ask(manager)
    for actor in (manager, make_curator()):
        assert len(visible_attachments(actor, request)) == 1
    for actor in (ANONYMOUS, make_actor(body, Role.OFFICER), actor_for(make_user())):
        assert visible_attachments(actor, request) == []


def test_the_document_of_a_decided_request_is_not_changed_any_more(any_session, manager, ask, tmp_path):
    request = ask(manager)
    service.decide(make_curator(), request, "decline", "흐립니다")
    with pytest.raises(ForbiddenError):
        attach(manager, request, "b.pdf", io.BytesIO(PDF), storage_dir=tmp_path, limit=10**6)


def test_a_refused_document_is_told_at_its_field(any_session, manager, ask):
    with pytest.raises(RefusedFileError) as caught:
        ask(manager, b"MZ", "증명.exe")
    assert set(caught.value.fields) == {"file"}


def test_the_queue_begins_with_the_longest_wait(any_session, body, manager, ask):
    request = ask(manager)
    assert [one.id for one in queries.queue(1).items] == [request.id]
    assert list(attachments_of(request)) == list(any_session.scalars(select(Attachment)))
