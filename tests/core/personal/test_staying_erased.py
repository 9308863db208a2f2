"""Nothing brings back whom a site admin erased: no directory, file, result, delivery, backup or recalculation."""

from __future__ import annotations

import shutil
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from core.achievements import rebuild_streaks
from core.activities import IncomingResult, by_checksum, by_email, reference_hash, take_in_results
from core.activities.models import Result
from core.activities.references import checksum_of
from core.activities.result_models import PersonAlias, UnmatchedResult
from core.database import Database
from core.documents import FolderStore
from core.errors import Invalid, NotFound, Refused
from core.exchange import advance, confirm, keep_file, open_batch, preview
from core.migrations import backup
from core.notifications import rebuild_schedule, tell
from core.notifications.inbox import (
    MAX_ATTEMPTS,
    NewDelivery,
    Settled,
    claim_deliveries,
    first_seen,
    store_deliveries,
)
from core.notifications.models import InboxDelivery, OutboxMessage
from core.people import (
    Actor,
    Member,
    Person,
    PersonDetails,
    follow_directory,
    line_manager_of,
    person_by_email,
    register_person,
    set_line_manager,
)
from core.people.models import Tombstone
from core.personal import ERASED, Register, erase_again, erase_and_forget, erase_person, erasure_effect, readmit
from core.tables import METADATA
from core.transaction import Engine
from core.vault import Vault
from tests.builders import a_certificate, a_person, a_result, a_skill, an_activity
from tests.conftest import House

MAIL, CHAT = "nina@nordlys.example", "UNINA"


@pytest.fixture
def store(house: House) -> FolderStore:
    return FolderStore(house.engine.folder / "documents")


@pytest.fixture
def ada(house: House) -> int:
    with house.writing() as session:
        return a_person(session, "Ada Admin", role="admin")


@pytest.fixture
def nina(house: House, ada: int) -> int:
    """Nina, with a result and a certificate, under Ada."""
    with house.writing() as session:
        nina = a_person(session, "Nina Vik", email=MAIL, chat_user_id=CHAT, manager=ada)
        a_result(session, nina, an_activity(session, "Drill", a_skill(session), idnumber="A-7"))
        a_certificate(session, nina, session.now.date() + timedelta(days=60))
    return nina


@pytest.fixture
def gone(house: House, nina: int, ada: int, store: FolderStore) -> int:
    """Nina, erased."""
    erase_and_forget(house.engine, house.workspace_id, house.as_(ada), nina, store)
    return nina


def _names(house: House) -> set[str]:
    with house.reading() as session:
        return set(session.scalars(sa.select(Person.name).where(Person.erased_at.is_(None))))


@pytest.mark.rule("privacy/erase-stays")
@pytest.mark.parametrize("said", [MAIL, MAIL.upper(), f" {MAIL} "])
def test_whoever_was_erased_is_not_registered_again_whatever_the_case(house: House, gone: int, said: str) -> None:
    with pytest.raises(Invalid, match="this person was erased"), house.writing() as session:
        register_person(session, house.operator, PersonDetails("Nina Vik", said))
    with pytest.raises(Invalid, match="this person was erased"), house.writing() as session:
        register_person(session, house.operator, PersonDetails("Somebody", "new@nordlys.example", CHAT))


@pytest.mark.rule("privacy/erase-stays")
def test_the_directory_keeps_them_out_and_takes_the_others(house: House, gone: int) -> None:
    members = [Member(CHAT, "Nina Vik", MAIL), Member("UNEW", "Odd Ny", "odd@nordlys.example")]
    with house.writing() as session:
        done = follow_directory(session, house.operator, members)
    assert (done.added, done.kept_out) == (1, 1)
    assert "Nina Vik" not in _names(house)


