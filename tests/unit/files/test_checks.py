"""Which files are taken, and with which sentence the others are refused."""

import pytest

from openlab.files.checks import KINDS, check_file
from openlab.files.errors import RefusedFileError
from openlab.files.names import clean_filename
from tests.unit.files.samples import GOOD, HOSTILE


@pytest.mark.parametrize("name", GOOD)
def test_check_of_a_sound_file_names_its_type(tmp_path, name):
    path = tmp_path / "content"
    path.write_bytes(GOOD[name])
    cleaned = clean_filename(name)
    assert check_file(path, cleaned) is KINDS[cleaned.rpartition(".")[2]]


@pytest.mark.parametrize("name", HOSTILE)
def test_check_of_a_hostile_file_refuses_with_its_own_sentence(tmp_path, name):
    content, sentence = HOSTILE[name]
    path = tmp_path / "content"
    path.write_bytes(content)
    with pytest.raises(RefusedFileError) as refused:
        check_file(path, clean_filename(name))
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\kim\\사업 계획.PDF", "사업 계획.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ('quo"te;.pdf', "quo_te_.pdf"),
        ("report\u202efdp.pdf", "reportfdp.pdf"),
        ("trailing.pdf. . ", "trailing.pdf"),
        ("가" * 300 + ".pdf", "가" * 116 + ".pdf"),
    ],
)
def test_clean_filename_keeps_only_a_safe_name(raw, cleaned):
    assert clean_filename(raw) == cleaned


@pytest.mark.parametrize("raw", ["", ".pdf", "...", "name", "name.", "name.한글", "name.abcdefghi", "folder/"])
def test_clean_filename_without_stem_or_ending_refuses(raw):
    with pytest.raises(RefusedFileError):
        clean_filename(raw)
