"""The content editor's conversation: /tag, suggestions one by one, and what else can happen on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.listeners import proposals, reports, tagging
from bot.product import Product
from bot.settings import Settings
from bot.skills import Skills
from core.activities import activities_named, link_skill, linked_skills, links_of
from core.catalogue import PROPOSED
from core.db import WorkspaceSession
from core.errors import Invalid, Refused
from core.frameworks import find_named, set_status, visible_competencies
from core.people import person
from tagging.judge import Judge
from tagging.llm import ChatModel
from tagging.tagger import Tagger
from tests.bot.spoken import Spoken, buttons, conversations_of, labels
from tests.bot.toy_tagger import BrokenEmbedder, a_toy_tagger
from tests.builders import a_module, a_person, a_skill, an_activity
from tests.conftest import House
from tests.tagging.conftest import ToyEmbedder
from tests.tagging.scripted_llm import ScriptedLLM, shortlist_of

TITLE = "Hot work permit drill"
TEXT = "Fill in a hot work permit for a small welding job. The fire watch keeps fire safety in mind after welding."
NAMES = ("Fire safety", "Welding", "First aid", "Order picking", "Data protection", "Crane control")


def the_product(house: House, chat: ChatModel | None = None, threshold: float = 0.5) -> Product:
    toy = ToyEmbedder()
    settings = Settings(_env_file=None).model_copy(update={"tagging_threshold": threshold})  # type: ignore[call-arg]
    tagger = a_toy_tagger(toy, Judge(chat) if chat else None)
    return Product(house.engine, settings, Skills(house.engine, tagger, toy, settings), chat)


def speaking(house: House, person_id: int, product: Product | None = None) -> Spoken:
    known = conversations_of(tagging.register, proposals.register)
    return Spoken(house, product or the_product(house), known, person_id)


@pytest.fixture
def cleo(house: House) -> Spoken:
    """A content editor without tier, in a workspace with six skills and one activity."""
    with house.writing() as session:
        for name in NAMES:
            a_skill(session, name)
        an_activity(session, TITLE, description=TEXT)
        editor = a_person(session, "Cleo Martin", role="content_editor", time_zone="Europe/Oslo")
    return speaking(house, editor)


@pytest.fixture
def strict(cleo: Spoken) -> Spoken:
    """The same, where nothing passes."""
    return speaking(cleo.house, cleo.person_id, the_product(cleo.house, threshold=0.9999))


def on_activity(house: House, title: str = TITLE) -> list[str]:
    with house.reading() as session:
        [found] = activities_named(session, title)
        return [skill.name for skill in linked_skills(session, found.id)]


def skill_id(session: WorkspaceSession, house: House, name: str) -> int:
    return find_named(session, house.operator, name)[0].id


@pytest.mark.rule("tagging/why")
def test_an_editor_tags_an_activity_by_title_and_reads_confidence_reason_and_words(cleo: Spoken) -> None:
    said = cleo.command("tag", "hot work permit drill")
    assert "2 suggestions. Nothing is linked until you accept." in said
    rows = [line for line in said.splitlines() if line.startswith(("Fire safety · 0.", "Welding · 0."))]
    assert len(rows) == 2
    assert all(" · Matches '" in row and row.endswith(" in the text.") for row in rows), "words are quoted once"
    assert "words: " not in said
    assert "Threshold 0.50. Linked so far: 0 of 3." in said
    assert "Without the language model: matched by meaning and words." in said
    assert labels(cleo.card) == ["Accept", "Reject", "Why?"] * 2
    assert "%" not in said
    assert on_activity(cleo.house) == []


def test_the_card_says_at_once_that_it_looks(cleo: Spoken) -> None:
    cleo.command("tag", TITLE)
    assert str(cleo.told[0].summary) == f"Looking for skills for {TITLE}…"


@pytest.mark.rule("activities/assign")
def test_accepting_links_the_skill_and_settles_its_row_with_undo(cleo: Spoken) -> None:
    first = cleo.command("tag", TITLE).splitlines()[2].split(" · ")[0]
    said = cleo.press("Accept")
    assert f"{first} ✓ Linked by Cleo, 10:00 [Undo]" in said
    assert "Linked so far: 1 of 3." in said
    assert on_activity(cleo.house) == [first]
    said = cleo.press("Undo")
    assert on_activity(cleo.house) == []
    assert "Linked so far: 0 of 3." in said
    assert labels(cleo.card).count("Accept") == 2


@pytest.mark.rule("tagging/rejected")
def test_rejecting_settles_the_row_and_it_is_not_offered_again_until_cleared(cleo: Spoken) -> None:
    first = cleo.command("tag", TITLE).splitlines()[2].split(" · ")[0]
    assert f"{first} · Rejected; not offered again for this activity [Undo]" in cleo.press("Reject")
    said = cleo.command("tag", TITLE)
    assert not any(line.startswith(f"{first} ·") for line in said.splitlines())
    assert "1 skill rejected earlier is left out. [Offer again]" in said
    assert any(line.startswith(f"{first} ·") for line in cleo.press("Offer again").splitlines())


def test_a_card_says_that_all_is_decided_only_once_it_is_and_offers_what_can_follow(cleo: Spoken) -> None:
    cleo.command("tag", TITLE)
    assert "2 suggestions. Nothing is linked until you accept." in cleo.press("Accept")
    said = cleo.press("Reject")
    assert "2 suggestions, all decided." in said
    assert "Nothing is linked until" not in said
    assert labels(cleo.card) == ["Undo", "Undo", "Pick by hand", "Edit activity"]
    cleo.press("Edit activity")
    cleo.fill(title=TITLE, description="Weld beside the sorter, with a permit.")
    assert "✓ Saved by you, 10:00: " in cleo.says


@pytest.mark.rule("tagging/why")
def test_why_answers_privately_in_at_most_five_lines_and_leaves_the_card(cleo: Spoken) -> None:
    before = cleo.command("tag", TITLE)
    lines = cleo.press("Why?").splitlines()
    assert len(lines) <= 5
    assert "the threshold is 0.50." in lines[0]
    assert lines[1].startswith("Reason: ")
    assert lines[2] == "By: toy, matched by meaning and words."
    assert lines[3].startswith("Asked by Cleo, 24 November 2026, 10:00.")
    assert cleo.says == before


def test_undo_is_offered_for_ten_minutes_and_only_to_whoever_decided(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        other = a_person(session, "Rita Moe", role="content_editor")
    cleo.command("tag", TITLE)
    cleo.press("Accept")
    again = next(each for each in buttons(cleo.card) if each.action == "tag.why")
    rita = speaking(cleo.house, other, cleo.product)
    rita.press_button(again.__class__("Reject", "tag.reject", again.payload))
    assert labels(rita.card) == ["Undo", "Pick by hand", "Edit activity"]
    assert "✓ Linked by Cleo" in rita.says
    undo = next(each for each in buttons(cleo.card) if each.action == "tag.undo")
    cleo.house.clock.forward(minutes=11)
    said = cleo.press_button(undo)
    assert "Not undone: that works for 10 minutes" in said
    assert labels(cleo.card) == ["Pick by hand", "Edit activity"]


@pytest.mark.rule("tagging/nothing")
def test_when_nothing_fits_the_best_its_confidence_and_the_threshold_are_named(strict: Spoken) -> None:
    said = strict.command("tag", TITLE)
    assert "No skill fits well enough. Best: " in said
    assert "; the threshold is 0.9999. Nothing was linked." in said
    assert labels(strict.card)[:2] == ["Pick by hand", "Propose a new skill"]


@pytest.mark.rule("tagging/nothing")
def test_with_nothing_to_compare_no_best_is_named(house: House) -> None:
    with house.writing() as session:
        an_activity(session, TITLE, description=TEXT)
        a_skill(session, "Welding", access_tier=3)
        low = a_person(session, "Cleo Martin", role="content_editor", access_tier=1)
    said = speaking(house, low).command("tag", TITLE)
    assert "There is no skill to compare with. Nothing was linked." in said
    assert "Best" not in said
    assert "Welding" not in said


@pytest.mark.rule("tagging/nothing")
def test_from_the_empty_answer_a_new_skill_is_proposed_to_the_owners_and_none_is_made(strict: Spoken) -> None:
    with strict.house.writing() as session:
        ada = a_person(session, "Ada Lund", role="admin")
    strict.command("tag", TITLE)
    strict.press("Propose a new skill")
    said = strict.fill(name="Racking inspection")
    assert "Proposed: Racking inspection." in said
    with strict.house.writing() as session:
        assert find_named(session, strict.house.operator, "Racking inspection") == []
        recipient = person(session, ada)
        refs = {"proposal": 1, "name": "Racking inspection", "by": strict.person_id}
        card = strict.conversations.notices[PROPOSED](session, recipient, refs, None)
    assert card is not None
    assert str(card.summary) == "Cleo Martin proposes a new competency for the catalogue: Racking inspection."


def test_a_skill_that_exists_already_is_not_proposed(strict: Spoken) -> None:
    with strict.house.writing() as session:
        set_status(session, strict.house.operator, skill_id(session, strict.house, "Crane control"), "disabled")
    strict.command("tag", TITLE)
    strict.press("Propose a new skill")
    form = strict.form
    refused = {"fire SAFETY": "in the catalogue already", "Crane control": "but disabled", "  ": "a name"}
    for name, said in refused.items():
        strict.form = form
        with pytest.raises(Invalid, match=said):
            strict.fill(name=name)


@pytest.mark.rule("activities/skills-limit")
def test_three_by_hand_then_ai_gives_no_suggestion(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        [drill] = activities_named(session, TITLE)
        for name in NAMES[:3]:
            link_skill(session, cleo.asker.actor, drill.id, skill_id(session, cleo.house, name))
    said = cleo.command("tag", TITLE)
    assert "This activity has 3 skills, the most it can carry." in said
    assert "Fire safety, First aid and Welding." in said
    assert labels(cleo.card) == ["Change skills", "Edit activity"]


@pytest.mark.rule("activities/skills-limit")
def test_a_press_on_a_stale_card_says_why_it_no_longer_works(cleo: Spoken) -> None:
    cleo.command("tag", TITLE)
    with cleo.house.writing() as session:
        [drill] = activities_named(session, TITLE)
        for name in ("First aid", "Order picking", "Data protection"):
            link_skill(session, cleo.asker.actor, drill.id, skill_id(session, cleo.house, name))
    said = cleo.press("Accept")
    assert "This activity has 3 skills, the most it can carry. Take one off first." in said
    assert len(on_activity(cleo.house)) == 3


def test_a_skill_disabled_since_is_refused_with_a_sentence(cleo: Spoken) -> None:
    first = cleo.command("tag", TITLE).splitlines()[2].split(" · ")[0]
    with cleo.house.writing() as session:
        set_status(session, cleo.house.operator, skill_id(session, cleo.house, first), "disabled")
    assert f"{first} is disabled." in cleo.press("Accept")
    assert on_activity(cleo.house) == []


def test_an_old_card_shows_the_newest_answer(cleo: Spoken) -> None:
    cleo.command("tag", TITLE)
    old = next(buttons(cleo.card))
    cleo.command("tag", TITLE)
    said = cleo.press_button(old)
    assert "is no longer suggested: this activity was asked about again." in said
    assert on_activity(cleo.house) == []
    cleo.press("Accept")
    assert len(on_activity(cleo.house)) == 1


def test_pressing_accept_twice_links_once(cleo: Spoken) -> None:
    cleo.command("tag", TITLE)
    accept = next(buttons(cleo.card))
    cleo.press_button(accept)
    assert "Cleo linked" in cleo.press_button(accept)
    assert len(on_activity(cleo.house)) == 1


@pytest.mark.rule("people/refusal")
def test_an_employee_is_refused_in_words_and_nothing_changes(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        anna = a_person(session)
    said = speaking(cleo.house, anna, cleo.product)
    for words in (TITLE, "Some new activity", ""):
        with pytest.raises(Refused, match="isn't open to you here"):
            said.command("tag", words)


@pytest.mark.rule("activities/assign")
def test_unknown_words_open_a_form_and_saving_it_tags_the_new_activity(cleo: Spoken) -> None:
    cleo.command("tag", "Welding practice")
    assert cleo.form is not None
    filled = {field.name: field.initial for field in cleo.form.fields}
    assert filled["title"] == "Welding practice"
    assert filled["assign"] is filled["ai"] is True
    said = cleo.fill()
    assert "1 suggestion. Nothing is linked until you accept." in said
    cleo.press("Accept")
    assert on_activity(cleo.house, "Welding practice") == ["Welding"]


def test_a_long_description_becomes_title_and_text_within_what_a_form_takes(cleo: Spoken) -> None:
    words = "You weld two plates. " + "Then you check the seam. " * 200
    cleo.command("tag", words)
    assert cleo.form is not None
    filled = {field.name: field.initial for field in cleo.form.fields}
    assert filled["title"] == "You weld two plates"
    assert len(filled["description"]) == 3_000


def test_words_nearly_a_title_ask_which_activity_is_meant(cleo: Spoken) -> None:
    said = cleo.command("tag", "hot wrok permit drill")
    assert "I don't find an activity 'hot wrok permit drill'. Is it one of these?" in said
    assert labels(cleo.card) == [TITLE, "New activity"]
    assert "2 suggestions" in cleo.press(TITLE)
    cleo.command("tag", "hot wrok permit drill")
    cleo.press("New activity")
    assert cleo.form is not None
    assert cleo.form.fields[0].initial == "hot wrok permit drill"


def test_two_activities_of_one_title_are_told_apart(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        an_activity(session, TITLE, modules=(a_module(session, "Hot work"),), idnumber="A-003")
    said = cleo.command("tag", TITLE)
    assert f"2 activities are called '{TITLE}'. Which one?" in said
    assert f"{TITLE} · A-003 · Hot work [This one]" in said
    assert "suggestion" in cleo.press("This one")


def test_an_activity_is_found_by_its_id_number(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        an_activity(session, "Welding yard", idnumber="A-777")
    assert "Welding yard" in cleo.command("tag", "a-777")


def test_without_words_the_form_opens_empty(cleo: Spoken) -> None:
    cleo.command("tag")
    assert cleo.form is not None
    with pytest.raises(Invalid, match="needs a title"):
        cleo.fill()


@pytest.mark.rule("activities/assign")
def test_skills_are_linked_only_with_assign_skills_switched_on(cleo: Spoken) -> None:
    with cleo.house.reading() as session:
        fire = str(skill_id(session, cleo.house, "Fire safety"))
    cleo.command("tag", "Alarm practice")
    form = cleo.form
    with pytest.raises(Invalid, match="Switch on 'Assign skills'") as refused:
        cleo.fill(assign=False, ai=False, skills=[fire])
    assert refused.value.field == "assign"
    with cleo.house.reading() as session:
        assert activities_named(session, "Alarm practice") == []
    cleo.form = form
    said = cleo.fill(assign=True, ai=False, skills=[fire])
    assert "✓ Saved by you, 10:00: Fire safety." in said
    assert on_activity(cleo.house, "Alarm practice") == ["Fire safety"]
    with cleo.house.reading() as session:
        [alarm] = activities_named(session, "Alarm practice")
        assert [link.source for link in links_of(session, [alarm.id])[alarm.id]] == ["hand"]


@pytest.mark.rule("activities/assign")
def test_with_the_switch_off_an_activity_is_saved_without_skills(cleo: Spoken) -> None:
    cleo.command("tag", "Alarm practice")
    assert "✓ Saved by you, 10:00." in cleo.fill(assign=False)
    assert on_activity(cleo.house, "Alarm practice") == []


@pytest.mark.rule("skills/not-from-activity")
def test_no_skill_is_made_while_editing_an_activity(cleo: Spoken) -> None:
    cleo.command("tag", "Alarm practice")
    form = cleo.form
    assert form is not None
    for made_up in ("Racking inspection", "987654", "-1"):
        cleo.form = form
        with pytest.raises(Invalid) as refused:
            cleo.fill(ai=False, skills=[made_up])
        assert refused.value.field == "skills"
    with cleo.house.reading() as session:
        assert {view.name for view in visible_competencies(session, cleo.house.operator)} == set(NAMES)
        assert activities_named(session, "Alarm practice") == []
    assert cleo.options("skills", "Racking inspection") == []


def test_picking_by_hand_changes_the_set_and_undo_restores_it(strict: Spoken) -> None:
    strict.command("tag", TITLE)
    strict.press("Pick by hand")
    with strict.house.reading() as session:
        ids = {name: str(skill_id(session, strict.house, name)) for name in NAMES}
    assert "✓ Saved by you, 10:00: Fire safety and Welding." in strict.fill(
        skills=[ids["Welding"], ids["Fire safety"]]
    )
    strict.press("Change skills")
    assert strict.form is not None
    assert [label for label, _ in strict.form.fields[0].initial] == ["Fire safety", "Welding"]
    strict.fill(skills=[ids["First aid"]])
    assert on_activity(strict.house) == ["First aid"]
    assert strict.press("Undo") == "Undone, 10:00. The skills are as they were."
    assert on_activity(strict.house) == ["Fire safety", "Welding"]


@pytest.mark.rule("tagging/re-tag")
def test_a_changed_text_gives_new_proposals(strict: Spoken) -> None:
    strict.command("tag", TITLE)
    strict.press("Edit activity")
    editor = speaking(strict.house, strict.person_id)
    editor.form = strict.form
    said = editor.fill(title="First aid drill", description="You practise first aid now.", assign=True, ai=True)
    assert "First aid · " in said
    assert on_activity(strict.house, "First aid drill") == []


@pytest.mark.rule("people/tier-select")
def test_the_search_field_offers_what_the_editor_may_select(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        a_skill(session, "Crane rescue", access_tier=2, synonyms=("hoist rescue",))
        low = a_person(session, "Low Editor", role="content_editor", access_tier=1)
    assert cleo.options("skills", "crane") == ["Crane control", "Crane rescue"]
    assert cleo.options("skills", "hoist") == ["Crane rescue"]
    assert speaking(cleo.house, low, cleo.product).options("skills", "crane") == ["Crane control"]


def test_a_teacher_chooses_among_the_modules_they_edit(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        a_module(session, "Fire basics")
    [label] = cleo.options("modules", "fire")
    assert label.startswith("Fire basics (Course ")


def test_without_an_embedding_model_the_card_says_so_and_offers_picking_by_hand(cleo: Spoken) -> None:
    broken = BrokenEmbedder()
    settings = cleo.product.settings
    skills = Skills(cleo.house.engine, Tagger(broken), broken, settings)
    said = speaking(cleo.house, cleo.person_id, Product(cleo.house.engine, settings, skills))
    assert "Suggestions wait: the embedding model isn't answering." in said.command("tag", TITLE)
    assert labels(said.card) == ["Try again", "Pick by hand"]


# -- the language model ---------------------------------------------------------------------------------------------


@pytest.fixture
def judge() -> Iterator[ScriptedLLM]:
    def pick_crane(body: dict[str, Any]) -> dict[str, Any]:
        crane = next(each["id"] for each in shortlist_of(body) if each["name"] == "Crane control")
        reason = "Trains the permit to work."
        return {"picks": [{"id": crane, "confidence": 0.97, "reason": reason, "words": ["hot work permit"]}]}

    with ScriptedLLM([pick_crane]) as server:
        yield server


@pytest.mark.rule("tagging/two-steps")
def test_the_judge_changes_the_answer_and_the_card_names_model_and_prompt(cleo: Spoken, judge: ScriptedLLM) -> None:
    chat = ChatModel(model="scripted", api_key="none", base_url=judge.url)
    said = speaking(cleo.house, cleo.person_id, the_product(cleo.house, chat))
    text = said.command("tag", TITLE)
    assert "Crane control · " in text
    assert "Welding · " not in text
    assert "Trains the permit to work." in text
    assert "words: hot work permit" in text
    assert "language model" not in text
    why = said.press("Why?")
    assert "Words in the text: hot work permit." in why
    assert "By: toy + scripted, prompt skill_tagging.v1." in why


@pytest.mark.rule("tagging/degrade")
def test_with_the_judge_killed_retrieval_answers_alone_and_says_so(cleo: Spoken, judge: ScriptedLLM) -> None:
    chat = ChatModel(model="scripted", api_key="none", base_url=judge.url, deadline=2.0)
    said = speaking(cleo.house, cleo.person_id, the_product(cleo.house, chat))
    judge.stop()
    text = said.command("tag", TITLE)
    assert "2 suggestions. Nothing is linked until you accept." in text
    assert "The language model isn't answering: matched by meaning and words." in text


@pytest.mark.rule("tagging/feedback")
def test_the_report_says_what_was_offered_and_what_became_of_it(cleo: Spoken) -> None:
    talking = Spoken(
        cleo.house, cleo.product, conversations_of(tagging.register, reports.register), cleo.person_id
    )
    assert "was not asked in that time" in talking.command("report", "tagger")
    talking.command("tag", TITLE)
    talking.press("Accept")
    said = talking.command("report", "tagger 30")
    assert "Asked 1 time since 25 October 2026" in said
    assert "Accepted: 1" in said and "Rejected: 0" in said
    assert "Confidence | Decided | Accepted | Share" in said
    with pytest.raises(Invalid, match="How many days back"):
        talking.command("report", "tagger yesterday")
