"""All of one's own data as a file: a ZIP with one JSON file for each table, and a list of what is in it."""

import io
import json
import zipfile
from typing import Any

from openlab.audit.service import record
from openlab.identity.accounts.models import LoginSession
from openlab.identity.accounts.service import check_password
from openlab.kit import clock
from openlab.kit.policy import Actor, policies
from openlab.privacy.holdings import collect, holdings


def export(actor: Actor, session: LoginSession, password: str) -> bytes:
    """Return the ZIP, after the password; raise LoginRefusedError for a wrong one."""
    policies.require(actor, "privacy:self:use")
    check_password(session, password, "password")
    found = collect(session.user)
    record(actor, "account.exported", session.user, tables=sorted(found))
    return _packed(found)


def _packed(found: dict[str, list[dict[str, Any]]]) -> bytes:
    fates = {holding.name: holding.fate.value for holding in holdings()} | {"user_account": "DELETED"}
    listed = [
        {"file": f"{name}.json", "rows": len(rows), "when_the_account_goes": fates[name]}
        for name, rows in sorted(found.items())
    ]
    content = {"made_at": clock.now().isoformat(), "format": "openlab-own-data/1", "files": listed}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("contents.json", _json(content))
        for name, rows in sorted(found.items()):
            archive.writestr(f"{name}.json", _json(rows))
    return stream.getvalue()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
