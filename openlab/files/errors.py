"""The refusal of a file, with the sentence that says why and how to mend it."""

from typing import Any

from openlab.kit.errors import InvalidInputError


class RefusedFileError(InvalidInputError):
    """A file that is not taken; the sentence belongs to the form field `file`."""

    code = "refused-file"

    def __init__(self, message: Any) -> None:
        super().__init__(message, {"file": [message]})
