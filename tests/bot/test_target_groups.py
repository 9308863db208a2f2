"""Targets on a group itself, in chat: proposed to its lead or an admin, told to its people, removed, taken back."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from bot.listeners import target_groups, targets
from core.errors import Invalid, NotFound, Refused
from core.people import add_group, join_group, leave_group
from core.targets import targets_of
from tests.bot.asking import Chat, messages_to
from tests.builders import a_person, a_skill, a_team
from tests.conftest import House


class Yard(NamedTuple):
    """Lena leads Warehouse with Anna and Erik; Ben manages Anna alone; Cleo stands apart."""

    chat: Chat
    lena: int
    anna: int
    erik: int
    ben: int
    cleo: int
    ada: int
    team: int
    fire: int
    aid: int


@pytest.fixture
def yard(house: House) -> Yard:
    with house.writing() as session:
        ada = a_person(session, "Ada Moe", role="competency_admin")
        ben, lena, cleo = (a_person(session, name) for name in ("Ben Dahl", "Lena Foss", "Cleo Vik"))
        anna = a_person(session, "Anna Berg", manager=ben, chat_user_id="UANNA")
        erik = a_person(session, "Erik Strand", chat_user_id="UERIK")
        team = a_team(session, "Warehouse", anna, erik, lead=lena)
        fire, aid = a_skill(session, "Fire safety"), a_skill(session, "First aid at work")
    return Yard(Chat(house, (targets,)), lena, anna, erik, ben, cleo, ada, team, fire, aid)


def skills_of(house: House, person_id: int) -> set[int]:
    with house.reading() as session:
        return {each.competency_id for each in targets_of(session, [person_id])[person_id]}


@pytest.mark.rule("targets/group")
@pytest.mark.rule("targets/dry-run")
def test_the_lead_sets_a_target_on_the_team_itself_and_whoever_joins_later_has_it(house: House, yard: Yard) -> None:
    dry = yard.chat.command(yard.lena, "target", "team Warehouse Fire safety by 1 March")
    assert yard.chat.read(dry.card, yard.lena).splitlines() == [
        "Not applied yet",
        "Fire safety: Acquired, due 1 March 2027.",
        "3 people: 3 new.",
        "On Warehouse itself: who joins later has it, who leaves has it no longer.",
        "[Apply] [Change] [Cancel]",
        "△ Fire safety: nobody can be rated in it yet, no path that can be met leads there.",
    ]
    assert skills_of(house, yard.anna) == set()
    done = yard.chat.press(yard.lena, dry.card, "Apply")
    assert yard.chat.read(done.card, yard.lena).splitlines() == [
        "✓ Applied to Warehouse by Lena, 09:00: 3 created. Who joins later has it, too.",
        "[Undo]",
    ]
    assert skills_of(house, yard.anna) == skills_of(house, yard.erik) == skills_of(house, yard.lena) == {yard.fire}
    with house.writing() as session:
        join_group(session, house.as_(yard.ada), yard.team, yard.cleo)
    assert skills_of(house, yard.cleo) == {yard.fire}
    with house.writing() as session:
        leave_group(session, house.as_(yard.ada), yard.team, yard.anna)
    assert skills_of(house, yard.anna) == set()


@pytest.mark.rule("targets/who")
@pytest.mark.rule("people/refusal")
def test_an_admin_may_who_supervises_some_there_is_offered_those_and_others_are_refused(
    house: House, yard: Yard
) -> None:
    assert "3 people: 3 new." in yard.chat.read(
        yard.chat.command(yard.ada, "target", "team Warehouse Fire safety").card, yard.ada
    )
    offer = yard.chat.command(yard.ben, "target", "team Warehouse Fire safety")
    assert "I can set it for the 1 there you supervise." in yard.chat.read(offer.card, yard.ben)
    chosen = yard.chat.press(yard.ben, offer.card, "See who")
    assert "Left out, as not supervised by you: Erik Strand and Lena Foss." in yard.chat.read(chosen.card, yard.ben)
    yard.chat.press(yard.ben, chosen.card, "Apply")
    assert (skills_of(house, yard.anna), skills_of(house, yard.erik)) == ({yard.fire}, set())
    with pytest.raises(Refused, match=r"a target on Warehouse needs its lead or an admin, and you supervise nobody"):
        yard.chat.command(yard.cleo, "target", "team Warehouse Fire safety")


def test_any_kind_of_group_is_named_by_its_kind_and_a_hidden_one_reads_as_missing(house: House, yard: Yard) -> None:
    with house.writing() as session:
        oslo = add_group(session, house.operator, "location", "Oslo")
        join_group(session, house.operator, oslo, yard.anna)
        secret = add_group(session, house.operator, "audience", "Night shift")
        join_group(session, house.operator, secret, yard.erik)
    dry = yard.chat.command(yard.ada, "target", "location Oslo Fire safety")
    assert "1 person: 1 new." in yard.chat.read(dry.card, yard.ada)
    for words in ("audience Night shift Fire safety", "audience Day shift Fire safety"):
        with pytest.raises(NotFound, match="Check its name"):
            yard.chat.command(yard.cleo, "target", words)


def test_an_empty_group_takes_targets_for_who_joins(house: House, yard: Yard) -> None:
    with house.writing() as session:
        empty = add_group(session, house.operator, "team", "Night crew")
    dry = yard.chat.command(yard.ada, "target", "team Night crew Fire safety")
    assert "Nobody is in it now." in yard.chat.read(dry.card, yard.ada)
    yard.chat.press(yard.ada, dry.card, "Apply")
    with house.writing() as session:
        join_group(session, house.operator, empty, yard.cleo)
    assert skills_of(house, yard.cleo) == {yard.fire}


def test_its_people_are_told_once_with_the_team_named_and_who_joins_is_told_then(house: House, yard: Yard) -> None:
    dry = yard.chat.command(yard.lena, "target", "team Warehouse Fire safety, First aid at work by 1 March")
    yard.chat.press(yard.lena, dry.card, "Apply")
    (message,) = messages_to(house, yard.anna)
    said = yard.chat.read(yard.chat.notice(message), yard.anna).splitlines()
    assert said[0] == "Lena set 2 targets for team Warehouse, and so for you, due 1 March 2027."
    assert "Because team Warehouse asks for it. Mute: /prowess settings" in said
    assert messages_to(house, yard.lena) == []
    house.clock.forward(minutes=1)
    with house.writing() as session:
        join_group(session, house.as_(yard.ada), yard.team, yard.cleo)
    (message,) = messages_to(house, yard.cleo)
    said = yard.chat.read(yard.chat.notice(message), yard.cleo).splitlines()
    assert said[0] == "2 new targets of yours come with team Warehouse, due 1 March 2027."
    with house.writing() as session:
        leave_group(session, house.as_(yard.ada), yard.team, yard.cleo)
    assert yard.chat.notice(message) is None
    left = yard.chat.notice(message, sent=True)
    assert yard.chat.read(left, yard.cleo) == "No longer among your targets, 09:01."


@pytest.mark.rule("chat/undo")
def test_undo_takes_a_groups_target_back_and_a_second_one_says_what_came_between(house: House, yard: Yard) -> None:
    first = yard.chat.command(yard.lena, "target", "team Warehouse Fire safety by 1 March")
    applied = yard.chat.press(yard.lena, first.card, "Apply")
    undone = yard.chat.press(yard.lena, applied.card, "Undo")
    assert "Undone, 09:00. Warehouse asks for it as before; 3 targets were taken back." in yard.chat.read(
        undone.card, yard.lena
    )
    assert skills_of(house, yard.anna) == set()


def test_the_name_alone_lists_what_the_group_asks_for_and_each_is_removed_after_a_dry_run(
    house: House, yard: Yard
) -> None:
    form = yard.chat.command(yard.lena, "target", "team Warehouse").form
    dry = yard.chat.submit(yard.lena, form, skills=[str(yard.fire)])
    yard.chat.press(yard.lena, dry.card, "Apply")
    listed = yard.chat.command(yard.lena, "target", "team Warehouse")
    said = yard.chat.read(listed.card, yard.lena)
    assert "Warehouse: 1 target for everybody in it, later members too. 3 people have them." in said
    assert "Fire safety: Acquired. By: Lena Foss, 24 November 2026, 09:00. [Remove]" in said
    removal = yard.chat.command(yard.lena, "target", "remove team Warehouse Fire safety")
    assert "Warehouse asks for Fire safety no longer. 3 people: 3 have it no more." in yard.chat.read(
        removal.card, yard.lena
    )
    assert skills_of(house, yard.anna) == {yard.fire}
    gone = yard.chat.press(yard.lena, removal.card, "Apply")
    assert skills_of(house, yard.anna) == set()
    yard.chat.press(yard.lena, gone.card, "Undo")
    assert skills_of(house, yard.anna) == {yard.fire}
    with pytest.raises(NotFound, match="Warehouse doesn't ask for First aid at work"):
        yard.chat.command(yard.lena, "target", "remove team Warehouse First aid at work")
    with pytest.raises(Refused):
        yard.chat.command(yard.cleo, "target", "remove team Warehouse Fire safety")
    with pytest.raises(Invalid, match="Which skill"):
        yard.chat.command(yard.lena, "target", "remove team Warehouse")


def test_on_many_people_it_is_applied_beside_the_chat(
    house: House, yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(target_groups, "AT_ONCE", 2)
    dry = yard.chat.command(yard.lena, "target", "team Warehouse Fire safety")
    handed_on = yard.chat.press(yard.lena, dry.card, "Apply")
    assert yard.chat.read(handed_on.card, yard.lena) == "Applying to 3 people…"
    assert skills_of(house, yard.anna) == set()
    done = yard.chat.later(yard.lena, handed_on)
    assert "✓ Applied to Warehouse by Lena, 09:00: 3 created." in yard.chat.read(done.card, yard.lena)
    assert skills_of(house, yard.anna) == {yard.fire}
    removal = yard.chat.command(yard.lena, "target", "remove team Warehouse Fire safety")
    yard.chat.later(yard.lena, yard.chat.press(yard.lena, removal.card, "Apply"))
    assert skills_of(house, yard.anna) == set()