@pytest.mark.rule("privacy/erase-stays")
def test_a_file_of_people_refuses_their_row_and_takes_the_others(house: House, gone: int) -> None:
    file = f"email,name\n{MAIL},Nina Vik\nodd@nordlys.example,Odd Ny\n".encode()
    with house.writing() as session:
        run = keep_file(session, house.operator, "people.csv", file, kind="people")
    with house.reading() as session:
        seen = preview(session, house.operator, run)
        assert seen is not None
    with house.writing() as session:
        confirm(session, house.operator, run)
    while True:
        with house.writing() as session:
            batch = open_batch(session, house.operator, run)
            if batch is None:
                break
            progress = advance(session, house.operator, run, batch)
    assert (progress.tally.created, progress.tally.refused) == (1, 1)
    assert _names(house) == {"Ada Admin", "Odd Ny"}


@pytest.mark.rule("privacy/erase-stays")
@pytest.mark.parametrize("reference", [by_email(MAIL), f"chat:{CHAT}", by_checksum(checksum_of(MAIL)), "account:x|nv"])
def test_a_result_of_theirs_is_neither_counted_nor_kept_by_whatever_name(
    house: House, nina: int, ada: int, store: FolderStore, reference: str
) -> None:
    with house.writing() as session:
        session.add(PersonAlias(person_id=nina, alias_hash=reference_hash(session, "account:x|nv")))
    erase_and_forget(house.engine, house.workspace_id, house.as_(ada), nina, store)
    with house.writing() as session:
        before = session.scalar(sa.select(sa.func.count(Result.id)))
        result = IncomingResult("R-NEW", reference, "A-7", Decimal("1.0"), session.now)
        (judged,) = take_in_results(session, house.operator, [result], source="csv")
        assert str(judged.outcome) == "refused"
        assert session.scalar(sa.select(sa.func.count(Result.id))) == before
        assert session.scalars(sa.select(UnmatchedResult)).all() == []


@pytest.mark.rule("privacy/erase-stays")
def test_recalculating_makes_nothing_of_theirs(house: House, gone: int) -> None:
    with house.writing() as session:
        rebuild_streaks(session)
        rebuild_schedule(session)
    assert "Nina Vik" not in _names(house)


@pytest.mark.rule("privacy/erase-stays")
def test_a_site_admin_readmits_them_and_nothing_of_before_comes_back(house: House, gone: int, ada: int) -> None:
    with pytest.raises(Refused), house.writing() as session:
        readmit(session, house.as_(a_person(session, "Ole Lie")), MAIL)
    with house.writing() as session:
        lifted = readmit(session, house.as_(ada), MAIL.upper())
    assert lifted
    with house.writing() as session:
        again = register_person(session, house.operator, PersonDetails("Nina Vik", MAIL, CHAT))
        assert session.scalars(sa.select(Result).where(Result.person_id == again)).all() == []
    with pytest.raises(NotFound, match="Nobody with"), house.writing() as session:
        readmit(session, house.as_(ada), MAIL)


def test_a_tombstone_holds_keyed_hashes_and_nothing_to_read(house: House, gone: int) -> None:
    with house.reading() as session:
        stones = session.scalars(sa.select(Tombstone.identifier_hash)).all()
        assert all(len(each) == 64 and MAIL not in each and CHAT not in each for each in stones)
    register = (house.engine.folder / "erased.jsonl").read_text()
    assert MAIL not in register
    assert CHAT not in register


@pytest.mark.rule("privacy/erase")
def test_deliveries_of_theirs_and_given_up_ones_that_name_them_are_forgotten_and_their_keys_kept(
    house: House, nina: int, ada: int, store: FolderStore
) -> None:
    engine, ours = house.engine, house.workspace_id
    bodies = {"own": (CHAT, b"{}"), "names": ("UBEN", f'{{"text": "<@{CHAT}>"}}'.encode()), "other": ("UBEN", b"{}")}
    store_deliveries(
        engine.database, engine.vault,
        [NewDelivery(ours, key, "event", sender, body, house.clock()) for key, (sender, body) in bodies.items()],
    )  # fmt: skip
    pressed = f"press:{CHAT}:1700.1:save:1"
    assert first_seen(engine.database, engine.vault, ours, pressed, house.clock())
    erase_and_forget(engine, ours, house.as_(ada), nina, store)
    with house.reading() as session:
        left = {row.key: row for row in session.scalars(sa.select(InboxDelivery))}
    assert pressed not in left
    assert {key for key, row in left.items() if row.sealed is not None} == {"other"}
    assert (left["own"].state, left["own"].sender_hash) == ("done", None)
    again = [NewDelivery(ours, "own", "event", CHAT, b"{}", house.clock())]
    assert store_deliveries(engine.database, engine.vault, again) == set()


