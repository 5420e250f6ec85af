"""What every template can use: texts, formats, addresses, and the main navigation."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import nh3
from flask import Flask, current_app, request, url_for
from jinja2 import StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from openlab import __version__, regions, taxonomy
from openlab.config import RESOURCES, Settings
from openlab.i18n import current_locale, formats, gettext, lazy_gettext, ngettext
from openlab.identity.orgs.policies import is_curator
from openlab.identity.orgs.queries import organisations_of
from openlab.kit import clock
from openlab.kit.text import excerpt, has_hangul
from openlab.kit.web import current_actor
from openlab.profiles.monogram import monogram
from openlab.profiles.queries import logos_of

MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
MARKDOWN_TAGS = {
    "p",
    "br",
    "a",
    "strong",
    "em",
    "s",
    "ul",
    "ol",
    "li",
    "h2",
    "h3",
    "h4",
    "blockquote",
    "code",
    "pre",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
}
NAVIGATION = (
    (lazy_gettext("수요"), "needs.index"),
    (lazy_gettext("솔루션 마켓"), "solutions.index"),
    (lazy_gettext("매칭 검색"), "matching.search"),
    (lazy_gettext("회원·기관"), "orgs.index"),
    (lazy_gettext("도움말"), "portal.help_index"),
)


def markdown(text: str) -> Markup:
    """Return simple Markdown as safe HTML: no raw HTML, no scripts, links without referrer."""
    html = nh3.clean(
        MARKDOWN.render(text),
        tags=MARKDOWN_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(html)  # noqa: S704  # nh3 has cleaned it


@cache
def _digest(path: Path, _modified: float) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def static_url(filename: str) -> str:
    """Return the address of a static file with a part that changes with its content."""
    path = RESOURCES / "static" / filename
    version = _digest(path, path.stat().st_mtime) if path.exists() else __version__
    return url_for("static", filename=filename, v=version)


def lang_url(locale: str) -> str:
    """Return the address of this same page in another language."""
    if request.method != "GET" or request.endpoint is None:
        return f"/?lang={locale}"
    arguments: dict[str, Any] = {**request.args.to_dict(flat=False), **(request.view_args or {}), "lang": locale}
    return url_for(request.endpoint, **arguments)


def region_label(code: str) -> str:
    """Return a region's name, nothing for no code."""
    return regions.label(code, current_locale()) if code and regions.find_region(code) else ""


def term_label(code: Any, vocabulary: str) -> str:
    """Return the name of a code of a closed list, nothing for none."""
    return taxonomy.term_label(taxonomy.Vocabulary(vocabulary), code) if code else ""


def term_labels(codes: list[str], vocabulary: str) -> str:
    """Return the names of several codes, separated by commas."""
    return ", ".join(term_label(code, vocabulary) for code in codes)


def said(entry: Mapping[str, Any], name: str) -> str:
    """Return a text of an entry of a list, such as a KPI, in English where the entry brings one (`unit_en`)."""
    english = entry.get(f"{name}_en") if current_locale() == "en" else ""
    return str(english or entry.get(name) or "")


def lang_attr(text: object) -> Markup:
    """Return the attribute that tells screen readers of Korean words on an English page, nothing for other words."""
    return Markup(' lang="ko"') if current_locale() != "ko" and has_hangul(str(text)) else Markup("")


def cover_art(category: str, seed: Any) -> Markup:
    """Return the picture drawn for a category; the same seed gives the same picture."""
    return Markup(taxonomy.cover_svg(category, str(seed)))  # noqa: S704  # made of our own shapes


def org_mark(organisation: Any) -> Markup:
    """Return an organisation's logo, or the sign drawn for one that has none; both are decoration beside its name."""
    return org_marks([organisation])[organisation.id]


