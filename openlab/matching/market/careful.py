"""An encoder that may fail without harm: questions go on by words alone, and it is tried again after growing pauses."""

from collections.abc import Callable
from threading import Lock
from time import monotonic

import numpy as np
import structlog

from openlab.matching.encoder import Encoder, EncoderChoice, EncoderError, Matrix, TokenEncoder, load_encoder

LONGEST_PAUSE = 60.0  # seconds between two attempts
log = structlog.get_logger()


class CarefulEncoder:
    """Loads a model when it is first used; while it fails, everything that is asked of it gets zero rows.

    What is to be stored is encoded by `encode_to_keep`, which raises instead.
    """

    def __init__(
        self,
        choice: EncoderChoice,
        model_id: str = "",
        dimension: int = 1,
        *,
        load: Callable[[EncoderChoice], Encoder] = load_encoder,
    ) -> None:
        self.choice = choice
        self.failure = ""  # one line while it fails
        self._model_id, self._dimension = model_id, dimension
        self._load = load
        self._inner: Encoder | None = None
        self._lock = Lock()
        self._failures, self._rest_until = 0, 0.0

    @property
    def model_id(self) -> str:
        """Name the model; an empty text while nobody knows."""
        if not self._model_id:
            self._ready()
        return self._model_id

    @property
    def dimension(self) -> int:
        """Return the length of a vector; 1 while nobody knows."""
        if not self._model_id:
            self._ready()
        return self._dimension

    @property
    def works(self) -> bool:
        """Say whether questions are understood at present; after a pause this tries again."""
        return self._ready() is not None

    def encode_queries(self, texts: list[str]) -> Matrix:
        """Return float32 [n, dimension] unit rows, or zeros while the model fails."""
        return self._or_nothing(lambda encoder: encoder.encode_queries(texts), len(texts))

    def encode_documents(self, texts: list[str]) -> Matrix:
        """Return float32 [n, dimension] unit rows, or zeros while the model fails."""
        return self._or_nothing(lambda encoder: encoder.encode_documents(texts), len(texts))

    def encode_words(self, words: list[str]) -> Matrix:
        """Return float32 [n, dimension] unit rows, or zeros while the model fails or when it knows no single words."""
        return self._or_nothing(
            lambda inner: inner.encode_words(words) if isinstance(inner, TokenEncoder) else self._nothing(len(words)),
            len(words),
        )

    def encode_to_keep(self, texts: list[str]) -> Matrix:
        """Return float32 [n, dimension] unit rows of documents; raise EncoderError while the model fails."""
        return self._run(lambda encoder: encoder.encode_documents(texts), len(texts))

    def _or_nothing(self, encode: Callable[[Encoder], Matrix], count: int) -> Matrix:
        try:
            return self._run(encode, count)
        except EncoderError:
            return self._nothing(count)

    def _nothing(self, count: int) -> Matrix:
        return np.zeros((count, self._dimension), np.float32)

    def _run(self, encode: Callable[[Encoder], Matrix], count: int) -> Matrix:
        inner = self._ready()
        if inner is None:
            raise EncoderError(self.failure)
        try:
            rows = encode(inner)
        except Exception as error:  # a model can raise anything in the middle of its work
            self._fail(error)
            raise EncoderError(self.failure) from error
        if rows.shape != (count, self._dimension) or not np.isfinite(rows).all():
            self._fail(EncoderError(f"{self._model_id} gave no usable vectors"))
            raise EncoderError(self.failure)
        self._recover()
        return rows

    def _ready(self) -> Encoder | None:
        """Return the model when it is loaded, or can be now; one that failed rests for a while."""
        if self.failure and monotonic() < self._rest_until:
            return None
        if self._inner is not None:
            return self._inner
        with self._lock:
            if self._inner is None and not (self.failure and monotonic() < self._rest_until):
                self._open()
            return self._inner

    def _open(self) -> None:
        try:
            inner = self._load(self.choice)
        except EncoderError as error:
            self._fail(error)
            return
        if self._model_id and inner.model_id != self._model_id:
            self._fail(EncoderError(f"{self._model_id} is no longer there, but {inner.model_id}"))
            return
        self._model_id, self._dimension, self._inner = inner.model_id, inner.dimension, inner
        self._recover()

    def _fail(self, error: Exception) -> None:
        line = next(iter(str(error).strip().splitlines()), type(error).__name__)
        self._failures += 1
        self._rest_until = monotonic() + min(LONGEST_PAUSE, 2.0 ** min(self._failures - 1, 10))
        if not self.failure:
            log.error(
                "encoder fails, matching goes on by words alone", model=self._model_id or self.choice.name, why=line
            )
        self.failure = line

    def _recover(self) -> None:
        if self.failure:
            log.warning("encoder works again", model=self._model_id)
        self.failure, self._failures = "", 0

    @property
    def inner(self) -> Encoder | None:
        """Return the model itself while it works, for what only some models can do."""
        return self._ready()
