"""Runs a Sentence Transformers `StaticEmbedding` folder with numpy and tokenizers alone: no torch, loads at once."""

import hashlib
import json
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from openlab.matching.encoder import Matrix
from openlab.matching.packed import widened

_DTYPES: dict[str, Any] = {"F16": np.dtype("<f2"), "F32": np.dtype("<f4")}
_PLAIN_MODULES = {"StaticEmbedding", "Normalize"}
_KNOWN_WORDS = 32_768  # whose tokens are kept
_SPACED = ("WhitespaceSplit()", "Sequence(pretokenizers=[WhitespaceSplit()", "BertPreTokenizer()")


class _Pieces:
    """Cuts texts into tokens and keeps those of each word seen lately, where a tokenizer never joins words.

    When the table is full it begins anew.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: dict[str, list[int]] | None = {} if _cuts_at_spaces(tokenizer) else None

    def cut(self, texts: list[str]) -> list[list[int]]:
        """Return the token numbers of each text."""
        known = self._known
        if known is None:
            return self._fresh(texts)
        rows = [text.split() for text in texts]
        missing = [word for word in dict.fromkeys(chain.from_iterable(rows)) if word not in known]
        if len(known) + len(missing) > _KNOWN_WORDS:
            known = self._known = {}  # another thread may still read the old table
            missing = list(dict.fromkeys(chain.from_iterable(rows)))
        known.update(zip(missing, self._fresh(missing), strict=True))
        return [list(chain.from_iterable(map(known.__getitem__, row))) for row in rows]

    def _fresh(self, texts: list[str]) -> list[list[int]]:
        return [one.ids for one in self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)] if texts else []


def _cuts_at_spaces(tokenizer: Tokenizer) -> bool:
    """Say whether each word is cut on its own; what puts a mark before the first word of a text does not do so."""
    return repr(tokenizer.pre_tokenizer).startswith(_SPACED) and "Prepend" not in repr(tokenizer.normalizer)


class StaticEncoder:
    """The mean of a text's token rows, scaled to length one."""

    def __init__(self, folder: Path) -> None:
        self._table = _mapped(folder / "model.safetensors", "embedding.weight")
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        self._pieces = _Pieces(tokenizer)
        with (folder / "model.safetensors").open("rb") as file:
            self._model_id = f"{folder.name}@{hashlib.file_digest(file, 'sha256').hexdigest()[:12]}"

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
        """Return float32 [n, dimension] unit rows, one for each of a few words: all of them in one product."""
        tokens = self._pieces.cut(words)
        member = np.zeros((len(words), sum(map(len, tokens))), np.float32)
        owners = np.repeat(np.arange(len(words)), [len(row) for row in tokens])
        member[owners, np.arange(len(owners))] = 1
        rows = member @ self.token_rows(np.fromiter(chain.from_iterable(tokens), np.int64, len(owners)))
        return _unit(rows)

    def tokens(self, texts: list[str]) -> list[list[int]]:
        """Return the token numbers of each text."""
        return self._pieces.cut(texts)

    def token_rows(self, numbers: NDArray[np.integer]) -> Matrix:
        """Return float32 [n, dimension] rows of tokens, whose sum points where their text does."""
        return widened(self._table[numbers])

    def _encode(self, texts: list[str]) -> Matrix:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, numbers in enumerate(self._pieces.cut(texts)):
            if numbers:
                rows[row] = widened(self._table[numbers]).mean(axis=0)
        return _unit(rows)


def _unit(rows: Matrix) -> Matrix:
    """Scale rows to length one; zeros stay."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)


def _mapped(path: Path, name: str) -> NDArray[Any]:
    """Map one tensor of a safetensors file into memory, so that workers share its pages and load only those they read.

    The format: eight bytes with the length of a JSON header, the header with each tensor's dtype, shape and offsets,
    then the raw bytes.  Raises KeyError for another tensor or dtype.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        entry = json.loads(file.read(length))[name]
    start = 8 + length + entry["data_offsets"][0]
    table: NDArray[Any] = np.memmap(path, _DTYPES[entry["dtype"]], mode="r", offset=start, shape=tuple(entry["shape"]))
    return np.asarray(table)  # a plain view of the mapped pages: quicker to index than a memmap


def is_static_folder(folder: Path) -> bool:
    """Say whether a folder holds nothing but a static embedding, perhaps followed by normalisation."""
    listing = folder / "modules.json"
    if not listing.is_file():
        return False
    kinds = [module["type"].rsplit(".", 1)[-1] for module in json.loads(listing.read_text(encoding="utf-8"))]
    return kinds[:1] == ["StaticEmbedding"] and set(kinds) <= _PLAIN_MODULES
