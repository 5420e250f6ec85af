"""What the guided forms of needs and solutions share: autosave, refusals beside their fields, and steps as buttons."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from flask import flash, jsonify
from flask.typing import ResponseReturnValue

from openlab.fields import Form
from openlab.i18n import gettext as _
from openlab.i18n.formats import format_time
from openlab.kit import clock
from openlab.kit.errors import ConflictError, DomainError, InvalidInputError, NotFoundError
from openlab.kit.lifecycle import Lifecycle, Transition
from openlab.kit.policy import Actor, policies

S = TypeVar("S", bound=StrEnum)


def version_of(form: Any) -> int | None:
    """Return the version the writer had before them, from the form's hidden field."""
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def is_forged(form: Form) -> bool:
    """Say whether a checked form lacks a good CSRF token."""
    return "csrf_token" in form and bool(form.csrf_token.errors)


def autosave_answer(form: Form, thing: Any, percent: int) -> ResponseReturnValue:
    """Tell the page when it was saved, as which version, and which fields were left out."""
    return jsonify(
        saved_at=format_time(clock.now()),
        version=thing.version,
        percent=percent,
        errors={field_id: text for field_id, _label, text in form.all_errors()},
    )


def show_refusal(form: Any, error: DomainError, thing: Any, default: str = "title") -> int:
    """Put a refusal of the service into the form, keep what was typed, and return the status to answer with."""
    if isinstance(error, InvalidInputError):
        form.take_errors(error, default)
        return error.status
    flash(str(error.message), "error")
    form.version.data = str(thing.version)
    form.version.raw_data = None
    return error.status


def get_step(lifecycle: Lifecycle[S], thing: Any, actor: Actor, action: str) -> Transition[S]:
    """Return the row of the lifecycle for an action, once the actor may take it.

    Raises NotFoundError for what is no action at all, ConflictError when the state does not know it, and
    LoginRequiredError or ForbiddenError as a policy does.
    """
    if all(row.action != action for row in lifecycle.transitions):
        raise NotFoundError(kind="action")
    row = lifecycle.find(thing.status, action)
    if row is None:
        raise ConflictError(_("지금 상태에서는 할 수 없는 일입니다."))
    policies.require(actor, row.permission, thing)
    return row


def step_buttons(
    lifecycle: Lifecycle[S], thing: Any, actor: Actor, labels: Mapping[str, Any], hidden: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Return the steps a person can take now, as the lifecycle's table says: action, label, and whether it asks why."""
    return [
        {"action": row.action, "label": labels[row.action], "asks": row.needs_reason}
        for row in lifecycle.allowed(thing, actor)
        if row.action not in hidden
    ]
