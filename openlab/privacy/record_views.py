"""The public page that lets outsiders hold the operator to the record: key, newest head, all heads as a file."""

import hashlib

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from openlab.audit.heads import HeadFolder
from openlab.config import Settings
from openlab.kit.errors import NotFoundError
from openlab.kit.web import public

bp = Blueprint("record", __name__, url_prefix="/record")


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """Show the public key and the newest signed head of the audit record."""
    folder = _folder()
    pem = folder.public_pem()
    return render_template(
        "privacy/record.html",
        public_key=pem,
        fingerprint=hashlib.sha256(pem.encode()).hexdigest() if pem else "",
        head=folder.last(),
    )


@bp.get("/heads.jsonl")
@public
def heads() -> ResponseReturnValue:
    """Give every head, for whoever wants to keep a copy."""
    found = _folder().read()
    if not found:
        raise NotFoundError(kind="heads")
    lines = "".join(f"{head.line}\n" for head in found)
    headers = {"Content-Disposition": 'attachment; filename="openlab-heads.jsonl"'}
    return Response(lines, mimetype="application/jsonl", headers=headers)


@bp.get("/key.pem")
@public
def key() -> ResponseReturnValue:
    """Give the public key as a file."""
    pem = _folder().public_pem()
    if not pem:
        raise NotFoundError(kind="key")
    return Response(
        pem,
        mimetype="application/x-pem-file",
        headers={"Content-Disposition": 'attachment; filename="openlab-record-key.pem"'},
    )


def _folder() -> HeadFolder:
    settings: Settings = current_app.extensions["openlab.settings"]
    return HeadFolder(settings.home)
