"""Small models with random weights, built and saved by the tests: they mean nothing, but run as any other."""

import json
import shutil
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from openlab.matching.encoder import DEFAULT_MODEL_DIR

DIMENSION, PLACES = 16, 64
PROMPTS = {"query": "question: ", "passage": "text: "}


def save_small_model(folder: Path, *, seed: int = 7, prompts: dict[str, str] | None = None) -> Path:
    """Save a two-layer BERT as a Sentence Transformers folder; another seed gives other weights."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=2048,
        hidden_size=DIMENSION,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=PLACES,
    )
    bare = folder.with_name(f"{folder.name}-bare")
    BertModel(config).save_pretrained(bare)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=_tokenizer(), unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    )
    tokenizer.save_pretrained(bare)
    transformer = Transformer(str(bare), max_seq_length=32)
    model = SentenceTransformer(modules=[transformer, Pooling(DIMENSION)], device="cpu")
    model.save(str(folder), create_model_card=False)
    settings = folder / "config_sentence_transformers.json"
    kept = json.loads(settings.read_text()) | {"prompts": PROMPTS if prompts is None else prompts}
    settings.write_text(json.dumps(kept))
    return folder


def save_static_model(folder: Path, *, seed: int = 7, dimension: int = DIMENSION) -> Path:
    """Save a static model with the tokenizer of the shipped one; equal words are near each other, nothing else is."""
    folder.mkdir(parents=True)
    for name in ("tokenizer.json", "modules.json"):
        shutil.copy(DEFAULT_MODEL_DIR / name, folder)
    words = len(json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"])
    table = np.random.default_rng(seed).standard_normal((words + 16, dimension), np.float32)
    save_file({"embedding.weight": table}, folder / "model.safetensors")
    return folder


def _tokenizer():
    """Return a tokenizer that knows single letters and bytes only, so that no vocabulary must be learnt."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    letters = [chr(code) for code in range(0x21, 0x7F)] + [chr(code) for code in range(0xAC00, 0xD7A4, 16)]
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *(f"##{letter}" for letter in letters)]
    tokenizer = Tokenizer(models.WordPiece({word: at for at, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer
