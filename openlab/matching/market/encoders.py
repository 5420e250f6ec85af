"""The encoders of this process: the one that the settings name, and those that the market's models name."""

from typing import Any

from openlab.matching.encoder import Encoder, EncoderChoice, forget_loaded
from openlab.matching.market.careful import CarefulEncoder
from openlab.matching.models import MatchModel

CHANGING = ("query_prompt", "document_prompt", "max_tokens")  # what is kept with a model, since it changes vectors


class Encoders:
    """Gives the encoder of a model; the same model is loaded once."""

    def __init__(self, choice: EncoderChoice) -> None:
        self.configured = CarefulEncoder(choice)
        self._known: dict[str, CarefulEncoder] = {}

    @classmethod
    def of_one(cls, encoder: Encoder) -> "Encoders":
        """Return encoders whose configured one is already loaded."""
        made = cls(EncoderChoice())
        made.configured = CarefulEncoder(EncoderChoice(), load=lambda _choice: encoder)
        return made

    def of(self, model: MatchModel | None) -> CarefulEncoder:
        """Return the encoder of a model, loaded or not; the configured one when there is no model yet."""
        if model is None or model.model_id == self.configured.model_id:
            return self.configured
        if model.model_id not in self._known:
            self._known = {model.model_id: CarefulEncoder(self._choice(model), model.model_id, model.dimension)}
        return self._known[model.model_id]

    def release(self, kept: CarefulEncoder) -> None:
        """Let go of models that are no longer asked, so that they leave the memory."""
        if any(encoder is not kept for encoder in self._known.values()):
            self._known = {name: encoder for name, encoder in self._known.items() if encoder is kept}
            forget_loaded()

    def _choice(self, model: MatchModel) -> EncoderChoice:
        """Return how to load a model here: what it was loaded with, and this machine's batch and device."""
        here = self.configured.choice
        kept = {name: model.settings.get(name) for name in CHANGING}
        return EncoderChoice(model.name, batch_size=here.batch_size, device=here.device, **kept)


def kept_settings(choice: EncoderChoice) -> dict[str, Any]:
    """Return what is stored with a model, so that it can be loaded again."""
    return {name: value for name in CHANGING if (value := getattr(choice, name)) is not None}
