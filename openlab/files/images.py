"""Raster images: their structure is walked to the end, so that nothing else can travel in front, inside or behind."""

import re
import zlib
from mmap import mmap

Content = bytes | mmap
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?php|\?xml)|javascript:", re.IGNORECASE)
_EDGE = 8192  # where browsers and servers sniff, at either end
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}


def has_markup(content: Content) -> bool:
    """Say whether a page or a script stands at the beginning or the end of a file."""
    return bool(_MARKUP.search(content[:_EDGE]) or _MARKUP.search(content[-_EDGE:]))


def is_png(content: Content) -> bool:
    """Say whether this is a PNG whose chunks are whole and end exactly where the file ends."""
    if content[:16] != b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR":
        return False
    position = 8
    while position + 12 <= len(content):
        length = int.from_bytes(content[position : position + 4], "big")
        kind, end = content[position + 4 : position + 8], position + 8 + length
        if content[end : end + 4] != zlib.crc32(content[position + 4 : end]).to_bytes(4, "big"):
            return False
        position = end + 4
        if kind == b"IEND":
            return position == len(content)
    return False


def is_jpeg(content: Content) -> bool:
    """Say whether this is a JPEG: whole segments up to the picture data, and an end mark after them."""
    if content[:3] != b"\xff\xd8\xff":
        return False
    position = 2
    while position + 4 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if marker == 0xDA:  # start of scan: the compressed picture follows
            return content.rfind(b"\xff\xd9") > position
        position += 2 if marker in _WITHOUT_LENGTH else 2 + int.from_bytes(content[position + 2 : position + 4], "big")
    return False


def is_webp(content: Content) -> bool:
    """Say whether this is a WebP whose declared size is the file's size."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or content[12:16] not in {b"VP8 ", b"VP8L", b"VP8X"}:
        return False
    declared = int.from_bytes(content[4:8], "little") + 8
    return declared in {len(content), len(content) + 1}
