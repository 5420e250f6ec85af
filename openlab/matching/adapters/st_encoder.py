"""Runs any Sentence Transformers model, by name or folder, with its prompts; torch is imported only here."""

import numpy as np

from openlab.matching.encoder import Matrix

BATCH = 32


class SentenceTransformerEncoder:
    """A general encoder: slower and larger than the shipped one, and usually better."""

    def __init__(self, name: str, *, batch_size: int = BATCH) -> None:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415

        self._name = name
        self._batch_size = batch_size
        self._model = SentenceTransformer(name)
        self._prompts = {kind for kind, text in (self._model.prompts or {}).items() if text}

    @property
    def model_id(self) -> str:
        """Return the name that the model was loaded by."""
        return self._name

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise ValueError(f"{self._name} does not say how long its vectors are")
        return int(dimension)

    def encode_queries(self, texts: list[str]) -> Matrix:
        """Return float32 [n, dimension] unit rows, with the model's query prompt if it has one."""
        return self._encode(texts, "query")

    def encode_documents(self, texts: list[str]) -> Matrix:
        """Return float32 [n, dimension] unit rows, with the model's document prompt if it has one."""
        return self._encode(texts, "document")

    def encode_words(self, words: list[str]) -> Matrix:
        """Return float32 [n, dimension] unit rows, one for each word, without a prompt."""
        return self._encode(words, "")

    def _encode(self, texts: list[str], kind: str) -> Matrix:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        rows = self._model.encode(
            texts,
            prompt_name=kind if kind in self._prompts else None,
            batch_size=self._batch_size,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return _unit(np.asarray(rows, np.float32))


def _unit(rows: Matrix) -> Matrix:
    """Scale rows to length one again: models in half precision miss it by some ten-thousandths."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), np.float32)
