"""Runs any Sentence Transformers model, by name or folder, with its prompts; torch is imported only here."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from openlab.matching.encoder import EncoderChoice, EncoderError, Matrix

DOCUMENT_PROMPTS = ("document", "passage", "corpus")  # the names under which models keep theirs
READ = {".json", ".txt", ".model", ".safetensors", ".bin", ".py"}  # what of a model's folder decides its vectors
NOT_READ = {"onnx", "openvino", ".git", ".cache"}


class SentenceTransformerEncoder:
    """A general encoder: slower and larger than the shipped one, and usually better.  One text batch at a time."""

    def __init__(self, choice: EncoderChoice) -> None:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415
        from transformers.utils import logging  # noqa: PLC0415

        name = choice.name or ""
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        self._model = SentenceTransformer(name, device=_device(choice.device))
        self._batch_size = choice.batch_size
        self._lock = Lock()  # tokenizers that cut texts cannot be lent to two threads
        self._query_prompt, self._document_prompt = _prompts(choice, self._model.prompts or {})
        self._model_id = _model_id(choice)
        self._dimension = _dimension(self._model, name)
        _cut(self._model, choice.max_tokens)
        self._prove(choice.max_tokens)

    @property
    def model_id(self) -> str:
        """Name the model, its revision or the digest of its files, and what the settings change of its vectors."""
        return self._model_id

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        return self._dimension

    def encode_queries(self, texts: list[str]) -> Matrix:
        """Return float32 [n, dimension] unit rows, with the prompt of questions if there is one."""
        return self._encode(texts, "query", self._query_prompt)

    def encode_documents(self, texts: list[str]) -> Matrix:
        """Return float32 [n, dimension] unit rows, with the prompt of documents if there is one."""
        return self._encode(texts, "document", self._document_prompt)

    def encode_words(self, words: list[str]) -> Matrix:
        """Return float32 [n, dimension] unit rows, one for each word, without a prompt."""
        return self._encode(words, "document", "")

    def _encode(self, texts: list[str], task: str, prompt: str) -> Matrix:
        if not texts:
            return np.zeros((0, self._dimension), np.float32)
        with self._lock:
            rows = self._model.encode(
                texts,
                prompt=prompt,
                task=task,  # models of two towers have one for each
                batch_size=self._batch_size,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        unit = _unit(np.asarray(rows, np.float32))
        unit[[not text.strip() for text in texts]] = 0
        return unit

    def _prove(self, max_tokens: int | None) -> None:
        """Encode a text, as long as was asked for, so that a model that cannot stops the start and not a search."""
        rows = self.encode_documents(["주차 parking " * (max_tokens or 1)])
        if rows.shape != (1, self._dimension) or not np.isfinite(rows).all():
            raise EncoderError(f"{self._model_id} gives no usable vectors")


def _device(wanted: str) -> str | None:
    import torch  # noqa: PLC0415

    if wanted == "cuda" and not torch.cuda.is_available():
        raise EncoderError("'cuda' was asked for, but PyTorch finds no graphics card here", "OPENLAB_ENCODER_DEVICE")
    return None if wanted == "auto" else wanted


def _prompts(choice: EncoderChoice, own: Mapping[str, str | None]) -> tuple[str, str]:
    """Return what is put before questions and documents: the settings first, else the model's own."""
    query = choice.query_prompt
    document = choice.document_prompt
    if query is None:
        query = own.get("query") or ""
    if document is None:
        document = next((text for name in DOCUMENT_PROMPTS if (text := own.get(name))), "")
    return query, document


def _dimension(model: Any, name: str) -> int:
    dimension = model.get_embedding_dimension()
    if dimension is None:
        raise EncoderError(f"{name!r} does not say how long its vectors are")
    return int(dimension)


def _cut(model: Any, max_tokens: int | None) -> None:
    """Let the model read that many tokens of a text; more than it has places for is refused."""
    if max_tokens is None:
        return
    config = getattr(getattr(model[0], "auto_model", None), "config", None)
    places = getattr(config, "max_position_embeddings", None)
    if model.max_seq_length is None or places is None:
        raise EncoderError("this model does not cut texts by tokens", "OPENLAB_ENCODER_MAX_TOKENS")
    if max_tokens > places:
        raise EncoderError(f"this model reads at most {places} tokens, not {max_tokens}", "OPENLAB_ENCODER_MAX_TOKENS")
    model.max_seq_length = max_tokens


def _model_id(choice: EncoderChoice) -> str:
    name = choice.name or ""
    folder = Path(name)
    label, revision = (folder.resolve().name, fingerprint(folder)) if folder.is_dir() else (name, _commit(name))
    changed = [choice.query_prompt, choice.document_prompt, choice.max_tokens]
    own = f"+{_digest(json.dumps(changed).encode())[:8]}" if choice.changes_vectors else ""
    return f"{label[-100:]}@{revision[:12]}{own}"


def fingerprint(folder: Path) -> str:
    """Return a digest of everything in a model's folder that decides its vectors: weights, tokenizer, settings."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix in READ and path.is_file() and not NOT_READ & set(inside.parts):
            with path.open("rb") as file:
                digest.update(f"{inside.as_posix()} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()


def _commit(name: str) -> str:
    """Return the revision of a model of Hugging Face as it lies in the local cache."""
    from huggingface_hub import snapshot_download  # noqa: PLC0415

    return Path(snapshot_download(name, local_files_only=True)).name


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _unit(rows: Matrix) -> Matrix:
    """Scale rows to length one again: models in half precision miss it by some ten-thousandths."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), np.float32)
