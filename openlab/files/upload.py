"""Taking in the file of a form: the one view that every thing with attachments uses."""

from typing import Any

from flask import current_app, flash, request

from openlab.config import Settings
from openlab.files import service
from openlab.files.errors import RefusedFileError
from openlab.i18n import gettext as _
from openlab.kit.web import current_actor


def take_upload(owner: Any) -> None:
    """Attach the form's `file` to a stored thing and say how it went; a refused file changes nothing."""
    settings: Settings = current_app.extensions["openlab.settings"]
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        flash(_("올릴 파일을 골라 주세요."), "error")
        return
    try:
        service.attach(
            current_actor(),
            owner,
            upload.filename,
            upload.stream,  # type: ignore[arg-type]  # binary
            storage_dir=settings.files_dir,
            limit=settings.upload_limit_mb * 1024 * 1024,
        )
        flash(_("‘%(name)s’을(를) 붙였습니다.", name=upload.filename), "success")
    except RefusedFileError as error:
        flash(str(error.message), "error")
