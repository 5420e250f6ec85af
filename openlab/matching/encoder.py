"""What turns text into vectors: the protocol, and the choice of an encoder by name."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

DEFAULT_MODEL_DIR = Path(__file__).parent / "data" / "model"


class Encoder(Protocol):
    """Turns texts into unit vectors of one fixed dimension; the model id names what made them."""

    @property
    def model_id(self) -> str:
        """Name the model and its version, so that stored vectors can be told apart."""

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""

    def encode_queries(self, texts: list[str]) -> Matrix:
        """Return float32 [n, dimension] unit rows for texts that ask; an empty text gives a zero row."""

    def encode_documents(self, texts: list[str]) -> Matrix:
        """Return float32 [n, dimension] unit rows for texts that are found."""


@runtime_checkable
class TokenEncoder(Protocol):
    """An encoder that also knows the meaning of single words, for highlights."""

    def encode_words(self, words: list[str]) -> Matrix:
        """Return float32 [n, dimension] unit rows, one for each word."""


class EncoderError(Exception):
    """An encoder cannot be loaded or did not encode; the message is one line, `setting` names what to correct."""

    def __init__(self, line: str, setting: str = "OPENLAB_ENCODER") -> None:
        super().__init__(line)
        self.setting = setting


@dataclass(frozen=True, slots=True)
class EncoderChoice:
    """Which model and how it is run; None is the shipped model, or what the model's own files say."""

    name: str | None = None
    query_prompt: str | None = None
    document_prompt: str | None = None
    max_tokens: int | None = None
    batch_size: int = 32
    device: str = "auto"

    @property
    def changes_vectors(self) -> bool:
        """Say whether anything but the name differs from what the model's own files say about its vectors."""
        return (self.query_prompt, self.document_prompt, self.max_tokens) != (None, None, None)


def load_encoder(choice: EncoderChoice | str | None = None) -> Encoder:
    """Load an encoder once a process: the shipped model for None, any Sentence Transformers model by name or folder.

    A folder that holds a plain static model is read without torch.  Raises EncoderError, whatever the cause.
    """
    wanted = choice if isinstance(choice, EncoderChoice) else EncoderChoice(choice)
    try:
        return _loaded(wanted)
    except EncoderError:
        raise
    except Exception as error:  # libraries raise anything: an unknown name, a cut-off file, no network, no memory
        raise EncoderError(f"{wanted.name or 'the shipped model'!r} cannot be loaded ({_first_line(error)})") from error


@lru_cache(maxsize=2)  # the model in use and the one that takes its place
def _loaded(choice: EncoderChoice) -> Encoder:
    from openlab.matching.adapters.static_encoder import StaticEncoder, is_static_folder  # noqa: PLC0415

    folder = DEFAULT_MODEL_DIR if choice.name is None else Path(choice.name)
    if choice.name is None or is_static_folder(folder):
        if choice.changes_vectors:
            raise EncoderError("a static model reads whole texts, without prompts", _first_set(choice))
        return StaticEncoder(folder)
    from openlab.matching.adapters.st_encoder import SentenceTransformerEncoder  # noqa: PLC0415

    return SentenceTransformerEncoder(choice)


def forget_loaded() -> None:
    """Keep no model that nobody uses; those in use stay with whoever uses them."""
    _loaded.cache_clear()


def _first_set(choice: EncoderChoice) -> str:
    names = ("query_prompt", "document_prompt", "max_tokens")
    return next(f"OPENLAB_ENCODER_{name.upper()}" for name in names if getattr(choice, name) is not None)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
