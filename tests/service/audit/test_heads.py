"""Signed heads: what a chain alone cannot show is found on every database, and what heads cannot show is said."""

from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, update

from openlab.audit.heads import HeadFolder, HeadsError, read_heads
from openlab.audit.models import AuditRecord
from openlab.audit.service import digest, record
from openlab.audit.states import GENESIS
from openlab.audit.verifying import Finding, Flaw, verify
from openlab.kit import clock
from openlab.kit.policy import SYSTEM
from tests.builders import make_organisation


@pytest.fixture
def folder(tmp_path):
    return HeadFolder(tmp_path)


@pytest.fixture
def covered(any_session, folder):
    """Six records; a head was signed after the third and after the sixth.  Returns their ids."""
    thing, ids = make_organisation(), []
    for step in range(6):
        ids.append(record(SYSTEM, "organisation.edited", thing, step=step).id)
        if step in (2, 5):
            folder.write()
    any_session.expire_all()
    return ids


def look(folder):
    return verify(folder.read(), folder.public_key())


def flaws(folder):
    return [finding.flaw for finding in look(folder).findings]


def rehash(session):
    """Compute the whole chain anew, as somebody would who holds the database and knows the program."""
    previous = GENESIS
    for entry in session.scalars(select(AuditRecord).order_by(AuditRecord.id)):
        entry.previous = previous
        entry.digest = previous = digest(entry)
    session.flush()
    session.expire_all()


def test_an_untouched_record_stands_under_its_heads(covered, folder):
    verdict = look(folder)

    assert (verdict.findings, verdict.records, verdict.covered, verdict.heads) == ([], 6, 6, 2)


def test_a_tampered_row_is_found(any_session, covered, folder):
    any_session.execute(update(AuditRecord).where(AuditRecord.id == covered[1]).values(data={"step": 9}))
    any_session.expire_all()

    assert Finding(Flaw.BROKEN_CHAIN, covered[1]) in look(folder).findings


def test_a_tampered_row_is_found_though_the_chain_was_computed_anew(any_session, covered, folder):
    any_session.execute(update(AuditRecord).where(AuditRecord.id == covered[1]).values(data={"step": 9}))
    any_session.expire_all()
    rehash(any_session)

    assert flaws(folder) == [Flaw.OTHER_ROW, Flaw.OTHER_ROW]


def test_a_removed_row_is_found(any_session, covered, folder):
    any_session.execute(delete(AuditRecord).where(AuditRecord.id == covered[1]))
    any_session.expire_all()

    assert set(flaws(folder)) == {Flaw.BROKEN_CHAIN, Flaw.OTHER_COUNT}


def test_a_removed_row_is_found_though_the_chain_was_computed_anew(any_session, covered, folder):
    any_session.execute(delete(AuditRecord).where(AuditRecord.id == covered[1]))
    any_session.expire_all()
    rehash(any_session)

    assert set(flaws(folder)) == {Flaw.OTHER_ROW, Flaw.OTHER_COUNT}


@pytest.mark.parametrize(("kept", "missing"), [(5, [2]), (3, [2]), (2, [1, 2]), (0, [1, 2])])
def test_a_truncated_log_is_found(any_session, covered, folder, kept, missing):
    any_session.execute(delete(AuditRecord).where(AuditRecord.id > (covered[kept - 1] if kept else 0)))
    any_session.expire_all()

    assert look(folder).findings == [Finding(Flaw.MISSING_ROW, number) for number in missing]


def test_a_truncated_log_that_grew_again_is_found(any_session, covered, folder):
    any_session.execute(delete(AuditRecord).where(AuditRecord.id > covered[3]))
    any_session.expire_all()
    thing = make_organisation()
    for _turn in range(3):
        record(SYSTEM, "organisation.edited", thing)

    assert set(flaws(folder)) & {Flaw.MISSING_ROW, Flaw.OTHER_ROW}


def test_rows_cut_off_after_the_last_head_are_not_found_which_is_why_heads_are_hourly(any_session, covered, folder):
    record(SYSTEM, "organisation.edited", make_organisation())
    any_session.execute(delete(AuditRecord).where(AuditRecord.id > covered[-1]))
    any_session.expire_all()

    assert look(folder).findings == []


def test_whoever_holds_heads_and_key_deceives_the_folder_but_not_a_copy_kept_elsewhere(any_session, covered, folder):
    mailed, published = folder.read(), folder.public_key()
    any_session.execute(delete(AuditRecord).where(AuditRecord.id > covered[1]))
    any_session.expire_all()
    folder.heads.unlink()
    folder.write()

    assert look(folder).findings == []
    assert [finding.flaw for finding in verify(mailed, published).findings] == [Flaw.MISSING_ROW, Flaw.MISSING_ROW]


def test_a_head_that_was_changed_is_found(covered, folder):
    first, second = folder.read()
    changed = [replace(first, records=2), second]

    found = [finding.flaw for finding in verify(changed, folder.public_key()).findings]

    assert found == [Flaw.FORGED_HEAD, Flaw.BROKEN_HEADS, Flaw.OTHER_COUNT]


def test_a_head_of_another_key_is_found(covered, folder):
    stranger = Ed25519PrivateKey.generate()
    heads = folder.read()
    forged = replace(heads[-1], signature=stranger.sign(heads[-1].content).hex())

    found = verify([heads[0], forged], folder.public_key()).findings

    assert found == [Finding(Flaw.FORGED_HEAD, 2)]
    assert stranger.public_key() != folder.public_key()


def test_no_head_counts_without_a_key(covered, folder):
    assert [finding.flaw for finding in verify(folder.read(), None).findings] == [Flaw.FORGED_HEAD] * 2


def test_a_head_is_written_only_when_the_record_grew(covered, folder):
    assert folder.write() is None
    record(SYSTEM, "organisation.edited", make_organisation())

    assert (folder.write().number, len(folder.read())) == (3, 3)


def test_a_head_is_due_an_hour_after_the_last_when_the_record_grew(covered, folder):
    later = clock.now() + timedelta(minutes=61)
    with clock.at(later):
        assert not folder.is_due()
        record(SYSTEM, "organisation.edited", make_organisation())
        assert folder.is_due()
    with clock.at(clock.now() + timedelta(minutes=50)):
        assert not folder.is_due()


def test_a_head_half_written_by_a_crash_is_none_and_does_not_stand_in_the_way(covered, folder):
    with folder.heads.open("a") as file:
        file.write('{"at":"2026-')
    record(SYSTEM, "organisation.edited", make_organisation())

    assert folder.last().number == 2
    assert folder.write().number == 3
    assert look(folder).findings == []


def test_a_line_that_is_no_head_is_named(covered, folder):
    folder.heads.write_text(folder.heads.read_text() + '{"at": 3}\n')

    with pytest.raises(HeadsError, match="line 3"):
        read_heads(folder.heads)


def test_the_key_is_readable_by_its_owner_alone(covered, folder):
    assert (folder.path / "key.pem").stat().st_mode & 0o077 == 0
    assert folder.path.stat().st_mode & 0o077 == 0
    assert "PRIVATE" not in folder.public_pem()


def test_a_head_names_no_person(covered, folder):
    assert set(asdict(folder.last())) == {"number", "at", "last_id", "records", "digest", "previous", "signature"}
