"""The public proof of the record: key and heads that an outsider can check without us."""

import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from openlab.audit.heads import HeadFolder
from openlab.audit.service import record
from openlab.kit.policy import SYSTEM
from tests.builders import make_organisation


@pytest.fixture
def head(build, settings):
    """A signed head of a record with one act."""

    def make():
        record(SYSTEM, "organisation.edited", make_organisation())
        return HeadFolder(settings.home).write()

    return build(make)


def test_an_outsider_checks_a_head_with_the_published_key_and_a_line_of_code(client, head):
    key = load_pem_public_key(client.get("/record/key.pem").data)
    fields = json.loads(client.get("/record/heads.jsonl").text.splitlines()[-1])
    signature = bytes.fromhex(fields.pop("signature"))
    content = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()

    key.verify(signature, content)
    with pytest.raises(InvalidSignature):
        key.verify(signature, content.replace(b'"records":', b'"records":1'))


@pytest.mark.parametrize(("language", "words"), [("ko", "기록의 증명"), ("en", "Proof of the record")])
def test_the_page_shows_key_and_newest_head(client, head, language, words):
    page = client.get(f"/record?lang={language}").text

    assert words in page
    assert head.digest in page
    assert "BEGIN PUBLIC KEY" in page
    assert "PRIVATE" not in page


def test_before_the_first_head_the_page_says_so_and_makes_no_key(client, settings):
    assert "아직 머리가 없습니다" in client.get("/record").text
    assert client.get("/record/heads.jsonl").status_code == 404
    assert client.get("/record/key.pem").status_code == 404
    assert not (settings.home / "audit").exists()
