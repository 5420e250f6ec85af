"""Access rows of the web: a view names whose data its answer shows, and the answer goes out only with the rows.

A page that is read cannot write, so the view only notes; once its own transaction has ended, and before the answer
leaves, the rows are written in a short transaction of their own.  Can they not be written, the answer is an error.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask import g, has_request_context, request

from openlab.audit.service import write_accesses
from openlab.audit.states import Handling, Purpose
from openlab.extensions import db
from openlab.kit.db import transaction
from openlab.kit.policy import Actor
from openlab.kit.web import current_actor


@dataclass(frozen=True, slots=True)
class Noted:
    """What a view said about its answer."""

    subject_ids: tuple[int, ...]
    purpose: Purpose
    handling: Handling
    reason: str


def look_as(user_id: int | None) -> None:
    """Say who really looks when somebody sees the site in another's place: rows name them."""
    g.really_looks = user_id


def note_access(
    subject_ids: Iterable[int | None], purpose: Purpose, handling: Handling = Handling.VIEW, reason: str = ""
) -> None:
    """Say whose personal data the present answer shows; one's own and missing ids are left out."""
    others = tuple(sorted({one for one in subject_ids if one} - {_reader().user_id}))
    if others:
        g.setdefault("noted_accesses", []).append(Noted(others, purpose, handling, reason))


def keep_noted() -> None:
    """Write the rows of what was noted for this answer, if anything was."""
    noted = g.pop("noted_accesses", ()) if has_request_context() else ()
    if not noted:
        return
    with transaction(db.session):
        for one in noted:
            write_accesses(
                _reader(),
                one.subject_ids,
                one.purpose,
                one.handling,
                place=request.endpoint or "",
                reason=one.reason,
                address=request.remote_addr or "",
            )


def _reader() -> Actor:
    actor = current_actor()
    return replace(actor, user_id=g.really_looks) if "really_looks" in g else actor
