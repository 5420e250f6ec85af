"""Each hour a signed head of the record, mailed to whoever the operator named, whom it binds too."""

from flask import current_app

from openlab.audit.heads import HeadFolder
from openlab.config import Settings
from openlab.extensions import db
from openlab.jobs.mail import send_mail
from openlab.kit.db import transaction


def keep() -> None:
    """Sign and mail a head when the record grew and the last one is an hour old; the worker asks each minute."""
    settings: Settings = current_app.extensions["openlab.settings"]
    folder = HeadFolder(settings.home)
    if not folder.is_due():
        return
    with transaction(db.session):
        head = folder.write()
        if head is not None and settings.audit_mail:
            send_mail(settings.audit_mail, "audit_head", "ko", head=head, public_key=folder.public_pem())
