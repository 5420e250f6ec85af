"""Links of a narrowed list: facets that can be shared and work without script, chips to lift them, pages."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request, url_for


class Listing:
    """The present list page: its endpoint and what it is narrowed to, as the address says."""

    def __init__(self, endpoint: str, selected: Mapping[str, str], **values: Any) -> None:
        self.endpoint = endpoint
        self.selected = selected
        self.values = values

    def url(self, **changes: Any) -> str:
        """Return this list's address with some arguments changed; changing any filter goes back to page one.

        The language stays out: the session keeps it, and whoever gets the address reads their own.
        """
        arguments = {**request.args.to_dict(), "page": "", "lang": "", **changes}
        return url_for(self.endpoint, **self.values, **{key: value for key, value in arguments.items() if value})

    def page_url(self, number: int) -> str:
        """Return the address of a page of the same list."""
        return self.url(page=str(number))

    def group(
        self,
        title: Any,
        name: str,
        labels: Iterable[tuple[str, Any]],
        counts: Mapping[str, int],
        *,
        shown: int = 6,
        by_count: bool = False,
    ) -> dict[str, Any]:
        """Return one group of the facet panel: choices that would show something, and the chosen one."""
        chosen = self.selected.get(name, "")
        options: list[dict[str, Any]] = [
            {
                "label": str(label),
                "count": counts.get(code, 0),
                "selected": code == chosen,
                "url": self.url(**{name: "" if code == chosen else code}),
            }
            for code, label in labels
            if counts.get(code) or code == chosen
        ]
        if by_count:
            options.sort(key=lambda option: -option["count"])
        return {"title": str(title), "shown": shown, "options": options}

    def active(self, groups: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
        """Return the chosen filters as (label, address without it)."""
        return [
            (option["label"].lstrip("– "), option["url"])
            for group in groups
            for option in group["options"]
            if option["selected"]
        ]
