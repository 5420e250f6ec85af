"""Changing a stored thing field by field: only known fields, only what differs, and never over a newer version."""

from collections.abc import Collection, Mapping
from typing import Any

from openlab.i18n import gettext as _
from openlab.kit.errors import ConflictError


def differing(thing: Any, values: Mapping[str, Any], allowed: Collection[str]) -> list[str]:
    """Return the names whose value is another one than the thing has; a name that is not allowed is a KeyError."""
    unknown = set(values) - set(allowed)
    if unknown:
        raise KeyError(f"not fields of {type(thing).__name__}: {sorted(unknown)}")
    return [name for name, value in values.items() if getattr(thing, name) != value]


def assign(thing: Any, values: Mapping[str, Any], allowed: Collection[str]) -> list[str]:
    """Take over the values that differ and return their names."""
    changed = differing(thing, values, allowed)
    for name in changed:
        setattr(thing, name, values[name])
    return changed


def require_version(thing: Any, expected: int | None) -> None:
    """Raise ConflictError when somebody saved a newer version than the writer had before them; None asks nothing."""
    if expected is not None and thing.version != expected:
        raise ConflictError(
            _(
                "다른 사람이 먼저 고쳤습니다. 아래에 쓰신 내용은 그대로 있습니다. "
                "새 내용을 확인한 뒤 다시 저장해 주세요."
            )
        )


class Typed:
    """A stored thing as it stands in the form, before it is saved."""

    def __init__(self, thing: Any, values: Mapping[str, Any]) -> None:
        self._thing, self._values = thing, values

    def __getattr__(self, name: str) -> Any:
        return self._values[name] if name in self._values else getattr(self._thing, name)


def with_the_unseen(typed: list[dict[str, Any]], stored: list[dict[str, Any]], *same: str) -> list[dict[str, Any]]:
    """Let entries keep what the form does not show, as long as the wording it belongs to is the same."""
    known = {tuple(entry.get(name) for name in same): entry for entry in stored}
    return [{**known.get(tuple(entry[name] for name in same), {}), **entry} for entry in typed]
