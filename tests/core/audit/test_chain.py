"""Every change is kept with who, when, what, from and to, and nothing of it can be changed unseen."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.audit import chain_head, chain_holds, facts_about, open_for
from core.audit.models import FactPerson, PersonKey, RecordedFact
from core.people import Capability, PersonDetails, give_role, note_refusal, register_person, set_line_manager
from tests.conftest import START, House


def _anna(house: House) -> int:
    with house.writing() as session:
        return register_person(session, house.operator, PersonDetails("Anna Berg", "anna@nordlys.example"))


@pytest.mark.rule("privacy/audit")
def test_a_change_to_another_persons_data_is_kept_with_who_when_what_from_and_to(house: House) -> None:
    anna = _anna(house)
    with house.writing() as session:
        ada = register_person(session, house.operator, PersonDetails("Ada", "ada@nordlys.example"))
    house.clock.forward(days=1)
    with house.writing() as session:
        give_role(session, house.operator, ada, "admin")
    house.clock.forward(seconds=1)
    with house.writing() as session:
        details = PersonDetails("Anna Lund", "anna@nordlys.example")
        register_person(session, house.as_(ada), details)
        set_line_manager(session, house.as_(ada), anna, ada)
    with house.reading() as session:
        entries = facts_about(session, anna)
        renamed = next(entry for entry in entries if entry.said and entry.said["what"] == "name")
        managed = next(entry for entry in entries if entry.said and entry.said["what"] == "manager")
    assert renamed.said == {"what": "name", "subject": anna, "before": "Anna Berg", "after": "Anna Lund"}
    assert (renamed.actor_id, renamed.actor_kind) == (ada, "person")
    assert (renamed.at - START).days == 1
    assert managed.said is not None
    assert (managed.said["before"], managed.said["after"]) == (None, ada)


@pytest.mark.rule("privacy/audit")
def test_a_refused_attempt_is_kept_too(house: House) -> None:
    anna = _anna(house)
    with house.writing() as session:
        note_refusal(session, house.as_(anna), str(Capability.SITE_MANAGE))
    with house.reading() as session:
        fact = session.scalars(sa.select(RecordedFact).where(RecordedFact.kind == "action.refused")).one()
        assert fact.actor_id == anna
        assert fact.plain["capability"] == "site.manage"


@pytest.mark.rule("privacy/audit")
def test_the_chain_holds_and_breaks_when_a_stored_fact_is_changed(house: House) -> None:
    _anna(house)
    with house.reading() as session:
        length, head = chain_head(session)
        assert chain_holds(session)
        assert length > 0
        assert len(head) == 64
    with house.writing() as session:
        fact = session.scalars(sa.select(RecordedFact).order_by(RecordedFact.position.desc()).limit(1)).one()
        fact.plain = {**fact.plain, "person_id": 999}
    with house.reading() as session:
        assert not chain_holds(session)


@pytest.mark.rule("privacy/audit")
def test_the_chain_breaks_when_what_is_sealed_is_swapped_or_a_fact_is_removed(house: House) -> None:
    _anna(house)
    with house.writing() as session:
        session.scalars(sa.select(FactPerson).limit(1)).one().sealed = b"something else"
    with house.reading() as session:
        assert not chain_holds(session)
    with house.writing() as session:
        last = session.scalars(sa.select(RecordedFact).order_by(RecordedFact.position.desc()).limit(1)).one()
        session.execute(sa.delete(FactPerson).where(FactPerson.fact_id == last.id))
        session.delete(last)
    with house.reading() as session:
        assert not chain_holds(session)


def test_destroying_a_persons_key_makes_their_values_unreadable_and_the_chain_still_holds(house: House) -> None:
    anna = _anna(house)
    with house.reading() as session:
        sealed = session.scalars(sa.select(FactPerson.sealed).where(FactPerson.person_id == anna)).first()
        assert sealed is not None
        assert b"Anna" not in sealed
        assert open_for(session, anna, sealed) == {
            "what": "person",
            "subject": anna,
            "before": None,
            "after": "Anna Berg",
        }
    with house.writing() as session:
        session.execute(sa.delete(PersonKey).where(PersonKey.person_id == anna))
    with house.reading() as session:
        assert open_for(session, anna, sealed) is None
        assert all(entry.said is None for entry in facts_about(session, anna))
        assert chain_holds(session)


def test_an_error_in_a_transaction_keeps_neither_change_nor_fact(house: House) -> None:
    with house.reading() as session:
        before = chain_head(session)
    with pytest.raises(ZeroDivisionError), house.writing() as session:
        register_person(session, house.operator, PersonDetails("Nobody", "nobody@nordlys.example"))
        raise ZeroDivisionError
    with house.reading() as session:
        assert chain_head(session) == before
