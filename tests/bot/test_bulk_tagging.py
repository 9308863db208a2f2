"""Many activities at once: the plan, the run with its stop and its going on, and going through what came."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from bot.blocks import plain
from bot.bulk_tagging import carry_on_all, work_on
from bot.cards import Button
from bot.conversation import Answer
from bot.listeners import bulk_tagging, tagging
from bot.product import Product
from bot.skills import Skills
from core.activities import (
    Asked,
    TaggerAnswer,
    activities_named,
    claim_bulk,
    delete_activity,
    edit_activity,
    link_skill,
    linked_skills,
    open_bulk,
    open_suggestions,
    settle_bulk,
    start_bulk,
)
from core.activities.models import SkillLink, Suggestion, TaggingRun
from core.ai_use import set_daily_tokens, switch_own_ai
from core.errors import NotFound, Refused
from core.frameworks import find_named, set_status
from core.notifications import SUGGESTIONS
from core.people import ContextKind, RoleContext, give_role, person
from tagging.llm import ChatModel
from tests.bot.asking import messages_to
from tests.bot.spoken import Spoken, conversations_of, labels
from tests.bot.test_tagging import NAMES, the_product
from tests.bot.toy_tagger import BrokenEmbedder, a_toy_tagger
from tests.builders import a_course, a_module_in, a_person, a_skill, an_activity
from tests.conftest import House

SUBJECTS = ("Fire safety", "Welding", "First aid", "Order picking", "Data protection")


@pytest.fixture
def cleo(house: House) -> Spoken:
    """A content editor, six skills, and ten activities: two for each of five skills."""
    with house.writing() as session:
        for name in NAMES:
            a_skill(session, name)
        for name in SUBJECTS:
            for kind in ("drill", "course"):
                an_activity(session, f"{name} {kind}", description=f"You practise {name.lower()} here.")
        editor = a_person(session, "Cleo Martin", role="content_editor", time_zone="Europe/Oslo")
    return speaking(house, editor)


def speaking(house: House, person_id: int, product: Product | None = None) -> Spoken:
    return Spoken(house, product or the_product(house), conversations_of(tagging.register), person_id)


def count(house: House, model: Any, **where: Any) -> int:
    with house.reading() as session:
        query = sa.select(sa.func.count(model.id)).filter_by(**where)
        return int(session.scalar(query) or 0)


def the_activity(house: House, title: str) -> int:
    with house.reading() as session:
        return activities_named(session, title)[0].id


def pressed_only(cleo: Spoken, label: str) -> None:
    """A press, whose work waits for a worker."""
    jobs = dict(cleo.conversations.jobs)
    cleo.conversations.jobs[bulk_tagging.RUN] = lambda _job: Answer()
    cleo.press(label)
    cleo.conversations.jobs.update(jobs)


def worked(cleo: Spoken, seconds: float = 60.0, *, owner: str = "worker", product: Product | None = None) -> Any:
    """A worker's turn on the run of the person's own."""
    with cleo.house.reading() as session:
        run = open_bulk(session, cleo.asker.actor)
    assert run is not None
    return work_on(product or cleo.product, cleo.house.workspace_id, cleo.asker.actor, run.id, owner, seconds)


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


# -- several workers ------------------------------------------------------------------------------------------------


def a_run(cleo: Spoken) -> int:
    with cleo.house.writing() as session:
        return start_bulk(session, cleo.asker.actor).id


def claimed_by(cleo: Spoken, run: int, owner: str, most: int = 3) -> list[int]:
    with cleo.house.writing() as session:
        return claim_bulk(session, run, owner, most)


def settled_by(cleo: Spoken, run: int, owner: str, ids: list[int]) -> Any:
    """Settle with an answer for each, without any suggestion."""
    with cleo.house.writing() as session:
        answers = {each: TaggerAnswer((), Asked(0.5, "toy")) for each in ids}
        return settle_bulk(session, cleo.asker.actor, run, owner, ids, answers)


@pytest.mark.rule("tagging/bulk")
def test_two_workers_never_have_the_same_activity(cleo: Spoken) -> None:
    run = a_run(cleo)
    first, second = claimed_by(cleo, run, "one", 6), claimed_by(cleo, run, "two", 6)
    assert len(first) == 6
    assert len(second) == 4
    assert not set(first) & set(second)
    assert settled_by(cleo, run, "one", first).done == 6
    assert settled_by(cleo, run, "two", second).finished
    assert count(cleo.house, TaggingRun) == 10


@pytest.mark.rule("tagging/bulk")
def test_what_a_dead_worker_took_is_taken_by_another_after_its_time_and_counted_once(cleo: Spoken) -> None:
    run = a_run(cleo)
    dead = claimed_by(cleo, run, "dead", 10)
    cleo.house.clock.forward(seconds=119)
    assert claimed_by(cleo, run, "alive", 10) == []
    cleo.house.clock.forward(seconds=2)
    assert claimed_by(cleo, run, "alive", 10) == dead
    assert settled_by(cleo, run, "alive", dead).finished
    assert settled_by(cleo, run, "dead", dead).done == 10
    assert count(cleo.house, TaggingRun) == 10


def test_a_worker_that_starts_again_goes_on_at_once_with_what_it_had(cleo: Spoken) -> None:
    run = a_run(cleo)
    assert claimed_by(cleo, run, "same", 4) == claimed_by(cleo, run, "same", 4)


def test_a_run_whose_worker_died_is_carried_on_by_the_tick(cleo: Spoken) -> None:
    cleo.command("tag", "all")
    pressed_only(cleo, "Start")
    cleo.house.clock.forward(minutes=5)
    carry_on_all(cleo.product)
    assert count(cleo.house, TaggingRun) == 0
    cleo.house.clock.forward(seconds=1)
    carry_on_all(cleo.product)
    assert count(cleo.house, TaggingRun) == 10
    assert "There is nothing to ask about." in cleo.command("tag", "all")


def test_what_filled_up_or_went_out_of_use_meanwhile_is_passed_over_and_said(cleo: Spoken) -> None:
    cleo.command("tag", "all")
    pressed_only(cleo, "Start")
    with cleo.house.writing() as session:
        delete_activity(session, cleo.house.operator, the_activity(cleo.house, "Welding course"))
        for name in NAMES[:3]:
            skill = find_named(session, cleo.house.operator, name)[0].id
            link_skill(session, cleo.house.operator, the_activity(cleo.house, "First aid drill"), skill)
    now = worked(cleo)
    assert (now.done, now.passed_over, now.finished) == (10, 2, True)
    assert count(cleo.house, TaggingRun) == 8


def test_somebody_elses_run_reads_as_missing(cleo: Spoken) -> None:
    run = a_run(cleo)
    with cleo.house.writing() as session:
        rita = a_person(session, "Rita Moe", role="content_editor")
    other = speaking(cleo.house, rita)
    with pytest.raises(NotFound, match="That run is no longer here"):
        other.press_button(Button("Stop", "bulk.stop", {"bulk": run}))
    assert "10 activities to ask about." in other.command("tag", "all")


# -- going through --------------------------------------------------------------------------------------------------


def test_going_through_takes_one_press_a_suggestion_and_shows_what_was_decided_with_undo(cleo: Spoken) -> None:
    cleo.command("tag", "all")
    cleo.press("Start")
    said = cleo.press("Go through 10")
    assert said.splitlines()[0] == "Fire safety drill"
    assert "10 activities with suggestions that wait." in said
    while cleo.says.splitlines()[0] == "Fire safety drill":
        cleo.press("Accept")
    assert cleo.says.splitlines()[0] == "Fire safety course"
    assert "Before: Fire safety drill" in cleo.says
    assert "Fire safety ✓ Linked by Cleo, 10:00 [Undo]" in cleo.says
    assert "9 activities with suggestions that wait." in cleo.says
    cleo.press("Undo")
    assert cleo.says.splitlines()[0] == "Fire safety drill"
    assert "10 activities with suggestions that wait." in cleo.says


def test_one_that_is_passed_by_comes_again_from_the_start(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        for title in [f"{name} course" for name in SUBJECTS] + [f"{name} drill" for name in SUBJECTS[1:]]:
            delete_activity(session, cleo.house.operator, the_activity(cleo.house, title))
    cleo.command("tag", "all")
    cleo.press("Start")
    cleo.press("Go through 1")
    said = cleo.press("Next activity")
    assert "That was the last one. 1 activity that you passed by waits." in said
    assert cleo.press("From the start").splitlines()[0] == "Fire safety drill"
    while "Reject" in labels(cleo.card):
        cleo.press("Reject")
    assert "✓ Nothing waits: every suggestion is decided." in cleo.says
    assert cleo.command("tag", "waiting").startswith("✓ Nothing waits")


def test_what_became_undecidable_does_not_wait(cleo: Spoken) -> None:
    cleo.command("tag", "Welding drill")
    drill = the_activity(cleo.house, "Welding drill")
    with cleo.house.writing() as session:
        offered = session.scalars(sa.select(Suggestion.competency_id).where(Suggestion.activity_id == drill)).all()
        for skill in offered:
            set_status(session, cleo.house.operator, skill, "disabled")
    assert offered
    assert cleo.command("tag", "waiting").startswith("✓ Nothing waits")


# -- changed texts --------------------------------------------------------------------------------------------------


def changed(cleo: Spoken, title: str, description: str) -> None:
    with cleo.house.writing() as session:
        edit_activity(session, cleo.asker.actor, the_activity(cleo.house, title), description=description)


def open_skills(cleo: Spoken, title: str) -> set[str]:
    with cleo.house.reading() as session:
        [found] = activities_named(session, title)
        return {each.name for each in open_suggestions(session, cleo.asker.actor, found.id)}


@pytest.mark.rule("tagging/re-tag")
def test_a_changed_text_brings_new_proposals_by_itself_and_links_and_rejections_stay(cleo: Spoken) -> None:
    cleo.command("tag", "Welding drill")
    cleo.press("Accept")
    changed(cleo, "Welding drill", "You practise welding, first aid and order picking here.")
    carry_on_all(cleo.product)
    assert open_skills(cleo, "Welding drill") == set()
    cleo.house.clock.forward(seconds=61)
    carry_on_all(cleo.product)
    assert open_skills(cleo, "Welding drill") == {"First aid", "Order picking"}
    cleo.command("tag", "waiting")
    rejected = cleo.says.splitlines()[2].split(" · ")[0]
    cleo.press("Reject")
    changed(cleo, "Welding drill", "You practise welding, first aid, order picking and data protection here.")
    cleo.house.clock.forward(seconds=61)
    carry_on_all(cleo.product)
    assert open_skills(cleo, "Welding drill") == {"First aid", "Order picking", "Data protection"} - {rejected}
    with cleo.house.reading() as session:
        assert [each.name for each in linked_skills(session, the_activity(cleo.house, "Welding drill"))] == ["Welding"]


def test_an_activity_never_asked_about_is_not_asked_about_because_its_text_changed(cleo: Spoken) -> None:
    changed(cleo, "Welding drill", "You practise first aid here.")
    cleo.house.clock.forward(minutes=2)
    carry_on_all(cleo.product)
    assert count(cleo.house, TaggingRun) == 0


def test_asking_by_hand_after_a_change_is_not_followed_by_another_asking(cleo: Spoken) -> None:
    cleo.command("tag", "Welding drill")
    changed(cleo, "Welding drill", "You practise first aid here.")
    cleo.command("tag", "Welding drill")
    cleo.house.clock.forward(minutes=2)
    carry_on_all(cleo.product)
    assert count(cleo.house, TaggingRun) == 2


def test_an_answer_to_a_text_that_changed_meanwhile_is_not_kept(cleo: Spoken) -> None:
    run = a_run(cleo)
    ids = claimed_by(cleo, run, "slow", 10)
    changed(cleo, "Welding drill", "You practise first aid here.")
    drill = the_activity(cleo.house, "Welding drill")
    assert settled_by(cleo, run, "slow", ids).done == 9
    assert count(cleo.house, TaggingRun, activity_id=drill) == 0
    cleo.house.clock.forward(seconds=61)
    assert claimed_by(cleo, run, "slow", 10) == [drill]


def test_of_many_changed_texts_one_message_tells_the_next_morning_and_none_once_all_is_decided(cleo: Spoken) -> None:
    cleo.command("tag", "all")
    cleo.press("Start")
    with cleo.house.writing() as session:
        for name in SUBJECTS:
            activity = the_activity(cleo.house, f"{name} drill")
            edit_activity(session, cleo.asker.actor, activity, description=f"{name}, and crane control.")
    cleo.house.clock.forward(seconds=61)
    carry_on_all(cleo.product)
    [message] = [each for each in messages_to(cleo.house, cleo.person_id) if each.kind == SUGGESTIONS]
    assert message.due_at == datetime(2026, 11, 25, 8, tzinfo=UTC)
    with cleo.house.reading() as session:
        recipient = person(session, cleo.person_id)
        card = cleo.conversations.notices[SUGGESTIONS](session, recipient, message.refs, None)
        assert card is not None
        assert plain(card, cleo.asker.reader).startswith(
            "Texts you changed were looked at anew. Suggestions wait on 10 activities."
        )
    with cleo.house.writing() as session:
        session.execute(sa.update(Suggestion).values(status="rejected"))
        assert cleo.conversations.notices[SUGGESTIONS](session, recipient, message.refs, None) is None
