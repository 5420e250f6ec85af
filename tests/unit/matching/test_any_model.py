"""Any Sentence Transformers model: prompts, truncation, device, and a model id that follows what changes vectors."""

import shutil
from dataclasses import replace
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from openlab.matching.encoder import DEFAULT_MODEL_DIR, EncoderChoice, EncoderError, load_encoder
from tests.small_model import DIMENSION, PLACES, save_small_model

pytestmark = pytest.mark.model
LONG = "비가 오면 지하차도에 물이 찹니다 " * 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return save_small_model(tmp_path_factory.mktemp("models") / "small")


def encoder(folder, **how):
    return load_encoder(EncoderChoice(str(folder), device="cpu", **how))


def test_vectors_have_length_one_and_an_empty_text_gives_zeros(folder):
    rows = encoder(folder).encode_documents(["주차", "the underpass floods", " "])

    assert rows.shape == (3, DIMENSION)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 0], abs=1e-6)


def test_questions_and_documents_take_the_prompts_of_the_model_and_words_none(folder):
    model, plain = encoder(folder), encoder(save_small_model(folder.with_name("plain"), prompts={}))

    assert np.allclose(model.encode_queries(["주차"]), plain.encode_queries(["question: 주차"]), atol=1e-6)
    assert np.allclose(model.encode_documents(["주차"]), plain.encode_documents(["text: 주차"]), atol=1e-6)
    assert np.allclose(model.encode_words(["주차"]), plain.encode_words(["주차"]), atol=1e-6)
    assert not np.allclose(model.encode_queries(["주차"]), model.encode_documents(["주차"]), atol=1e-3)


def test_prompts_of_the_settings_go_before_those_of_the_model(folder):
    own, set_here = encoder(folder), encoder(folder, query_prompt="text: ")

    assert np.allclose(set_here.encode_queries(["주차"]), own.encode_documents(["주차"]), atol=1e-6)
    assert np.allclose(set_here.encode_documents(["주차"]), own.encode_documents(["주차"]), atol=1e-6)


def test_texts_are_cut_where_the_settings_say(folder):
    whole, cut = encoder(folder, document_prompt=" "), encoder(folder, document_prompt=" ", max_tokens=8)
    letters = "a b c d e f g h i j"  # one token each, beside one at the beginning and one at the end

    assert np.allclose(cut.encode_documents([letters]), whole.encode_documents(["a b c d e f"]), atol=1e-6)
    assert not np.allclose(cut.encode_documents([letters]), whole.encode_documents([letters]), atol=1e-3)


def test_batches_of_any_size_give_the_same_vectors(folder):
    texts = [LONG[: 3 * number] for number in range(1, 12)]

    one, many = encoder(folder, batch_size=1), encoder(folder, batch_size=64)

    assert np.allclose(one.encode_documents(texts), many.encode_documents(texts), atol=1e-5)
    assert one.model_id == many.model_id


@pytest.mark.parametrize(
    "change", [{"query_prompt": "q: "}, {"document_prompt": "d: "}, {"max_tokens": 16}, {"max_tokens": 24}]
)
def test_model_id_follows_what_changes_the_vectors(folder, change):
    plain = EncoderChoice(str(folder), device="cpu")

    assert load_encoder(plain).model_id != load_encoder(replace(plain, **change)).model_id
    assert load_encoder(plain).model_id.startswith("small@")


def test_model_id_follows_the_files_and_not_the_place(folder, tmp_path):
    elsewhere = Path(shutil.copytree(folder, tmp_path / "small"))
    other = save_small_model(tmp_path / "other" / "small", seed=8)

    assert encoder(elsewhere).model_id == encoder(folder).model_id
    assert encoder(other).model_id != encoder(folder).model_id


def test_model_id_fits_the_column_however_long_the_name(folder, tmp_path):
    long = Path(shutil.copytree(folder, tmp_path / ("x" * 200)))

    assert len(encoder(long, max_tokens=16).model_id) <= 160


def test_threads_may_encode_at_once(folder):
    model, rows = encoder(folder), {}
    texts = [LONG[: 7 * number] for number in range(1, 9)]

    def work(at):
        rows[at] = model.encode_queries([texts[at]])[0]

    threads = [Thread(target=work, args=(at,)) for at in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert np.allclose(model.encode_queries(texts), [rows[at] for at in range(len(texts))], atol=1e-5)


@pytest.mark.parametrize(
    ("how", "setting"),
    [
        ({"max_tokens": PLACES + 1}, "OPENLAB_ENCODER_MAX_TOKENS"),
        ({"device": "cuda"}, "OPENLAB_ENCODER_DEVICE"),
    ],
)
def test_what_the_model_or_machine_cannot_do_is_said_with_its_setting(folder, how, setting, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)

    with pytest.raises(EncoderError) as caught:
        load_encoder(replace(EncoderChoice(str(folder), device="cpu"), **how))

    assert caught.value.setting == setting
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "change", [{"query_prompt": "q: "}, {"document_prompt": "d: "}, {"max_tokens": 16}], ids=lambda one: next(iter(one))
)
def test_shipped_model_takes_no_prompts_and_no_limit(change):
    with pytest.raises(EncoderError) as caught:
        load_encoder(EncoderChoice(str(DEFAULT_MODEL_DIR), **change))

    assert caught.value.setting == f"OPENLAB_ENCODER_{next(iter(change)).upper()}"


@pytest.mark.parametrize("broken", ["model.safetensors", "tokenizer.json", "modules.json"])
def test_cut_off_file_of_a_model_is_one_line(folder, tmp_path, broken):
    copy = Path(shutil.copytree(folder, tmp_path / "cut"))
    file = next(copy.rglob(broken))
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    with pytest.raises(EncoderError) as caught:
        encoder(copy)

    assert "\n" not in str(caught.value)


def test_folder_without_a_model_is_one_line(tmp_path):
    with pytest.raises(EncoderError, match="cannot be loaded"):
        encoder(tmp_path)
