"""What each part of the engine is worth: the same judged set with one part left out at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from openlab.matching.encoder import Encoder
from openlab.matching.engine import Engine, Trial
from openlab.matching.judging.evaluation import JudgedSet, Reading, Run, evaluate, only
from openlab.matching.scoring.fusion import Mode
from openlab.matching.scoring.weights import Weights

QUIET = Trial(explained=0)  # figures need no reasons


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to run the engine."""

    mode: Mode = "hybrid"
    trial: Trial = QUIET
    facts: bool = True
    reading: Reading = lambda document: document


VARIANTS: Mapping[str, Variant] = {
    "whole": Variant(),
    "meaning alone": Variant("dense"),
    "words alone": Variant("lexical"),
    "facts do not count": Variant(facts=False),
    "title and description alone": Variant(reading=only(("title", "description"))),
    "no hub correction": Variant(trial=replace(QUIET, hubs=False)),
}


def ablate(
    judged: JudgedSet,
    encoder: Encoder,
    weights: Weights | None = None,
    *,
    on_progress: Callable[[int], None] = lambda _asked: None,
) -> dict[str, list[Run]]:
    """Return the runs of each variant; `on_progress` hears how many more were asked.

    Where facts do not count in the score, hard limits still decide what stands above in the order as shown.
    """
    weights = weights or Weights()
    found = {}
    for name, variant in VARIANTS.items():
        used = weights if variant.facts else replace(weights, text_share=1.0)
        engine = Engine(encoder, weights=used, trial=variant.trial)
        found[name] = evaluate(judged, engine, variant.mode, reading=variant.reading, on_progress=on_progress)
    return found
