"""What turns text into vectors: the protocol, and the choice of an encoder by name."""

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


@lru_cache(maxsize=4)
def load_encoder(name: str | None = None) -> Encoder:
    """Load an encoder once a process: the shipped model for None, any Sentence Transformers model by name or folder.

    A folder that holds a plain static model is read without torch.
    """
    from openlab.matching.adapters.static_encoder import StaticEncoder, is_static_folder  # noqa: PLC0415

    folder = DEFAULT_MODEL_DIR if name is None else Path(name)
    if is_static_folder(folder):
        return StaticEncoder(folder)
    from openlab.matching.adapters.st_encoder import SentenceTransformerEncoder  # noqa: PLC0415

    return SentenceTransformerEncoder(name or str(folder))