def org_marks(organisations: Sequence[Any]) -> dict[int, Markup]:
    """Return the signs of many organisations by id, with one query."""
    logos = logos_of([organisation.id for organisation in organisations])
    picture = Markup('<img class="org-mark" src="{}" alt="" width="48" height="48" loading="lazy">')
    return {
        one.id: picture.format(url_for("files.download", attachment_id=logos[one.id].address))
        if one.id in logos
        else Markup(monogram(one.label(current_locale()), one.id))  # noqa: S704  # made of our own shapes
        for one in organisations
    }


def attachment_rows(files: Iterable[Any], removable: bool = False) -> list[dict[str, Any]]:  # noqa: FBT001, FBT002
    """Return files as the attachment list draws them."""
    return [
        {
            "name": file.filename,
            "url": url_for("files.download", attachment_id=file.address),
            "note": "",
            "size": formats.format_size(file.size),
            "kind": file.filename.rpartition(".")[2].upper(),
            "remove_url": url_for("files.remove", attachment_id=file.id) if removable else "",
        }
        for file in files
    ]


def history_items(records: Iterable[Any], labels: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return audit records as the timeline draws them: what, when and why."""
    words = {
        "created": gettext("초안 작성"),
        "edited": gettext("고침"),
        **{key: str(text) for key, text in labels.items()},
    }
    return [
        {
            "title": words.get(record.action.partition(".")[2], record.action),
            "who": "",
            "state": "done",
            "when": formats.format_datetime(record.at),
            "text": record.data.get("reason", ""),
        }
        for record in records
    ]


def user_navigation() -> list[dict[str, Any]]:
    """Return the entries of the account menu that depend on the person's roles."""
    if is_curator(current_actor()) and "desk.overview" in current_app.view_functions:
        return [{"label": gettext("얼라이언스 관리"), "url": url_for("desk.overview")}]
    return []


def my_organisations() -> list[dict[str, Any]]:
    """Return the organisations to switch between, none when there is only one."""
    actor = current_actor()
    if len(actor.organisation_ids) < 2:
        return []
    return [
        {
            "id": organisation.id,
            "name": organisation.label(current_locale()),
            "current": organisation.id == actor.organisation_id,
        }
        for organisation in organisations_of(actor)
    ]


def navigation() -> list[dict[str, Any]]:
    """Return the main menu, with the present area marked; of the portal's pages only help is an area."""
    here = request.endpoint or ""
    return [
        {"label": label, "url": url_for(endpoint), "current": _is_area(endpoint, here)}
        for label, endpoint in NAVIGATION
    ]


def _is_area(endpoint: str, here: str) -> bool:
    if endpoint.startswith("portal."):
        return here.startswith("portal.help")
    return endpoint.partition(".")[0] == here.partition(".")[0]


def _context() -> dict[str, Any]:
    settings: Settings = current_app.extensions["openlab.settings"]
    return {
        "actor": current_actor(),
        "locale": current_locale(),
        "settings": settings,
        "nav": navigation(),
        "today": clock.today(),
        "user_nav": user_navigation(),
        "my_organisations": my_organisations(),
    }


def install(app: Flask) -> None:
    """Give the templates their helpers; an unknown variable is an error, not an empty string."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.globals.update(
        _=gettext, gettext=gettext, ngettext=ngettext, static_url=static_url, lang_url=lang_url, app_version=__version__
    )
    app.jinja_env.filters.update(
        money=formats.won_html,
        money_text=formats.format_won,
        date_ko=formats.format_date,
        date=formats.format_date,
        month=formats.format_month,
        datetime=formats.format_datetime,
        days_left=formats.days_left,
        count=formats.format_count,
        filesize=formats.format_size,
        category_label=taxonomy.category_label,
        region_label=region_label,
        term_label=term_label,
        term_labels=term_labels,
        cover_art=cover_art,
        attachment_rows=attachment_rows,
        history_items=history_items,
        markdown=markdown,
        excerpt=excerpt,
        said=said,
        lang_attr=lang_attr,
    )
    app.jinja_env.globals.update(org_mark=org_mark, org_marks=org_marks)
    app.jinja_env.globals["won_range"] = formats.format_won_range
    app.context_processor(_context)
