"""What a list showed of one match, as a signed token that a form carries back: an opinion is about exactly this."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from openlab.i18n import gettext as _
from openlab.kit.errors import InvalidInputError
from openlab.matching.engine import Match
from openlab.matching.feedback.states import Origin
from openlab.matching.scoring.weights import Weights
from openlab.matching.text import Side


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list was made for: a need's or a solution's id, or the digest of a text."""

    origin: Origin
    key: str

    @property
    def item_id(self) -> int:
        """Return the id of the need or solution; 0 for a text."""
        return 0 if self.origin is Origin.TEXT else int(self.key)


@dataclass(frozen=True, slots=True)
class Shown:
    """One match as it stood in a list."""

    origin: str
    key: str
    side: str
    item_id: int
    rank: int
    score: float
    feasible: bool
    parts: Mapping[str, float]
    measured: Mapping[str, float]
    weights: str
    model_id: str


def shown(asked: Asked, side: Side, match: Match, weights: Weights, model_id: str) -> Shown:
    """Write down a match; `measured` is what the weights were applied to."""
    share = 1.0 if asked.origin is Origin.TEXT else weights.text_share or 1.0
    measured = {name: match.parts.get(name, 0.0) / share for name in ("meaning", "words")}
    measured |= {one.name: one.value for one in match.features}
    return Shown(
        asked.origin.value,
        asked.key,
        side.value,
        int(match.id),
        match.rank,
        round(match.score, 5),
        match.feasible,
        {name: round(value, 5) for name, value in match.parts.items()},
        {name: round(value, 5) for name, value in measured.items()},
        weights.version,
        model_id,
    )


def pack(one: Shown, secret: str) -> str:
    """Return the signed token of a match."""
    return str(_serializer(secret).dumps(list(asdict(one).values())))


def unpack(token: str, secret: str) -> Shown:
    """Return the match of a token; one that this site did not sign raises InvalidInputError."""
    try:
        values: list[Any] = _serializer(secret).loads(token)
    except BadData as error:
        raise InvalidInputError(_("이 목록은 오래되었습니다. 목록을 새로 열어 다시 골라 주세요.")) from error
    return Shown(*values)


def _serializer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="openlab.matching.feedback")
