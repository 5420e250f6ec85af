"""What an application still lacks before it can be sent; pure but for the number of evidence files it is given."""

import re
from typing import Any

from openlab.i18n import lazy_gettext as _l
from openlab.membership import bylaws
from openlab.readiness import Readiness, Rule, assess

PURPOSE_MIN = 30  # characters

LEGAL_FORMS = re.compile(
    r"주식회사|유한회사|재단법인|사단법인|㈜|\(주\)|\(재\)|\(사\)|inc\.?$|ltd\.?$|co\.,?", re.IGNORECASE
)

REQUIREMENTS: tuple[Rule, ...] = (
    ("member_class", lambda thing: thing.member_class is not None, _l("회원 구분을 골라 주세요.")),
    (
        "purpose",
        lambda thing: len(thing.purpose) >= PURPOSE_MIN,
        _l("왜 가입하려는지 30자 이상으로 써 주세요."),
    ),
    ("categories", lambda thing: bool(thing.categories), _l("일하는 분야를 하나 이상 골라 주세요.")),
    ("contact_name", lambda thing: bool(thing.contact_name), _l("담당자의 이름을 적어 주세요.")),
    ("contact_email", lambda thing: bool(thing.contact_email), _l("담당자의 전자우편을 적어 주세요.")),
)
EVIDENCE: Rule = (
    "file",
    lambda thing: thing.evidence > 0,
    _l("증빙 파일을 하나 이상 올려 주세요. 예: 사업자등록증, 고유번호증, 참여 공문"),
)
CONSENT: Rule = (
    "agreed",
    lambda thing: thing.bylaws_version == bylaws.VERSION,
    _l("지금의 회원 규약에 동의해 주세요."),
)


class WithEvidence:
    """An application together with the number of its evidence files."""

    def __init__(self, application: Any, evidence: int) -> None:
        self._application, self.evidence = application, evidence

    def __getattr__(self, name: str) -> Any:
        return getattr(self._application, name)


def readiness(application: Any, evidence: int) -> Readiness:
    """Return what an application with so many evidence files lacks before it can be sent."""
    return assess(
        WithEvidence(application, evidence), (*REQUIREMENTS, EVIDENCE, CONSENT), ("activities", "committees"), ()
    )


def name_key(name: str) -> str:
    """Return a name as the duplicate check compares it: without legal form, spaces, signs and case."""
    return re.sub(r"[\W_]+", "", LEGAL_FORMS.sub("", name.strip())).lower()[:120]


def site_key(website: str) -> str:
    """Return the host of a website as the duplicate check compares it, nothing for none."""
    return re.sub(r"^https?://(www\.)?", "", website.strip().lower()).split("/")[0].split(":")[0][:120]
