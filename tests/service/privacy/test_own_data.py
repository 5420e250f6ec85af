"""One's own data as a file, and the account that goes: no table is forgotten, on every database."""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from sqlalchemy import JSON, Boolean, Date, DateTime, Enum, Float, Integer, LargeBinary, func, insert, select, text

from openlab.audit.models import AuditRecord
from openlab.audit.queries import last_record
from openlab.audit.service import record
from openlab.audit.verifying import first_break
from openlab.identity.accounts.models import User
from openlab.identity.accounts.passwords import make_hash
from openlab.identity.accounts.service import Browser, LoginRefusedError, open_session
from openlab.identity.orgs.models import OrganisationRole
from openlab.identity.orgs.queries import actor_for
from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.kit import clock
from openlab.kit.db import Base, UtcDateTime
from openlab.kit.errors import ConflictError, ForbiddenError, NotFoundError
from openlab.kit.policy import policies
from openlab.models import import_models
from openlab.privacy import deletion, own_data
from openlab.privacy.holdings import BY_ADDRESS, KEPT, LOOSE, SECRET, Fate, collect, dissolve, holdings
from openlab.privacy.models import AccountDeletion
from openlab.privacy.states import DeletionStatus
from tests.builders import PASSWORD, give_role, make_organisation, make_user, stored

MARK = "secret-of-this-row"


def value_for(column, number):
    """Return some value that a column takes; what is secret carries a mark."""
    kind = column.type
    if isinstance(kind, Enum):
        return next(iter(kind.enum_class)) if kind.enum_class else kind.enums[0]
    simple = {Boolean: False, Float: 1.0, JSON: {}, LargeBinary: MARK.encode(), Date: date(2026, 11, 21)}
    if isinstance(kind, (UtcDateTime, DateTime)):
        return clock.now()
    found = next((value for known, value in simple.items() if isinstance(kind, known)), None)
    if found is not None:
        return found
    if isinstance(kind, Integer) or kind.python_type is int:
        return number
    words = MARK if SECRET.search(column.name) else f"x{number}"
    return words[: kind.length] if getattr(kind, "length", None) else words


def fill_row(session, table, named, made=None):
    """Store a row of a table with as little as it needs, its parents first; return its primary key values."""
    made = {} if made is None else made
    if table.name in made and not named:
        return made[table.name]
    values = dict(named)
    for column in table.columns:
        counted = column.primary_key and not column.foreign_keys and len(table.primary_key) == 1
        if column.name in values or (counted and isinstance(column.type, Integer)):
            continue
        if column.nullable or (column.default is not None and not column.foreign_keys):
            continue
        if column.foreign_keys:
            parent = next(iter(column.foreign_keys)).column
            values[column.name] = made[parent.table.name][parent.name] if parent.table.name in made else fill_row(
                session, parent.table, {}, made)[parent.name]  # fmt: skip
        else:
            values[column.name] = value_for(column, 1)
    key = session.execute(insert(table).values(values)).inserted_primary_key
    made.setdefault(table.name, {**values, **dict(zip([one.name for one in table.primary_key], key, strict=True))})
    return made[table.name]


def keyed():
    """Return (table, column) of every foreign key to an account."""
    import_models()
    return [(table, column) for table in Base.metadata.sorted_tables for column in table.columns
            if any(key.column.table is User.__table__ for key in column.foreign_keys)]  # fmt: skip


def opened(user):
    """Return a session and an actor of somebody whose password is PASSWORD."""
    user.password_hash = make_hash(PASSWORD)
    _token, session = open_session(user, Browser("127.0.0.1", "test"), timedelta(hours=1))
    return session, actor_for(user)


def unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def test_no_table_with_a_key_to_an_account_is_forgotten(any_app):
    known = {(holding.table.name, holding.column) for holding in holdings()}

    assert {(table.name, column.name) for table, column in keyed()} - known == set()
    assert len(keyed()) > 10


def test_no_column_that_names_people_without_a_key_is_forgotten(any_app):
    names = ("actor_id", "subject_id", "user_id", "author_id", "reporter_id")
    loose = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if not column.foreign_keys and (column.name in names or column.name.endswith("_by"))
    }

    assert loose - set(LOOSE) - set(BY_ADDRESS) == set()


@pytest.mark.parametrize(("table", "column"), keyed(), ids=lambda one: one.name)
def test_a_row_of_every_table_is_exported_without_its_secrets_and_goes_or_forgets(session, table, column):
    session.execute(text("PRAGMA ignore_check_constraints = ON"))  # the rows stand for any, and make no sense
    user = make_user()
    made = {"user_account": {"id": make_user().id}}
    fill_row(session, table, {column.name: user.id}, made)

    found = collect(user)
    rows = found.get(table.name) or found.get(f"{table.name}.{column.name}")
    assert len(rows) == 1
    assert MARK not in json.dumps(found)

    dissolve(user)
    left = session.scalar(select(func.count()).select_from(table).where(column == user.id))
    assert left == (1 if (table.name, column.name) in KEPT else 0)
    remains = session.scalar(select(func.count()).select_from(table))
    fate = next(one.fate for one in holdings() if (one.table, one.column) == (table, column.name))
    assert remains == (0 if fate is Fate.DELETED else 1)


