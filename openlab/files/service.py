"""Attach files to things, and take them away."""

from pathlib import Path
from typing import Any, BinaryIO

from openlab.audit import service as audit
from openlab.extensions import db
from openlab.files import policies as _rules  # noqa: F401  # defines the permissions asked for below
from openlab.files import queries, storage
from openlab.files.checks import check_file
from openlab.files.errors import RefusedFileError
from openlab.files.models import Attachment
from openlab.files.names import clean_filename
from openlab.files.owners import register_owner
from openlab.files.states import Visibility
from openlab.i18n import gettext as _
from openlab.i18n.formats import format_size
from openlab.kit import clock
from openlab.kit.policy import Actor, policies

__all__ = ["MOST_PER_OWNER", "attach", "open_file", "register_owner", "remove", "set_visibility", "sweep"]
MOST_PER_OWNER = 20


def attach(actor: Actor, owner: Any, filename: str, stream: BinaryIO, *, kind: str = "document", storage_dir: Path,
           limit: int) -> Attachment:  # fmt: skip
    """Check a stream of at most `limit` bytes, keep it on disk and attach it to a stored thing.

    Raises RefusedFileError with a sentence for the form, ForbiddenError when the thing may not be changed.
    """
    file = Attachment(
        owner_type=owner.__tablename__,
        owner_id=owner.id,
        kind=kind,
        visibility=Visibility.PUBLIC,
        uploaded_by=actor.user_id or None,
        created_at=clock.now(),
        organisation_id=getattr(owner, "organisation_id", actor.organisation_id),
    )
    policies.require(actor, "files:attachment:edit", file)
    if queries.count_of(file.owner_type, file.owner_id) >= MOST_PER_OWNER:
        raise RefusedFileError(
            _("파일은 %(most)s개까지 붙일 수 있습니다. 쓰지 않는 파일을 먼저 지워 주세요.", most=MOST_PER_OWNER)
        )
    file.filename = clean_filename(filename)
    _take_in(file, stream, storage_dir, limit)
    db.session.add(file)
    db.session.flush()
    audit.record(actor, "files.attach", file, owner=f"{file.owner_type}/{file.owner_id}", sha256=file.sha256)
    return file


def _take_in(file: Attachment, stream: BinaryIO, storage_dir: Path, limit: int) -> None:
    try:
        with storage.received(storage_dir, stream, limit) as upload:
            file.content_type = check_file(upload.path, file.filename).content_type
            file.size, file.sha256 = upload.size, upload.sha256
            storage.keep(storage_dir, upload)
    except storage.TooManyBytesError as error:
        raise RefusedFileError(
            _("파일이 너무 큽니다. %(limit)s까지 올릴 수 있습니다.", limit=format_size(limit))
        ) from error


def open_file(actor: Actor, attachment_id: int, storage_dir: Path) -> tuple[Attachment, Path]:
    """Return a file the actor may read and where its content lies."""
    file = queries.get_attachment(attachment_id)
    policies.require(actor, "files:attachment:read", file)
    return file, storage.path_of(storage_dir, file.sha256)


def set_visibility(actor: Actor, attachment: Attachment, visibility: Visibility) -> None:
    """Show a file to whoever may read the thing, or keep it inside the organisation."""
    policies.require(actor, "files:attachment:edit", attachment)
    attachment.visibility = visibility
    audit.record(actor, "files.visibility", attachment, visibility=visibility.value)


def remove(actor: Actor, attachment: Attachment) -> None:
    """Take a file away; its content goes with the next sweep, unless another file has the same."""
    policies.require(actor, "files:attachment:edit", attachment)
    attachment.removed_at = clock.now()
    audit.record(actor, "files.remove", attachment, owner=f"{attachment.owner_type}/{attachment.owner_id}")


def sweep(storage_dir: Path) -> int:
    """Delete contents from disk that no file needs any more; return how many."""
    return storage.sweep(storage_dir, queries.is_referred_to)
