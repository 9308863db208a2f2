"""The audit trail in chat: read by site admins alone, by person, kind and day; checked; in a file."""

from __future__ import annotations

import pytest

from bot.cards import Attachment
from bot.listeners import audit
from core.achievements import give_rating
from core.audit.models import RecordedFact
from core.errors import Invalid, Refused
from core.frameworks import scales_of
from core.people import PersonDetails, register_person
from tests.bot.asking import Chat
from tests.builders import a_person, a_skill
from tests.conftest import House


@pytest.fixture
def chat(house: House) -> Chat:
    return Chat(house, (audit,))


@pytest.fixture
def ada(house: House) -> int:
    with house.writing() as session:
        return a_person(session, "Ada Admin", role="admin")


@pytest.fixture
def anna(house: House, ada: int) -> int:
    with house.writing() as session:
        details = PersonDetails("Anna Berg", "anna@nordlys.example", "UANNA")
        anna = register_person(session, house.operator, details)
    house.clock.forward(days=1)
    with house.writing() as session:
        register_person(session, house.as_(ada), PersonDetails("Anna Lund", "anna@nordlys.example", "UANNA"))
    return anna


@pytest.mark.rule("privacy/audit")
def test_who_did_what_to_whom_when_from_and_to_is_read(house: House, chat: Chat, ada: int, anna: int) -> None:
    said = chat.read(chat.command(ada, "audit", "<@UANNA>").card, ada)
    assert "25 November 2026" in said
    assert "by" not in said.split("person changed")[0]
    assert "person changed · Ada Admin" in said
    assert "Anna Lund, name: Anna Berg → Anna Lund" in said


@pytest.mark.rule("privacy/audit")
def test_ratings_are_read_by_names_and_days(house: House, chat: Chat, ada: int, anna: int) -> None:
    with house.writing() as session:
        fire = a_skill(session, "Fire safety")
        value = scales_of(session, [fire])[fire].lowest_proficient
        give_rating(session, house.as_(ada), person_id=anna, competency_id=fire, scale_value_id=value.id)
    said = chat.read(chat.command(ada, "audit", "<@UANNA>").card, ada)
    assert "Anna Lund, Fire safety, rating: none → Acquired" in said
    assert "Anna Lund, Fire safety, acquired: none → 25 November 2026" in said


@pytest.mark.rule("privacy/audit")
@pytest.mark.parametrize(
    ("words", "found"),
    [("on 25 November", 1), ("on 23 November 2026", 0), ("since 25 November", 1), ("@anna until 24 November", 1),
     ("<@UANNA> person", 2), ("qualification", 0), ("person.changed since 25 November 2026", 1)],
)  # fmt: skip
def test_it_is_narrowed_by_day_person_and_kind(
    house: House, chat: Chat, ada: int, anna: int, words: str, found: int
) -> None:
    card = chat.command(ada, "audit", words.replace("@anna", "<@UANNA>", 1) if words.startswith("@") else words).card
    said = chat.read(card, ada)
    assert said.count("person changed ·") == found
    assert ("Nothing is on record" in said) == (found == 0)


@pytest.mark.rule("privacy/audit")
def test_older_entries_follow_page_by_page(house: House, chat: Chat, ada: int) -> None:
    with house.writing() as session:
        for number in range(25):
            a_person(session, f"Colleague {number}")
    first = chat.command(ada, "audit", "person")
    second = chat.press(ada, first.card, "Show older")
    assert "Colleague 24" in chat.read(first.card, ada)
    assert "Colleague 14" in chat.read(second.card, ada)
    assert "Colleague 24" not in chat.read(second.card, ada)


@pytest.mark.rule("privacy/audit")
def test_the_chain_is_checked_and_its_head_shown_and_a_break_is_named(
    house: House, chat: Chat, ada: int, anna: int
) -> None:
    held = chat.later(ada, chat.press(ada, chat.command(ada, "audit").card, "Check the chain"))
    assert "✓ The chain holds" in chat.read(held.card, ada)
    with house.writing() as session:
        fact = session.query(RecordedFact).filter(RecordedFact.position == 1).one()
        fact.actor_kind = "engine"
    broken = chat.later(ada, chat.command(ada, "audit", "check"))
    assert "✕ The chain breaks at fact 1" in chat.read(broken.card, ada)


@pytest.mark.rule("privacy/audit")
def test_it_is_taken_out_in_a_file_with_the_head(house: House, chat: Chat, ada: int, anna: int) -> None:
    made = chat.later(ada, chat.press(ada, chat.command(ada, "audit", "<@UANNA>").card, "File"))
    assert made.card is not None
    (file,) = [part for part in made.card.parts if isinstance(part, Attachment)]
    assert file.content.decode("utf-8-sig").count("person.changed") == 2
    assert "Head of the chain" in chat.read(made.card, ada)
    assert made.where == "chat"


@pytest.mark.rule("privacy/audit")
@pytest.mark.parametrize("role", [None, "competency_admin"])
def test_nobody_else_reads_it(house: House, chat: Chat, ada: int, anna: int, role: str | None) -> None:
    card = chat.command(ada, "audit").card
    with house.writing() as session:
        other = a_person(session, "Ole Lie", role=role)
    for words in ("", "check", "file", "<@UANNA>"):
        with pytest.raises(Refused, match="for site admins"):
            chat.command(other, "audit", words)
    for label in ("Check the chain", "File"):
        with pytest.raises(Refused):
            chat.press(other, card, label)


@pytest.mark.parametrize("words", ["on someday", "!!!", "since"])
def test_what_is_not_understood_is_answered_with_an_example(
    house: House, chat: Chat, ada: int, anna: int, words: str
) -> None:
    if words == "since":
        assert "Nothing is on record" in chat.read(chat.command(ada, "audit", words).card, ada)
        return
    with pytest.raises(Invalid, match="Example: /prowess audit"):
        chat.command(ada, "audit", words)
