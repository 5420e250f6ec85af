"""Runs a Sentence Transformers `StaticEmbedding` folder with numpy and tokenizers alone: no torch, loads at once."""

import hashlib
import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from openlab.matching.encoder import Matrix

_PLAIN_MODULES = {"StaticEmbedding", "Normalize"}


class StaticEncoder:
    """The mean of a text's token rows, scaled to length one."""

    def __init__(self, folder: Path) -> None:
        weights = load_file(folder / "model.safetensors")
        self._table = weights["embedding.weight"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()[:12]
        self._model_id = f"{folder.name}@{digest}"

    @property
    def model_id(self) -> str:
        """Name the folder and the first digits of its weights' sha256."""
        return self._model_id

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        return int(self._table.shape[1])

    def encode_queries(self, texts: list[str]) -> Matrix:
        """Return float32 [n, dimension] unit rows; a text without a known token gives zeros."""
        return self._encode(texts)

    def encode_documents(self, texts: list[str]) -> Matrix:
        """Return float32 [n, dimension] unit rows; this model reads both kinds alike."""
        return self._encode(texts)

    def encode_words(self, words: list[str]) -> Matrix:
        """Return float32 [n, dimension] unit rows, one for each word."""
        return self._encode(words)

    def _encode(self, texts: list[str]) -> Matrix:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, encoding in enumerate(self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)):
            if encoding.ids:
                rows[row] = self._table[encoding.ids].mean(axis=0, dtype=np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.maximum(lengths, 1e-12), np.float32)


def is_static_folder(folder: Path) -> bool:
    """Say whether a folder holds nothing but a static embedding, perhaps followed by normalisation."""
    listing = folder / "modules.json"
    if not listing.is_file():
        return False
    kinds = [module["type"].rsplit(".", 1)[-1] for module in json.loads(listing.read_text(encoding="utf-8"))]
    return kinds[:1] == ["StaticEmbedding"] and set(kinds) <= _PLAIN_MODULES
