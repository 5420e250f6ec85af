import json
import subprocess
import sys

import numpy as np
import pytest

from openlab.matching.adapters.static_encoder import StaticEncoder, is_static_folder
from openlab.matching.encoder import DEFAULT_MODEL_DIR, EncoderChoice, load_encoder

TEXTS = [
    "비가 오면 지하차도가 물에 잠겨 차량이 고립됩니다.",
    "An underpass floods whenever it rains hard.",
    "주차",
    "불법 주정차 단속 CCTV 2.5km, 민원 310건/월 — 해소 방안?",
    "쓰래기 무단투기",
    "긴 글 " * 500,
]


def test_shipped_model_gives_unit_rows_of_its_dimension():
    encoder = load_encoder()
    rows = encoder.encode_documents(TEXTS)
    assert rows.dtype == np.float32
    assert rows.shape == (len(TEXTS), encoder.dimension)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_shipped_model_gives_zeros_for_an_empty_text():
    assert not load_encoder().encode_queries([""]).any()


def test_shipped_model_stays_within_its_size():
    assert sum(path.stat().st_size for path in DEFAULT_MODEL_DIR.rglob("*")) <= 40_000_000


@pytest.mark.model
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")
def test_shipped_model_agrees_with_sentence_transformers():
    from openlab.matching.adapters.st_encoder import SentenceTransformerEncoder

    theirs = SentenceTransformerEncoder(EncoderChoice(str(DEFAULT_MODEL_DIR)))
    ours = StaticEncoder(DEFAULT_MODEL_DIR)
    assert theirs.dimension == ours.dimension
    cosines = (theirs.encode_documents(TEXTS) * ours.encode_documents(TEXTS)).sum(axis=1)
    assert cosines.min() > 0.9999
    assert theirs.encode_queries([]).shape == (0, ours.dimension)


def test_shipped_model_loads_and_encodes_without_torch():
    code = (
        "import sys; from openlab.matching.encoder import load_encoder; load_encoder().encode_queries(['주차']);"
        "sys.exit(bool({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_model_id_names_the_weights():
    encoder = load_encoder()
    assert "@" in encoder.model_id
    assert StaticEncoder(DEFAULT_MODEL_DIR).model_id == encoder.model_id


def test_static_folder_is_told_from_a_transformer(tmp_path):
    assert is_static_folder(DEFAULT_MODEL_DIR)
    assert not is_static_folder(tmp_path)
    (tmp_path / "modules.json").write_text(json.dumps([{"type": "sentence_transformers.models.Transformer"}]))
    assert not is_static_folder(tmp_path)
