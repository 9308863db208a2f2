"""A person's own data in one file, erasing somebody and readmitting them, as they go in chat."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from bot.cards import Attachment, Card
from bot.listeners import privacy
from core.errors import Invalid, NotFound, Refused
from core.people import PersonDetails, person_by_chat_id, register_person
from tests.bot.asking import Chat
from tests.builders import a_certificate, a_person
from tests.conftest import House


@pytest.fixture
def chat(house: House) -> Chat:
    return Chat(house, (privacy,))


@pytest.fixture
def ada(house: House) -> int:
    with house.writing() as session:
        return a_person(session, "Ada Admin", role="admin")


@pytest.fixture
def nina(house: House) -> int:
    with house.writing() as session:
        nina = a_person(session, "Nina Vik", email="nina@nordlys.example", chat_user_id="UNINA")
        a_certificate(session, nina, number="N-4711")
    return nina


def _file(card: Card | None) -> Attachment:
    assert card is not None
    return next(part for part in card.parts if isinstance(part, Attachment))


@pytest.mark.rule("privacy/export")
def test_mydata_gives_all_data_in_one_file_after_one_press(house: House, chat: Chat, nina: int) -> None:
    offered = chat.command(nina, "mydata")
    assert "I can't take it back" in chat.read(offered.card, nina)
    made = chat.later(nina, chat.press(nina, offered.card, "Make the file"))
    file = _file(made.card)
    assert (file.name, made.where) == ("my-data.zip", "chat")
    archive = zipfile.ZipFile(io.BytesIO(file.content))
    data = json.loads(archive.read("data.json"))
    assert data["about"] == "Nina Vik"
    assert data["qualification_version"][0]["number"] == "N-4711"
    assert data["qualification"][0]["competency"].startswith("Forklift licence")
    assert "everything Prowess keeps about you" in archive.read("README.txt").decode()


@pytest.mark.rule("privacy/export")
def test_nobody_gets_anothers_file(house: House, chat: Chat, nina: int, ada: int) -> None:
    made = chat.later(ada, chat.press(ada, chat.command(ada, "mydata").card, "Make the file"))
    data = json.loads(zipfile.ZipFile(io.BytesIO(_file(made.card).content)).read("data.json"))
    assert data["about"] == "Ada Admin"
    assert "Nina" not in json.dumps(data)


@pytest.mark.rule("privacy/erase")
def test_forget_names_the_effect_and_erases_only_after_the_press(
    house: House, chat: Chat, nina: int, ada: int
) -> None:
    asked = chat.command(ada, "forget", "<@UNINA>")
    said = chat.read(asked.card, ada)
    assert "Erase Nina Vik?" in said
    assert "0 documents" in said
    assert "1 qualification and 0 results" in said
    assert "This can't be undone" in said
    button = chat.button(asked.card, "Erase")
    assert button.style == "danger"
    assert button.confirm is not None
    with house.reading() as session:
        assert person_by_chat_id(session, "UNINA") is not None
    done = chat.later(ada, chat.press(ada, asked.card, "Erase"))
    assert "✓ Erased." in chat.read(done.card, ada)
    assert "Nina" not in chat.read(done.card, ada)
    with house.reading() as session:
        assert person_by_chat_id(session, "UNINA") is None
    with pytest.raises(NotFound):
        chat.command(ada, "forget", "<@UNINA>")


def test_keep_erases_nothing(house: House, chat: Chat, nina: int, ada: int) -> None:
    kept = chat.press(ada, chat.command(ada, "forget", "<@UNINA>").card, "Keep")
    assert chat.read(kept.card, ada) == "Nothing was erased."
    with house.reading() as session:
        assert person_by_chat_id(session, "UNINA") is not None


@pytest.mark.rule("privacy/erase")
@pytest.mark.parametrize("role", [None, "competency_admin", "plan_admin"])
def test_who_is_no_site_admin_can_neither_ask_nor_press_nor_readmit(
    house: House, chat: Chat, nina: int, ada: int, role: str | None
) -> None:
    card = chat.command(ada, "forget", "<@UNINA>").card
    with house.writing() as session:
        other = a_person(session, "Ole Lie", role=role)
    with pytest.raises(Refused):
        chat.command(other, "forget", "<@UNINA>")
    with pytest.raises(Refused):
        chat.press(other, card, "Erase")
    with pytest.raises(Refused):
        chat.command(other, "readmit", "nina@nordlys.example")


def test_forget_without_a_person_opens_a_form_and_two_are_one_too_many(
    house: House, chat: Chat, nina: int, ada: int
) -> None:
    form = chat.command(ada, "forget").form
    shown = chat.submit(ada, form, person="UNINA")
    assert "Erase Nina Vik?" in chat.read(shown.card, ada)
    with pytest.raises(Invalid, match="not in the directory"):
        chat.submit(ada, form, person="UNOBODY")
    with house.writing() as session:
        a_person(session, "Odd", chat_user_id="UODD")
    with pytest.raises(Invalid, match="Name one person"):
        chat.command(ada, "forget", "<@UNINA> <@UODD>")


@pytest.mark.rule("privacy/erase-stays")
@pytest.mark.parametrize(
    "words", ["nina@nordlys.example Nina Vik", "<@UNINA|nina>", "<mailto:nina@nordlys.example|nina>"]
)
def test_a_site_admin_readmits_by_address_or_mention(
    house: House, chat: Chat, nina: int, ada: int, words: str
) -> None:
    chat.later(ada, chat.press(ada, chat.command(ada, "forget", "<@UNINA>").card, "Erase"))
    with pytest.raises(Invalid, match="this person was erased"), house.writing() as session:
        register_person(session, house.operator, PersonDetails("Nina Vik", "nina@nordlys.example"))
    said = chat.read(chat.command(ada, "readmit", words).card, ada)
    assert said.startswith("✓ Readmitted")
    with house.writing() as session:
        chat_user_id = "UNINA" if "@U" in words else None
        details = PersonDetails("Nina Vik", "nina@nordlys.example", chat_user_id)
        assert register_person(session, house.operator, details)
    with pytest.raises(NotFound, match="was erased here"):
        chat.command(ada, "readmit", "nobody@nordlys.example")
