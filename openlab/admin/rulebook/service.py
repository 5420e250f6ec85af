"""Write versions of rules; nothing that once held is ever changed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from openlab.admin import policies as _rules  # noqa: F401  # defines the permissions asked for below
from openlab.audit import service as audit
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.kit import clock
from openlab.kit.errors import InvalidInputError
from openlab.kit.policy import Actor, policies
from openlab.rules.models import RuleVersion
from openlab.rules.queries import FIELDS, get_entry
from openlab.rules.states import Area, Mark


def change(actor: Actor, code: str, values: Mapping[str, Any], effective_from: date, reason: str) -> RuleVersion:
    """Let a rule say something else from a day on, which may be today or later.

    What has been decided by the old version stays decided: a version never reaches back.
    """
    policies.require(actor, "admin:rule:change")
    if effective_from < clock.today():
        raise _refused("effective_from", _("오늘이나 그 뒤의 날을 골라 주세요. 지난날의 규칙은 바꿀 수 없습니다."))
    before = get_entry(code, effective_from)
    said = {name: values[name] for name in FIELDS}
    if all(getattr(before, name) == value for name, value in said.items()):
        raise _refused("number", _("바뀐 것이 없습니다. 고친 뒤에 저장해 주세요."))
    row = RuleVersion(
        area=Area.RULE,
        code=code,
        effective_from=effective_from,
        reason=reason,
        made_by=actor.user_id or None,
        made_at=clock.now(),
        **{**said, "mark": Mark(said["mark"])},
    )
    db.session.add(row)
    db.session.flush()
    changed = {name: [getattr(before, name), said[name]] for name in FIELDS if getattr(before, name) != said[name]}
    audit.record(actor, "rule.changed", row, code=code, effective_from=effective_from.isoformat(), reason=reason,
                 changed=changed)  # fmt: skip
    return row


def _refused(field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError(sentence, {field: [sentence]})
