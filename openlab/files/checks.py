"""What may come in: the list of allowed kinds, each recognised by its ending and by its content."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from mmap import ACCESS_READ
from pathlib import Path
from zipfile import ZipFile

import filetype

from openlab.files import archives, images
from openlab.files.errors import RefusedFileError
from openlab.files.images import Content
from openlab.files.names import extension, hidden_ending
from openlab.i18n import gettext as _

_CFB = bytes.fromhex("D0CF11E0A1B11AE1")  # compound file: what .hwp shares with the old .doc and .xls
_EXECUTABLE = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_LOOKS_LIKE_PAGE = re.compile(r"\s*<\s*(?:!doctype|html|head|body|script|svg|\?php|\?xml)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_FORMULA = re.compile(r"""(?:^|[,;\t])\s*["']?[=+\-@]\s*[A-Za-z_.]+\s*[(|!]""", re.MULTILINE)
_PDF_ACTIVE = re.compile(rb"/(?:JavaScript|Launch)\b")


@dataclass(frozen=True, slots=True)
class Kind:
    """One allowed kind of file; `check` refuses content that is something else, `inline` is for pictures in pages."""

    content_type: str
    check: Callable[[Content, str], None]
    inline: bool = False


def check_file(path: Path, filename: str) -> Kind:
    """Return the kind of a stored upload; raise RefusedFileError with a sentence when it is not taken."""
    if path.stat().st_size == 0:
        raise RefusedFileError(_("빈 파일입니다. 내용이 있는 파일을 올려 주세요."))
    with path.open("rb") as file, archives.Mapped(file.fileno(), 0, access=ACCESS_READ) as content:
        return check_content(content, filename)


def check_content(content: Content, filename: str) -> Kind:
    """Return the kind of some content under its name, for uploads and for the files inside an archive."""
    kind = KINDS.get(extension(filename))
    if kind is None:
        raise RefusedFileError(
            _(
                "이 종류의 파일(.%(ending)s)은 받지 않습니다. 받는 종류: %(endings)s",
                ending=extension(filename),
                endings=", ".join(sorted(KINDS)),
            )
        )
    hidden = hidden_ending(filename)
    if hidden:
        raise RefusedFileError(_("이름에 .%(ending)s 확장자가 숨어 있습니다. 이름을 바꿔 주세요.", ending=hidden))
    if content[:4].startswith(_EXECUTABLE):
        raise RefusedFileError(_("실행 파일은 받지 않습니다."))
    kind.check(content, extension(filename))
    return kind


def _mismatch(ending: str) -> RefusedFileError:
    return RefusedFileError(_("내용이 .%(ending)s 파일이 아닙니다. 확장자만 바꾼 파일은 받지 않습니다.", ending=ending))


def _recognised(content: Content, ending: str) -> None:
    found = filetype.guess(content[:8192])
    if found is None or found.mime != KINDS[ending].content_type:
        raise _mismatch(ending)


def _check_image(walk: Callable[[Content], bool]) -> Callable[[Content, str], None]:
    def check(content: Content, ending: str) -> None:
        _recognised(content, ending)
        if not walk(content):
            raise RefusedFileError(_("그림이 깨졌거나 다른 내용이 덧붙어 있습니다. 다시 저장해 주세요."))
        _refuse_second_face(content)

    return check


def _refuse_second_face(content: Content) -> None:
    """Refuse a file that would also pass for an archive, a PDF or a page."""
    tail = content[-65_557:]  # the longest possible end record of a ZIP
    disguised = b"PK\x05\x06" in tail or b"%PDF-" in content[4:1024]
    if disguised or images.has_markup(content):
        raise RefusedFileError(_("한 파일에 두 가지 형식이 섞여 있어 받지 않습니다. 원본을 다시 저장해 주세요."))