@pytest.mark.rule("privacy/erase")
def test_a_given_up_message_that_says_their_name_is_forgotten_and_one_under_way_by_another_is_not(
    house: House, nina: int, ada: int, store: FolderStore
) -> None:
    engine, ours = house.engine, house.workspace_id
    said = b'{"text": "Nina Vik passed"}'
    keys = ("failed", "waiting")
    store_deliveries(
        engine.database, engine.vault, [NewDelivery(ours, each, "event", "UBEN", said, house.clock()) for each in keys]
    )
    for _ in range(MAX_ATTEMPTS):
        house.clock.forward(hours=1)
        claimed = claim_deliveries(engine.database, engine.vault, "w", house.clock(), limit=50)
        mine = [Settled(each, done=False) for each in claimed if each.workspace_id == ours and each.key == "failed"]
        claim_deliveries(engine.database, engine.vault, "w", house.clock(), settled=mine, limit=0)
    erase_and_forget(engine, ours, house.as_(ada), nina, store)
    with house.reading() as session:
        left = {row.key: row.sealed for row in session.scalars(sa.select(InboxDelivery))}
    assert left["failed"] is None
    assert left["waiting"] is not None


@pytest.mark.rule("privacy/erase")
def test_a_kept_file_that_names_them_goes_and_a_running_import_of_it_is_waited_for(
    house: House, nina: int, ada: int
) -> None:
    file = f"email,name\n{MAIL},Nina Vik\n".encode()
    with house.writing() as session:
        run = keep_file(session, house.operator, "people.csv", file, kind="people")
        confirm(session, house.operator, run)
    with pytest.raises(Exception, match="is being imported"), house.writing() as session:
        erase_person(session, house.as_(ada), nina)


@pytest.mark.rule("privacy/erase")
def test_what_was_told_to_others_about_them_is_rewritten_and_what_waits_is_dropped(
    house: House, nina: int, ada: int, store: FolderStore
) -> None:
    with house.writing() as session:
        waiting = tell(session, ada, "no_longer_meets", {"person": nina, "competency": 1, "cause": "x", "at": "y"})
        sent = tell(session, ada, "feedback", {"from": nina, "sealed": "x"})
        by = tell(session, ada, "targets_set", {"targets": [], "by": nina})
        other = tell(session, ada, "no_longer_meets", {"person": ada, "competency": nina, "cause": "x", "at": "y"})
        for each in (sent, by):
            session.get_one(OutboxMessage, each).state = "sent"
    erase_and_forget(house.engine, house.workspace_id, house.as_(ada), nina, store)
    with house.reading() as session:
        rows = {each: session.get_one(OutboxMessage, each) for each in (waiting, sent, by, other)}
        pseudonym = session.scalars(sa.select(Person.id).where(Person.erased_at.is_not(None))).one()
    assert (rows[waiting].kind, rows[waiting].state) == (ERASED, "dropped")
    assert (rows[sent].kind, rows[sent].stale, rows[sent].refs) == (ERASED, True, {})
    assert (rows[by].refs["by"], rows[by].stale) == (pseudonym, True)
    assert (rows[other].kind, rows[other].state) == ("no_longer_meets", "pending")


def test_lines_roles_and_grants_end_and_those_they_managed_have_no_manager(
    house: House, nina: int, ada: int, store: FolderStore
) -> None:
    with house.writing() as session:
        omar = a_person(session, "Omar")
        set_line_manager(session, house.operator, omar, nina)
    erase_and_forget(house.engine, house.workspace_id, house.as_(ada), nina, store)
    with house.reading() as session:
        assert line_manager_of(session, omar) is None


