"""Check the record against itself and against its signed heads: what was changed, taken out, or cut off."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from openlab.audit.heads import Head, digest_of
from openlab.audit.models import AuditRecord
from openlab.audit.service import digest
from openlab.audit.states import GENESIS
from openlab.extensions import db


class Flaw(StrEnum):
    """What can be wrong."""

    BROKEN_CHAIN = "BROKEN_CHAIN"  # a row does not fit its content or the row before
    FORGED_HEAD = "FORGED_HEAD"  # the signature is not of this key
    BROKEN_HEADS = "BROKEN_HEADS"  # a head does not follow the one before
    MISSING_ROW = "MISSING_ROW"  # the row that a head ends with is gone: the record was cut off
    OTHER_ROW = "OTHER_ROW"  # the row is there with another digest: the chain was computed anew
    OTHER_COUNT = "OTHER_COUNT"  # there are more or fewer rows up to it than the head says


@dataclass(frozen=True, slots=True)
class Finding:
    """One flaw and where it shows: the id of a row for BROKEN_CHAIN, else the number of a head."""

    flaw: Flaw
    number: int


@dataclass(slots=True)
class Verdict:
    """What a check found; `covered` rows of `records` are vouched for by a head."""

    records: int = 0
    heads: int = 0
    covered: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def broken_at(self) -> int | None:
        """Return the first row that does not fit the chain."""
        return next((one.number for one in self.findings if one.flaw is Flaw.BROKEN_CHAIN), None)


def verify(heads: Sequence[Head], key: Ed25519PublicKey | None) -> Verdict:
    """Walk the whole record once and compare it with its heads; without a key no head counts as signed."""
    verdict = Verdict(heads=len(heads), findings=list(_check_heads(heads, key)))
    waiting: dict[int, list[Head]] = {}
    for head in heads:
        waiting.setdefault(head.last_id, []).append(head)
    for entry, fits in walk():
        verdict.records += 1
        if not fits and verdict.broken_at is None:
            verdict.findings.append(Finding(Flaw.BROKEN_CHAIN, entry.id))
        for head in waiting.pop(entry.id, ()):
            verdict.covered = verdict.records
            verdict.findings += _compare(head, entry, verdict.records)
    verdict.findings += [Finding(Flaw.MISSING_ROW, head.number) for several in waiting.values() for head in several]
    return verdict


def first_break() -> int | None:
    """Return the id of the first record that does not fit the chain, or None when it is whole."""
    return next((entry.id for entry, fits in walk() if not fits), None)


def walk() -> Iterator[tuple[AuditRecord, bool]]:
    """Yield every record with whether it fits its own content and the record before."""
    previous = GENESIS
    in_order = select(AuditRecord).order_by(AuditRecord.id).execution_options(yield_per=1000)
    with closing(db.session.scalars(in_order)) as entries:  # PostgreSQL keeps a cursor open until all rows are read
        for entry in entries:
            yield entry, entry.previous == previous and entry.digest == digest(entry)
            previous = entry.digest


def _check_heads(heads: Sequence[Head], key: Ed25519PublicKey | None) -> Iterator[Finding]:
    previous = GENESIS
    for number, head in enumerate(heads, start=1):
        if key is None or not head.is_signed_by(key):
            yield Finding(Flaw.FORGED_HEAD, head.number)
        if head.previous != previous or head.number != number:
            yield Finding(Flaw.BROKEN_HEADS, head.number)
        previous = digest_of(head)


def _compare(head: Head, entry: AuditRecord, count: int) -> Iterator[Finding]:
    if entry.digest != head.digest:
        yield Finding(Flaw.OTHER_ROW, head.number)
    if count != head.records:
        yield Finding(Flaw.OTHER_COUNT, head.number)
