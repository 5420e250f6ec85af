"""Files over HTTP: downloads that can never act as a page, and removal."""

from flask import Blueprint, current_app, flash, redirect, request, send_file
from flask.typing import ResponseReturnValue

from openlab.files import queries, service
from openlab.i18n import gettext as _
from openlab.kit.web import current_actor, guarded_by, safe_next

bp = Blueprint("files", __name__, url_prefix="/files")
# Even if a browser were talked into showing a file, it could run nothing, load nothing and know no cookie.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'; sandbox"


@bp.get("/<slug_id:attachment_id>")
@guarded_by("files:attachment:read")
def download(attachment_id: int) -> ResponseReturnValue:
    """Send a file: pictures inline, everything else as a download under its own name."""
    folder = current_app.extensions["openlab.settings"].files_dir
    file, path = service.open_file(current_actor(), attachment_id, folder)
    response = send_file(
        path,
        mimetype=file.content_type,
        as_attachment=not file.is_image,
        download_name=file.filename,
        conditional=False,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@bp.post("/<slug_id:attachment_id>/remove")
@guarded_by("files:attachment:edit")
def remove(attachment_id: int) -> ResponseReturnValue:
    """Take a file away and go back to `next`."""
    file = queries.get_attachment(attachment_id)
    service.remove(current_actor(), file)
    flash(_("'%(name)s' 파일을 지웠습니다.", name=file.filename), "success")
    return redirect(safe_next(request.form.get("next"), "/"), 303)