@pytest.mark.rule("privacy/erase")
def test_only_a_site_admin_erases_never_themself_nor_the_last_one(house: House, nina: int, ada: int) -> None:
    with house.writing() as session:
        boss = a_person(session, "Competency Admin", role="competency_admin")
    for who, whom, error in ((boss, nina, Refused), (nina, nina, Refused), (ada, ada, Refused)):
        with pytest.raises(error), house.writing() as session:
            erase_person(session, house.as_(who), whom)
    with pytest.raises(Invalid, match="only site admin"), house.writing() as session:
        erase_person(session, house.operator, ada)
    with house.reading() as session:
        effect = erasure_effect(session, house.as_(ada), nina)
    assert (effect.name, effect.documents, effect.qualifications, effect.results) == ("Nina Vik", 0, 1, 1)


@pytest.mark.rule("privacy/erase-stays")
def test_a_restored_backup_from_before_is_erased_again_at_the_next_start(tmp_path: Path, vault: Vault) -> None:
    url, store = f"sqlite:///{tmp_path}/prowess.db", FolderStore(tmp_path / "documents")
    engine = _engine(Database(url), vault, tmp_path)
    ours = engine.add_workspace("T1", "Nordlys")
    operator = Actor.operator(ours)
    with engine.transaction(ours) as session:
        nina = register_person(session, operator, PersonDetails("Nina Vik", MAIL, CHAT))
        register_person(session, operator, PersonDetails("Odd Ny", "odd@nordlys.example"))
    backup(engine.database, tmp_path / "before.db")
    erase_and_forget(engine, ours, operator, nina, store)
    assert erase_again(engine, ours, store) == 0
    engine.database.close()
    for each in tmp_path.glob("prowess.db*"):
        each.unlink()
    shutil.copy(tmp_path / "before.db", tmp_path / "prowess.db")
    engine = _engine(Database(url), vault, tmp_path)
    with engine.reading(ours) as session:
        assert person_by_email(session, MAIL) is not None
    assert erase_again(engine, ours, store) == 1
    with engine.reading(ours) as session:
        assert person_by_email(session, MAIL) is None
        assert person_by_email(session, "odd@nordlys.example") is not None
    assert erase_again(engine, ours, store) == 0
    engine.database.close()


@pytest.mark.rule("privacy/erase")
def test_not_even_the_bytes_of_the_databases_files_say_who_it_was(tmp_path: Path, vault: Vault) -> None:
    database, store = Database(f"sqlite:///{tmp_path}/prowess.db"), FolderStore(tmp_path / "documents")
    for each in (database.engine, database.reader):
        event.listen(each, "connect", lambda connection, _: connection.execute("PRAGMA secure_delete=OFF"))
    engine = _engine(database, vault, tmp_path)
    ours = engine.add_workspace("T1", "Nordlys")
    with engine.transaction(ours) as session:
        nina = register_person(session, Actor.operator(ours), PersonDetails("Nina Vik", MAIL, CHAT))
        a_certificate(session, nina, number="N-4711-canary")
    assert {MAIL, CHAT, "N-4711-canary"} <= _words_in(tmp_path)
    erase_and_forget(engine, ours, Actor.operator(ours), nina, store)
    assert _words_in(tmp_path) == set()
    database.close()


def _words_in(folder: Path) -> set[str]:
    files = b"".join(each.read_bytes() for each in folder.glob("prowess.db*"))
    return {each for each in ("Nina Vik", MAIL, CHAT, "N-4711-canary") if each.encode() in files}


@pytest.mark.rule("privacy/erase-stays")
def test_who_was_readmitted_elsewhere_is_not_erased_by_a_register_that_missed_it(
    house: House, gone: int, ada: int, store: FolderStore
) -> None:
    with house.writing() as session:
        readmit(session, house.as_(ada), MAIL)
        again = register_person(session, house.operator, PersonDetails("Nina Vik", MAIL, CHAT))
    assert Register(house.engine.folder).hashes(house.workspace_id)
    assert erase_again(house.engine, house.workspace_id, store) == 0
    assert Register(house.engine.folder).hashes(house.workspace_id) == set()
    with house.reading() as session:
        assert session.get(Person, again) is not None


def _engine(database: Database, vault: Vault, folder: Path) -> Engine:
    METADATA.create_all(database.engine)
    return Engine(database, vault, folder=folder)
