"""Who decides about a file: the feature that owns the thing it is attached to tells us, so that we import none."""

from collections.abc import Callable
from dataclasses import dataclass

from openlab.kit.policy import Actor

Rule = Callable[[Actor, int], bool]


@dataclass(frozen=True, slots=True)
class OwnerRules:
    """Whether an actor may read, and may change, the thing with an id."""

    may_read: Rule
    may_edit: Rule


_rules: dict[str, OwnerRules] = {}


def register_owner(owner_type: str, *, may_read: Rule, may_edit: Rule) -> None:
    """Let things of a table carry files; the rules get the actor and the thing's id.  Registering again replaces."""
    _rules[owner_type] = OwnerRules(may_read, may_edit)


def rules_of(owner_type: str) -> OwnerRules:
    """Return the rules of a table; a table that never registered is a programming error (KeyError)."""
    return _rules[owner_type]
