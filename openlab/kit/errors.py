"""The errors a person or a program may meet, each with its HTTP status and a stable code."""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """Something the caller can understand and mend; the message is in the reader's language, or empty."""

    status = 400
    code = "bad-request"

    def __init__(self, message: Any = "", **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.facts: Mapping[str, Any] = facts

    def __str__(self) -> str:
        return str(self.message)


class InvalidInputError(DomainError):
    """Values that do not fit; `fields` maps a field name to its sentences."""

    status = 422
    code = "invalid-input"

    def __init__(self, message: Any, fields: Mapping[str, list[Any]] | None = None, **facts: Any) -> None:
        super().__init__(message, **facts)
        self.fields = dict(fields or {})


class NotFoundError(DomainError):
    """The thing does not exist, or the actor may not know that it does."""

    status = 404
    code = "not-found"


class ForbiddenError(DomainError):
    """The actor is known and may not do this."""

    status = 403
    code = "forbidden"


class LoginRequiredError(DomainError):
    """Somebody must sign in first."""

    status = 401
    code = "login-required"


class ConflictError(DomainError):
    """The thing changed meanwhile, or its state does not allow the action."""

    status = 409
    code = "conflict"
