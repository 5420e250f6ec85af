"""Keep `en.po` in step with the texts in code and templates: extract, fill, check."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from openlab.config import RESOURCES, ROOT
from openlab.i18n.core import CATALOGUE

KEYWORDS: dict[str, Any] = {
    "_": None,
    "_l": None,
    "_m": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract"), ("**.txt", "jinja2.ext:babel_extract")]
OPTIONS = {
    "**.html": {"encoding": "utf-8", "silent": "false", "extensions": "jinja2.ext.do"},
    "**.txt": {"encoding": "utf-8", "silent": "false"},
}


def extract() -> Catalog:
    """Return all message ids used by the package and the templates."""
    found = Catalog(project="openlab", charset="utf-8")
    for folder in (ROOT, RESOURCES / "templates"):
        rows = extract_from_dir(
            folder,
            method_map=METHODS,
            options_map=OPTIONS,
            keywords=KEYWORDS,
            directory_filter=lambda path: not Path(path).name.startswith((".", "__", "node_modules")),
        )
        for filename, _line, message, _comments, _context in rows:
            found.add(message, locations=[(f"{folder.name}/{filename}", 0)])
    return found


def load() -> Catalog:
    """Return the English catalogue, an empty one when there is none yet."""
    if not CATALOGUE.exists():
        return Catalog(locale="en", project="openlab", charset="utf-8")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


@contextmanager
def _locked() -> Iterator[None]:
    with CATALOGUE.with_suffix(".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def save(catalog: Catalog) -> None:
    """Write the catalogue sorted by message, without line numbers, so that changes stay small."""
    temporary = CATALOGUE.with_suffix(".tmp")
    with temporary.open("wb") as file:
        write_po(file, catalog, sort_output=True, no_location=True, omit_header=False, width=120)
    temporary.replace(CATALOGUE)


def fill(path: Path) -> tuple[int, list[str]]:
    """Take English texts from a JSON file {korean: english or [one, many]}; return how many, and unused keys."""
    texts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    with _locked():
        catalog = load()
        used = {_key(message.id) for message in extract() if message.id}
        for message in extract():
            english = texts.get(_key(message.id)) if message.id else None
            old = catalog.get(message.id) if message.id else None
            if english is not None:
                catalog.delete(message.id)  # adding alone would keep the text of an entry that is already there
                catalog.add(message.id, string=tuple(english) if isinstance(english, list) else english)
            elif message.id and old is None:
                catalog.add(message.id, string=("", "") if isinstance(message.id, tuple) else "")
        save(catalog)
    return len(texts), sorted(set(texts) - used)


def problems() -> list[str]:
    """Return one line for every message without English, and for every leftover in the catalogue."""
    used = {_key(message.id): message for message in extract() if message.id}
    known = {_key(message.id): message for message in load() if message.id}
    lines = [f"missing: {key}" for key in used if key not in known or not _is_filled(known[key].string)]
    lines += [f"unused: {key}" for key in known if key not in used]
    return sorted(lines + [f"placeholders differ: {key}" for key in used if key in known and _differs(known[key])])


def prune() -> int:
    """Drop messages that nothing uses any more; return how many."""
    with _locked():
        used = {_key(message.id) for message in extract() if message.id}
        catalog = load()
        unused = [message.id for message in catalog if message.id and _key(message.id) not in used]
        for message_id in unused:
            catalog.delete(message_id)
        save(catalog)
    return len(unused)


def _key(message_id: Any) -> str:
    return str(message_id[0] if isinstance(message_id, tuple | list) else message_id)


def _is_filled(string: Any) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def _differs(message: Any) -> bool:
    return bool(message.string) and any(True for _ in message.check())
