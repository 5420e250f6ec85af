"""Versions of the weights: learned, adopted and taken back, followed by every process, with a record of who did it."""

import pytest
from huey import MemoryHuey

from openlab.app import create_app
from openlab.audit.models import AuditRecord
from openlab.extensions import db
from openlab.kit import clock
from openlab.kit.db import transaction
from openlab.kit.errors import ConflictError, ForbiddenError, NotFoundError
from openlab.kit.policy import SYSTEM
from openlab.matching.feedback.models import MatchFeedback
from openlab.matching.market import sync
from openlab.matching.models import MatchWeights
from openlab.matching.queries import newest, weights_of
from openlab.matching.text import Side
from openlab.quality import service
from openlab.quality.queries import adoptions, versions
from tests.builders import make_curator, make_need, make_official, make_user, stored


def give(count, why=None):
    """Store opinions of five people that follow the evidence."""
    people = [make_user().id for _ in range(5)]
    for number in range(count):
        fits = number % 2 == 0
        stored(
            MatchFeedback(
                user_id=people[number % 5], origin="NEED", origin_key=str(number // 4), side=Side.SOLUTIONS,
                item_id=number, opinion="FITS" if fits else "DOES_NOT_FIT", why=why, note="", rank=number % 4 + 1,
                score=0.5, feasible=True, parts={}, weights="documented", model_id="m",
                measured={"meaning": 0.5 + 0.2 * fits, "words": 0.1, "evidence": float(fits), "category": 0.8},
                created_at=clock.now(), updated_at=clock.now(),
            )
        )  # fmt: skip


def test_a_version_is_learned_with_how_and_kept_out_of_use(any_session):
    give(120)
    made = service.learn(SYSTEM, "first try")

    assert made.weights["wishes"]["needs"]["evidence"] > weights_of(0).wishes[Side.NEEDS]["evidence"]
    assert made.how["examples"] + made.how["held_out"] == 120
    assert 0 < made.how["held_out"] < 60
    assert made.how["sides"]["needs"]["people"] == 5
    assert made.figures["held_out"]["pairs"] > 0
    assert made.note == "first try"
    assert newest().weights == 0


def test_too_few_opinions_make_no_version(session):
    give(30)
    with pytest.raises(ConflictError):
        service.learn(SYSTEM)

    assert versions() == []


@pytest.mark.parametrize("why", ["NOT_NOW", "KNOWN"])
def test_reasons_that_say_nothing_of_the_match_teach_nothing(session, why):
    give(200, why)
    with pytest.raises(ConflictError):
        service.learn(SYSTEM)


def version():
    give(120)
    return service.learn(SYSTEM).id


def test_adopting_and_taking_back_walks_a_stack(any_session):
    number = version()
    service.adopt(SYSTEM, number, "better")
    assert newest().weights == number
    service.adopt(SYSTEM, 0, "doubt")
    assert newest().weights == 0

    assert service.roll_back(SYSTEM) == number == newest().weights
    assert service.roll_back(SYSTEM) == 0 == newest().weights
    with pytest.raises(ConflictError):
        service.roll_back(SYSTEM)
    assert [one.note for one in adoptions()] == ["doubt", "better"]


def test_what_is_in_use_or_does_not_exist_is_not_adopted(session):
    with pytest.raises(ConflictError):
        service.adopt(SYSTEM, 0)
    with pytest.raises(NotFoundError):
        service.adopt(SYSTEM, 4711)


def test_only_curators_change_what_ranking_weighs_and_each_change_is_recorded(session):
    number, curator, official = version(), make_curator(), make_official()
    for act in (service.learn, service.roll_back, lambda actor: service.adopt(actor, number)):
        with pytest.raises(ForbiddenError):
            act(official)
    service.adopt(curator, number)
    service.roll_back(curator)

    wanted = ("weights.learned", "weights.adopted", "weights.rolled_back")
    kept = [(one.action, one.actor_id) for one in session.query(AuditRecord).order_by(AuditRecord.id)
            if one.action in wanted]  # fmt: skip
    assert kept == [
        ("weights.learned", 0),
        ("weights.adopted", curator.user_id),
        ("weights.rolled_back", curator.user_id),
    ]


def test_every_process_ranks_by_the_adopted_version_from_its_next_question_on(settings):
    first, second = (create_app(settings, queue=MemoryHuey(immediate=True)) for _ in range(2))
    with first.app_context(), transaction(db.session):
        sync.note_change(Side.NEEDS, make_need(status="PUBLISHED", problem="침수").id, live=True)
        half = {"text_share": 0.5, "wishes": {"needs": {"budget": 1.0}, "solutions": {}}, "exposure": 0.0}
        number = stored(MatchWeights(weights=half, how={}, figures={}, note="", made_at=clock.now())).id
    seen = {}
    for step in ("before", "adopted", "back"):
        with first.app_context(), transaction(db.session):
            if step == "adopted":
                service.adopt(SYSTEM, number)
            elif step == "back":
                service.roll_back(SYSTEM)
        for name, app in (("first", first), ("second", second)):
            with app.app_context():
                engine = app.extensions["openlab.matching"].refresh()
                seen[step, name] = (engine.weights.version, engine.weights.text_share)
                db.session.remove()
    assert seen == {
        ("before", "first"): ("documented", 0.85), ("before", "second"): ("documented", 0.85),
        ("adopted", "first"): (f"v{number}", 0.5), ("adopted", "second"): (f"v{number}", 0.5),
        ("back", "first"): ("documented", 0.85), ("back", "second"): ("documented", 0.85),
    }  # fmt: skip
    for app in (first, second):
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