def test_the_file_holds_what_the_person_has_and_the_list_of_it(any_session):
    user = make_user("own@example.org", "박본인")
    give_role(user, make_organisation(), Role.OFFICER)
    session, actor = opened(user)

    content = unpacked(own_data.export(actor, session, PASSWORD))

    assert content["user_account.json"][0]["email"] == "own@example.org"
    assert content["organisation_role.json"][0]["role"] == "OFFICER"
    assert content["audit_record.actor_id.json"]
    listed = {row["file"]: row["rows"] for row in content["contents.json"]["files"]}
    assert listed == {name: len(rows) for name, rows in content.items() if name != "contents.json"}
    assert "argon2" not in json.dumps(content)


def test_the_file_holds_nothing_of_somebody_else(any_session):
    other = make_user("other@example.org", "남")
    give_role(other, make_organisation(), Role.OFFICER)
    session, actor = opened(make_user())

    assert "other@example.org" not in json.dumps(unpacked(own_data.export(actor, session, PASSWORD)))


def test_neither_file_nor_deletion_comes_without_the_password(any_session):
    session, actor = opened(make_user())

    for act in (own_data.export, deletion.ask):
        with pytest.raises(LoginRefusedError):
            act(actor, session, "wrong")
    assert deletion.find_waiting(actor.user_id) is None


def test_a_wish_waits_and_is_carried_out_only_when_its_time_is_over(any_session):
    user = make_user("gone@example.org", "박떠남")
    give_role(user, make_organisation(), Role.OFFICER)
    session, actor = opened(user)
    wish = deletion.ask(actor, session, PASSWORD)

    with clock.at(wish.due_at - timedelta(minutes=1)):
        assert deletion.complete_due() == 0
    assert user.email == "gone@example.org"
    with clock.at(wish.due_at + timedelta(minutes=1)):
        assert deletion.complete_due() == 1

    assert (user.email, user.name, user.password_hash, user.active) == (
        f"deleted-{user.id}@deleted.invalid", "", "", False)  # fmt: skip
    assert any_session.scalar(select(OrganisationRole).where(OrganisationRole.user_id == user.id)) is None
    assert wish.status is DeletionStatus.DONE


def test_the_record_of_a_person_who_is_gone_is_whole_and_names_nobody(any_session):
    user = make_user("gone@example.org", "박떠남")
    session, actor = opened(user)
    record(actor, "organisation.edited", make_organisation())
    deletion.ask(actor, session, PASSWORD)
    before = any_session.scalar(select(func.count()).select_from(AuditRecord).where(AuditRecord.actor_id == user.id))

    with clock.at(clock.now() + deletion.WAIT + timedelta(hours=1)):
        deletion.complete_due()

    after = any_session.scalar(select(func.count()).select_from(AuditRecord).where(AuditRecord.actor_id == user.id))
    assert first_break() is None
    assert after == before > 0
    assert last_record().action == "account.erased"
    everything = json.dumps([row.data for row in any_session.scalars(select(AuditRecord))], ensure_ascii=False)
    assert "gone@example.org" not in everything
    assert "박떠남" not in everything


def test_a_wish_taken_back_is_never_carried_out(any_session):
    user = make_user()
    session, actor = opened(user)
    wish = deletion.ask(actor, session, PASSWORD)

    deletion.take_back(actor)

    with clock.at(wish.due_at + timedelta(days=1)):
        assert deletion.complete_due() == 0
    assert user.active
    with pytest.raises(NotFoundError):
        deletion.take_back(actor)


def test_nobody_takes_back_the_wish_of_another(any_session):
    session, actor = opened(make_user())
    wish = deletion.ask(actor, session, PASSWORD)

    with pytest.raises(ForbiddenError):
        policies.require(actor_for(make_user()), "privacy:deletion:take_back", wish)


def test_a_second_wish_is_refused(any_session):
    session, actor = opened(make_user())
    deletion.ask(actor, session, PASSWORD)

    with pytest.raises(ConflictError):
        deletion.ask(actor, session, PASSWORD)
    assert any_session.scalar(select(func.count()).select_from(AccountDeletion)) == 1


def test_the_last_manager_must_hand_over_first(any_session):
    firm, manager, member = make_organisation(OrganisationKind.COMPANY), make_user(), make_user()
    give_role(manager, firm, Role.MEMBER, Role.MANAGER)
    give_role(member, firm, Role.MEMBER)
    session, actor = opened(manager)

    with pytest.raises(ConflictError):
        deletion.ask(actor, session, PASSWORD)
    give_role(member, firm, Role.MANAGER)

    assert deletion.ask(actor, session, PASSWORD).status is DeletionStatus.WAITING


def test_the_only_person_of_an_organisation_may_go_since_nobody_can_take_over(any_session):
    manager = make_user()
    give_role(manager, make_organisation(OrganisationKind.COMPANY), Role.MEMBER, Role.MANAGER)
    session, actor = opened(manager)

    assert deletion.ask(actor, session, PASSWORD)


def test_who_became_the_last_manager_while_waiting_is_not_erased_but_told(any_session):
    firm, manager, other = make_organisation(OrganisationKind.COMPANY), make_user(), make_user()
    for person in (manager, other):
        give_role(person, firm, Role.MEMBER, Role.MANAGER)
    session, actor = opened(manager)
    wish = deletion.ask(actor, session, PASSWORD)
    due = wish.due_at
    any_session.delete(any_session.scalar(select(OrganisationRole).where(
        OrganisationRole.user_id == other.id, OrganisationRole.role == Role.MANAGER)))  # fmt: skip
    any_session.flush()

    with clock.at(due + timedelta(hours=1)):
        assert deletion.complete_due() == 0

    assert manager.active
    assert wish.due_at > due


def test_the_number_of_a_person_who_is_gone_is_never_given_again(any_session):
    user = make_user()
    stored(user)
    deletion.erase(user)

    assert make_user().id > user.id
