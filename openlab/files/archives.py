"""ZIP containers: honest sizes, no hidden parts, and the office formats that are ZIP inside."""

import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from mmap import mmap
from typing import IO, cast

from openlab.files.errors import RefusedFileError
from openlab.files.images import Content
from openlab.files.names import DANGEROUS, extension
from openlab.i18n import gettext as _

MAX_ENTRIES = 2000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100  # unpacked to packed; ordinary office files stay below 30
SMALL = 10 * 1024 * 1024  # below this much unpacked the ratio does not matter
MAX_PART = 4 * 1024 * 1024  # of a part of an office file that we read ourselves

OOXML_TYPES = {
    "docx": b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
MIMETYPES = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
    "hwpx": b"application/hwp+zip",
}
_MACRO_PARTS = re.compile(r"vbaproject|vbadata|activex/|oleobject\d*\.bin$|^basic/|^scripts/", re.IGNORECASE)
_REMOTE = re.compile(
    rb'(?:attachedTemplate|oleObject|frame|subDocument)"[^>]*TargetMode\s*=\s*"External"'
    rb'|TargetMode\s*=\s*"External"[^>]*(?:attachedTemplate|oleObject|frame|subDocument)"'
)


class Mapped(mmap):
    """A file in memory pages that `zipfile` can read (before Python 3.13 a map does not say that it can seek)."""

    def seekable(self) -> bool:
        """Return True."""
        return True


@contextmanager
def opened(content: Content) -> Iterator[zipfile.ZipFile]:
    """Open a ZIP that begins at the first byte; raise RefusedFileError when it is broken or does not."""
    file: IO[bytes] = BytesIO(content) if isinstance(content, bytes) else cast("IO[bytes]", content)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if content[:4] != b"PK\x03\x04" or not entries or min(entry.header_offset for entry in entries) != 0:
                raise RefusedFileError(_("압축 파일의 앞에 다른 내용이 붙어 있습니다. 새로 압축해서 올려 주세요."))
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise RefusedFileError(_("압축이 깨졌거나 암호가 걸려 있습니다. 암호 없이 다시 저장해 주세요.")) from error


def check_sizes(archive: zipfile.ZipFile) -> None:
    """Refuse too many entries, too much content, and suspicious compression."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > max(SMALL, packed * MAX_RATIO):
        raise _too_big()


def check_names(archive: zipfile.ZipFile) -> None:
    """Refuse entries that would leave their folder, links, repeated names and hidden programs."""
    names = [entry.filename for entry in archive.infolist()]
    escaping = (name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name for name in names)
    links = (stat.S_ISLNK(entry.external_attr >> 16) for entry in archive.infolist())
    if any(escaping) or any(links) or len(set(names)) != len(names):
        raise RefusedFileError(_("압축 파일 안에 바깥 폴더나 링크를 가리키는 항목이 있어 받지 않습니다."))


def check_office(content: Content, ending: str) -> None:
    """Refuse a ZIP that is not the office document its name says, or that carries programs or remote parts."""
    with opened(content) as archive:
        check_sizes(archive)
        check_names(archive)
        if not _declares(archive, ending):
            raise RefusedFileError(_("내용이 .%(ending)s 문서가 아닙니다. 다시 저장해 주세요.", ending=ending))
        names = [entry.filename for entry in archive.infolist()]
        if any(_MACRO_PARTS.search(name) or (extension(name) in DANGEROUS - {"xml"}) for name in names):
            raise RefusedFileError(_("매크로나 실행 파일이 든 문서는 받지 않습니다. 매크로 없이 저장해 주세요."))
        parts = (_part(archive, name) for name in names if name.endswith(".rels"))
        if any(_REMOTE.search(part) for part in parts):
            raise RefusedFileError(_("열 때 바깥에서 내용을 불러오는 문서는 받지 않습니다. 연결을 끊고 저장해 주세요."))


def _declares(archive: zipfile.ZipFile, ending: str) -> bool:
    """Say whether the container declares itself as the format of the ending."""
    if ending in OOXML_TYPES:
        types = _part(archive, "[Content_Types].xml")
        return OOXML_TYPES[ending] in types and b"macroEnabled" not in types and b"<!" not in types
    first = archive.infolist()[0]
    return first.filename == "mimetype" and _part(archive, "mimetype").strip() == MIMETYPES[ending]


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a part's content, empty when there is none; refuse one that is longer than such a part ever is."""
    if name not in archive.namelist():
        return b""
    if archive.getinfo(name).file_size > MAX_PART:
        raise _too_big()
    return archive.read(name)


def _too_big() -> RefusedFileError:
    return RefusedFileError(_("압축을 풀면 지나치게 커지는 파일은 받지 않습니다. 나누어 올려 주세요."))
