"""The record at the command line: whole, tampered with, and held against its signed heads."""

import json
import sqlite3


def test_record_is_whole_until_somebody_tampers_with_it(filled, settings):
    assert filled("audit", "verify").stdout == "the record is whole\n"
    with sqlite3.connect(settings.home / "openlab.db") as connection:
        connection.execute("UPDATE audit_record SET actor_id = 99 WHERE id = 3")
    connection.close()

    answer = filled("audit", "verify")

    assert (answer.exit_code, answer.stdout) == (1, "the record breaks at row 3\n")


def test_record_with_a_missing_row_is_not_whole(filled, settings):
    with sqlite3.connect(settings.home / "openlab.db") as connection:
        connection.execute("DELETE FROM audit_record WHERE id = 5")
    connection.close()

    assert filled("audit", "verify").exit_code == 1


def test_record_that_was_cut_off_is_told_by_its_signed_head(filled, settings):
    signed = json.loads(filled("audit", "head").stdout)
    with sqlite3.connect(settings.home / "openlab.db") as connection:
        connection.execute("DELETE FROM audit_record WHERE id = ?", [signed["last_id"]])
    connection.close()

    answer = filled("audit", "verify")

    assert answer.exit_code == 1
    assert "the record was cut off: the row that head 1 ends with is gone" in answer.stdout


def test_record_is_compared_with_heads_and_key_that_were_kept_elsewhere(filled, settings, tmp_path):
    filled("audit", "head")
    folder = settings.home / "audit"
    kept, key = (folder / "heads.jsonl").rename(tmp_path / "kept"), (folder / "public.pem").rename(tmp_path / "key")

    assert filled("audit", "verify", "--heads", kept).exit_code == 1
    answer = filled("audit", "verify", "--heads", kept, "--key", key)

    assert answer.exit_code == 0
    assert "stand under 1 signed heads" in answer.stdout


def test_heads_that_cannot_be_read_are_said_in_one_line(openlab, tmp_path):
    broken = tmp_path / "heads"
    broken.write_text("nonsense\n")

    answer = openlab("audit", "verify", "--heads", broken)

    assert (answer.exit_code, answer.stderr) == (2, f"openlab: {broken}: line 1 is no head\n")