def _check_pdf(content: Content, ending: str) -> None:
    if content[:5] != b"%PDF-" or b"%%EOF" not in content[-2048:]:
        raise _mismatch(ending)
    _recognised(content, ending)
    if b"PK\x05\x06" in content[-65_557:] or re.search(rb"<\s*(?:html|script|!doctype)", content[:1024], re.IGNORECASE):
        raise RefusedFileError(_("한 파일에 두 가지 형식이 섞여 있어 받지 않습니다. 원본을 다시 저장해 주세요."))
    if _PDF_ACTIVE.search(content):
        raise RefusedFileError(_("스크립트나 실행 명령이 든 PDF는 받지 않습니다. 인쇄용으로 다시 저장해 주세요."))


def _check_hwp(content: Content, ending: str) -> None:
    if content[:8] != _CFB or content.find(b"HWP Document File") < 0 or content.find(_utf16("FileHeader")) < 0:
        raise _mismatch(ending)
    if content.find(_utf16("_VBA_PROJECT")) >= 0 or content.find(_utf16("\x01Ole10Native")) >= 0:
        raise RefusedFileError(_("매크로나 실행 파일이 든 문서는 받지 않습니다. 매크로 없이 저장해 주세요."))


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _check_text(content: Content, ending: str) -> None:
    text = _decoded(content[:])
    if text is None or _CONTROLS.search(text):
        raise RefusedFileError(_("글자를 읽을 수 없습니다. UTF-8로 저장해서 올려 주세요."))
    if _LOOKS_LIKE_PAGE.match(text.lstrip("\ufeff")):
        raise _mismatch(ending)
    if ending == "csv" and _FORMULA.search(text):
        raise RefusedFileError(_("표에 계산식이나 명령으로 읽히는 칸(=, +, -, @로 시작)이 있습니다. 값만 남겨 주세요."))


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _check_zip(content: Content, _ending: str) -> None:
    with archives.opened(content) as archive:
        archives.check_sizes(archive)
        archives.check_names(archive)
        for entry in archive.infolist():
            if not entry.is_dir() and not _is_mac_leftover(archive, entry.filename):
                _check_entry(archive, entry.filename)


def _is_mac_leftover(archive: ZipFile, name: str) -> bool:
    """Say whether this is one of the side files that macOS adds to every archive."""
    if name.startswith("__MACOSX/"):
        return archive.read(name)[:4] == b"\x00\x05\x16\x07"
    return name.endswith(".DS_Store") and archive.read(name)[4:8] == b"Bud1"


def _check_entry(archive: ZipFile, name: str) -> None:
    if extension(name) == "zip":
        raise RefusedFileError(_("압축 파일 안의 압축 파일은 받지 않습니다. 풀어서 다시 묶어 주세요."))
    try:
        check_content(archive.read(name), name.rpartition("/")[2])
    except RefusedFileError as error:
        raise RefusedFileError(_("압축 파일 안의 '%(name)s': %(why)s", name=name[:80], why=error.message)) from error


def _ooxml(family: str) -> Kind:
    return Kind(f"application/vnd.openxmlformats-officedocument.{family}", archives.check_office)


KINDS: Mapping[str, Kind] = {
    "pdf": Kind("application/pdf", _check_pdf),
    "png": Kind("image/png", _check_image(images.is_png), inline=True),
    "jpg": Kind("image/jpeg", _check_image(images.is_jpeg), inline=True),
    "jpeg": Kind("image/jpeg", _check_image(images.is_jpeg), inline=True),
    "webp": Kind("image/webp", _check_image(images.is_webp), inline=True),
    "hwp": Kind("application/x-hwp", _check_hwp),
    "hwpx": Kind("application/hwp+zip", archives.check_office),
    "docx": _ooxml("wordprocessingml.document"),
    "xlsx": _ooxml("spreadsheetml.sheet"),
    "pptx": _ooxml("presentationml.presentation"),
    "odt": Kind("application/vnd.oasis.opendocument.text", archives.check_office),
    "ods": Kind("application/vnd.oasis.opendocument.spreadsheet", archives.check_office),
    "csv": Kind("text/csv", _check_text),
    "txt": Kind("text/plain", _check_text),
    "zip": Kind("application/zip", _check_zip),
}
