"""Who can see an attachment, as its uploader chose."""

from enum import StrEnum


class Visibility(StrEnum):
    """PUBLIC follows the owner; ORGANISATION keeps the file to those who belong to the owner's organisation."""

    PUBLIC = "PUBLIC"
    ORGANISATION = "ORGANISATION"
