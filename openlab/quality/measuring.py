"""Measures the site's own model and weights and keeps the figures; it opens transactions of its own."""

import hashlib
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from flask import current_app

from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.jobs.service import enqueue, handles
from openlab.kit import clock
from openlab.kit.db import rollback, transaction
from openlab.kit.errors import ConflictError
from openlab.matching.encoder import Encoder
from openlab.matching.engine import Engine
from openlab.matching.judging.ablations import QUIET
from openlab.matching.judging.evaluation import DEVELOPMENT_SET, evaluate, summary
from openlab.matching.market.careful import CarefulEncoder
from openlab.matching.market.live import LiveIndex
from openlab.matching.market.sync import BATCH, encoders
from openlab.matching.queries import model_in, newest, weights_of
from openlab.matching.scoring.ranking import Fit
from openlab.matching.scoring.weights import Weights
from openlab.matching.states import ModelState
from openlab.matching.text import Side, document_from_need
from openlab.needs.queries import needs_by_id, open_need_ids
from openlab.quality.models import QualityRun
from openlab.quality.queries import get_version, last_change, last_run, was_asked, was_measured
from openlab.quality.service import held_out_figures
from openlab.quality.states import Cause, RunKind
from openlab.transfer.judged import read_set

MEASURE, JUDGE, LOOK = "quality.measure", "quality.judge", "quality.look"
SETTLED = timedelta(minutes=5)  # what is taken back sooner need not be measured
SAMPLE = 500  # needs of a daily look


def judged_figures(encoder: Encoder, weights: Weights, folder: Path = DEVELOPMENT_SET) -> dict[str, Any]:
    """Return the figures of a model and weights on a judged set, as `openlab evaluate --json` prints them."""
    judged, _problems = read_set(folder)
    return summary(evaluate(judged, Engine(encoder, weights=weights, trial=QUIET)))


def present() -> tuple[CarefulEncoder, Weights]:
    """Return the active model and the weights in use; a model that fails raises ConflictError."""
    encoder, weights = encoders().of(model_in(ModelState.ACTIVE)), weights_of(newest().weights)
    rollback(db.session)  # nobody may wait while the figures are made
    if not encoder.works:
        raise ConflictError(_("모델이 답하지 않아 잴 수 없습니다: %(why)s", why=encoder.failure))
    return encoder, weights


def record_judged(cause: Cause, folder: Path = DEVELOPMENT_SET) -> dict[str, Any]:
    """Measure the active model with the weights in use on a judged set, keep the figures and return them."""
    encoder, weights = present()
    begun = monotonic()
    figures = judged_figures(encoder, weights, folder)
    name = folder.resolve().name
    _keep(RunKind.JUDGED, cause, encoder.model_id, weights, figures, monotonic() - begun, name)
    return figures


def resume() -> None:
    """Let a job measure what is in use once it has been in use for a while and was not measured; once a minute."""
    changed = last_change()
    if changed is None or changed > clock.now() - SETTLED or was_measured(changed) or was_asked(MEASURE, changed):
        return
    last, active = last_run(RunKind.JUDGED), model_in(ModelState.ACTIVE)
    same = last is not None and active is not None and last.model_id == active.model_id
    with transaction(db.session):
        enqueue(MEASURE, cause=(Cause.WEIGHTS if same else Cause.MODEL).value)


@handles(MEASURE, outside=True)
def measure(payload: dict[str, Any]) -> None:
    """Measure on the shipped development set."""
    record_judged(Cause(payload["cause"]))


def compare(first: int, second: int) -> list[dict[str, Any]]:
    """Return the figures of two versions, on the development set and on opinions that nobody learned from."""
    encoder, _weights = present()
    pairs = [(number, weights_of(number), held_out_figures(weights_of(number))) for number in (first, second)]
    rollback(db.session)
    return [
        {"version": number, "judged": judged_figures(encoder, weights), "held_out": held_out}
        for number, weights, held_out in pairs
    ]


@handles(JUDGE, outside=True)
def judge(payload: dict[str, Any]) -> None:
    """Measure a version of the weights on the shipped development set and keep the figures with it."""
    number = int(payload["version"])
    encoder, _weights = present()
    weights = weights_of(number)
    rollback(db.session)
    figures = judged_figures(encoder, weights)
    with transaction(db.session):
        row = get_version(number)
        row.figures = {**row.figures, "judged": figures, "model_id": encoder.model_id}


def request(cause: Cause) -> None:
    """Ask for a measurement of what is in use."""
    enqueue(MEASURE, cause=cause.value)


def request_judging(number: int) -> None:
    """Ask for the figures of a version of the weights."""
    enqueue(JUDGE, version=number)


def look_daily() -> None:
    """Ask for a look at the market; the worker calls it once a day."""
    enqueue(LOOK)


@handles(LOOK, outside=True)
def look(_payload: dict[str, Any]) -> None:
    """Count the open needs that nothing in the market suits well, over all or over SAMPLE of them."""
    index: LiveIndex = current_app.extensions["openlab.matching"]
    begun, fields = monotonic(), dict[str, list[int]]()
    ids = sorted(open_need_ids(), key=lambda one: hashlib.blake2b(str(one).encode()).digest())[:SAMPLE]
    for start in range(0, len(ids), BATCH):
        for need in needs_by_id(ids[start : start + BATCH]).values():
            matches = index.match(document_from_need(need), Side.SOLUTIONS, top=10)
            counts = fields.setdefault((need.category or "").split(".")[0], [0, 0])
            counts[0] += 1
            counts[1] += not any(one.feasible and one.fit is not Fit.CHECK for one in matches)
    figures = {
        "needs": sum(count for count, _ in fields.values()),
        "without": sum(count for _, count in fields.values()),
        "by_field": fields,
    }
    _keep(RunKind.MARKET, Cause.DAILY, index.encoder.model_id, index.engine.weights, figures, monotonic() - begun)


def _keep(
    kind: RunKind,
    cause: Cause,
    model_id: str,
    weights: Weights,
    figures: dict[str, Any],
    seconds: float,
    name: str = "",
) -> None:
    with transaction(db.session):
        db.session.add(
            QualityRun(
                at=clock.now(),
                kind=kind,
                cause=cause,
                set_name=name,
                model_id=model_id,
                weights=weights.version,
                figures=figures,
                seconds=round(seconds, 2),
            )
        )
