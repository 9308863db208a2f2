"""Many activities at once: the plan, the run with its stop and its going on, and what it costs."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.product import Product
from bot.skills import Skills
from core.activities import (
    link_skill,
)
from core.activities.models import SkillLink, Suggestion, TaggingRun
from core.ai_use import set_daily_tokens, switch_own_ai
from core.errors import Refused
from core.frameworks import find_named
from core.people import ContextKind, RoleContext, give_role
from tagging.llm import ChatModel
from tests.bot.bulk_tagging.runs import (
    count,
    pressed_only,
    speaking,
    the_activity,
    worked,
)
from tests.bot.spoken import Spoken, labels
from tests.bot.tagging.editor import NAMES, the_product
from tests.bot.toy_tagger import BrokenEmbedder, a_toy_tagger
from tests.builders import a_course, a_module_in, a_person, an_activity


@pytest.mark.rule("tagging/bulk")
def test_all_activities_are_asked_about_with_one_command_and_one_press_and_nothing_is_linked(cleo: Spoken) -> None:
    said = cleo.command("tag", "all")
    assert "10 activities to ask about. Nothing is linked: you decide each suggestion." in said
    assert "Without the language model: matched by meaning and words." in said
    assert labels(cleo.card) == ["Start", "Cancel"]
    assert count(cleo.house, TaggingRun) == 0
    said = cleo.press("Start")
    assert "✓ Done: 10 activities. Suggestions for 10." in said
    assert "Go through 10" in labels(cleo.card)
    assert count(cleo.house, SkillLink) == 0
    assert count(cleo.house, Suggestion, status="open") >= 10


@pytest.mark.rule("tagging/bulk")
def test_a_run_stops_where_it_is_and_goes_on_from_there(cleo: Spoken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.bulk_tagging.ALONE", 3)
    cleo.command("tag", "all")
    pressed_only(cleo, "Start")
    assert worked(cleo, seconds=0).done == 3
    said = cleo.command("tag", "all")
    assert "Looking for skills: 3 of 10 activities." in said
    said = cleo.press("Stop")
    assert "Stopped: 3 of 10 activities." in said
    assert worked(cleo).done == 3
    assert cleo.command("tag", "all") == said
    assert "✓ Done: 10 activities." in cleo.press("Go on")
    assert count(cleo.house, TaggingRun) == 10
    assert "There is nothing to ask about. Left out: 10 have suggestions that wait." in cleo.command("tag", "all")


def test_cancel_asks_nothing(cleo: Spoken) -> None:
    cleo.command("tag", "all")
    assert cleo.press("Cancel") == "Cancelled. Nothing was asked."
    assert count(cleo.house, TaggingRun) == 0


def test_a_course_or_a_category_narrows_it_and_an_unknown_one_is_said(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        course = a_course(session, "Hot work")
        module = a_module_in(session, course)
        an_activity(session, "Torch drill", description="Welding.", modules=(module,))
    said = cleo.command("tag", "all hot work")
    assert "Suggestions for Hot work" in said
    assert "1 activity to ask about." in said
    cleo.press("Start")
    assert count(cleo.house, TaggingRun) == 1
    assert "I don't find a course or category 'cold work'. Nothing was asked." in cleo.command("tag", "all cold work")
    assert labels(cleo.card) == ["All activities", "New activity"]
    assert "10 activities to ask about." in cleo.press("All activities")


def test_full_ones_and_those_whose_suggestions_wait_are_left_out(cleo: Spoken) -> None:
    cleo.command("tag", "Welding drill")
    with cleo.house.writing() as session:
        full = the_activity(cleo.house, "First aid drill")
        for name in NAMES[:3]:
            skill = find_named(session, cleo.house.operator, name)[0].id
            link_skill(session, cleo.house.operator, full, skill)
    said = cleo.command("tag", "all")
    assert "8 activities to ask about." in said
    assert "Left out: 1 carries all the skills it can and 1 has suggestions that wait." in said
    assert labels(cleo.card) == ["Start", "Go through 1", "Cancel"]
    cleo.press("Start")
    assert count(cleo.house, TaggingRun, activity_id=full) == 0
    assert count(cleo.house, TaggingRun, activity_id=the_activity(cleo.house, "Welding drill")) == 1


@pytest.mark.rule("tagging/rejected")
def test_what_was_rejected_is_not_proposed_again_by_a_run(cleo: Spoken) -> None:
    cleo.command("tag", "Welding drill")
    first = cleo.says.splitlines()[2].split(" · ")[0]
    while "Reject" in labels(cleo.card):
        cleo.press("Reject")
    cleo.command("tag", "all")
    cleo.press("Start")
    with cleo.house.reading() as session:
        found = session.scalars(sa.select(Suggestion).where(
            Suggestion.activity_id == the_activity(cleo.house, "Welding drill"), Suggestion.status == "open")).all()
        skill = find_named(session, cleo.house.operator, first)[0].id
        assert skill not in {each.competency_id for each in found}


def test_only_who_may_use_the_tagger_may_ask_and_a_teacher_only_for_their_course(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        omar = a_person(session, "Omar Dahl")
        course = a_course(session, "Hot work")
        an_activity(session, "Torch drill", description="Welding.", modules=(a_module_in(session, course),))
        tina = a_person(session, "Tina Berg")
        give_role(session, cleo.house.operator, tina, "teacher", RoleContext(ContextKind.COURSE, course))
    with pytest.raises(Refused, match="asking for skill suggestions"):
        speaking(cleo.house, omar).command("tag", "all")
    teacher = speaking(cleo.house, tina)
    assert "1 activity to ask about." in teacher.command("tag", "all")
    teacher.press("Start")
    assert count(cleo.house, TaggingRun) == 1
    teacher.command("tag", "waiting")
    assert "Torch drill" in teacher.says


def test_while_the_model_is_away_a_run_stops_saying_so_and_can_go_on(cleo: Spoken) -> None:
    broken = BrokenEmbedder()
    settings = cleo.product.settings
    away = Product(cleo.house.engine, settings, Skills(cleo.house.engine, a_toy_tagger(broken), broken, settings))  # type: ignore[arg-type]
    said = speaking(cleo.house, cleo.person_id, away)
    said.command("tag", "all")
    assert "Stopped: 0 of 10 activities." in said.press("Start")
    assert "Suggestions wait: the embedding model isn't answering." in said.says
    assert labels(said.card) == ["Go on"]
    back = speaking(cleo.house, cleo.person_id)
    back.command("tag", "all")
    assert "✓ Done: 10 activities." in back.press("Go on")


@pytest.mark.parametrize(("left", "ends"), [(1_000_000, "are left today."), (10, "the rest is matched by meaning")])
def test_what_it_costs_at_most_is_said_before_the_press(cleo: Spoken, left: int, ends: str) -> None:
    chat = ChatModel(model="judge", api_key=None, base_url="http://127.0.0.1:9")
    with cleo.house.writing() as session:
        set_daily_tokens(session, cleo.house.operator, left)
    judged = speaking(cleo.house, cleo.person_id, the_product(cleo.house, chat))
    [cost] = [line for line in judged.command("tag", "all").splitlines() if line.startswith("At most ")]
    assert "tokens of the language model; " in cost
    assert f"; {left:,} are left today." in cost
    assert ends in cost
    with cleo.house.writing() as session:
        switch_own_ai(session, cleo.asker.actor, on=False)
    assert "Without the language model" in judged.command("tag", "all")
