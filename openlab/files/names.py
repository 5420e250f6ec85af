"""Names of uploaded files: cleaning, and the endings that are never taken."""

import re

from openlab.files.errors import RefusedFileError
from openlab.i18n import gettext as _
from openlab.kit.text import clean_line

LONGEST = 120
# Programs, scripts, pages with scripts, and office files with macros, wherever in the name the ending stands.
DANGEROUS = frozenset(
    {
        "apk",
        "app",
        "asp",
        "aspx",
        "bash",
        "bat",
        "cgi",
        "chm",
        "class",
        "cmd",
        "com",
        "cpl",
        "dll",
        "docm",
        "dotm",
        "exe",
        "hta",
        "htm",
        "html",
        "jar",
        "js",
        "jse",
        "jsp",
        "jspx",
        "lnk",
        "mht",
        "mhtml",
        "mjs",
        "msi",
        "msp",
        "php",
        "php5",
        "phtml",
        "pif",
        "pl",
        "potm",
        "ppam",
        "ppsm",
        "pptm",
        "ps1",
        "py",
        "pyc",
        "rb",
        "reg",
        "scf",
        "scr",
        "sh",
        "shtml",
        "so",
        "svg",
        "svgz",
        "swf",
        "url",
        "vb",
        "vbe",
        "vbs",
        "wsf",
        "xhtml",
        "xht",
        "xlam",
        "xlsm",
        "xltm",
        "xml",
        "xsl",
        "xslt",
    }
)


def clean_filename(raw: str) -> str:
    """Return a name that is safe to show and to save: no folders, no control or reserved characters, at most 120 long.

    Raises RefusedFileError when no name or no ending is left.
    """
    last = re.split(r"[/\\]", clean_line(raw))[-1]
    name = re.sub(r'[<>:"|?*%;]', "_", last).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem.strip(" .") or not re.fullmatch(r"[A-Za-z0-9]{1,8}", ending):
        raise RefusedFileError(_("파일 이름에 확장자가 없습니다. 예: 제안요약.pdf"))
    return f"{stem[: LONGEST - len(ending) - 1].strip(' .')}.{ending.lower()}"


def extension(filename: str) -> str:
    """Return the ending in lower case without its dot."""
    return filename.rpartition(".")[2].lower()


def hidden_ending(filename: str) -> str | None:
    """Return the dangerous ending that hides before the last one ("pay.exe.pdf" → "exe"), if there is one."""
    inner = (part.strip().lower() for part in filename.split(".")[1:-1])
    return next((part for part in inner if part in DANGEROUS), None)
