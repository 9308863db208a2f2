"""Skills picked by hand, beside the tagger or without it."""

from __future__ import annotations

import pytest

from bot.product import Product
from bot.skills import Skills
from core.activities import activities_named, links_of
from core.errors import Invalid
from core.frameworks import visible_competencies
from tagging.tagger import Tagger
from tests.bot.spoken import Spoken, labels
from tests.bot.tagging.editor import NAMES, TITLE, on_activity, skill_id, speaking
from tests.bot.toy_tagger import BrokenEmbedder
from tests.builders import a_person, a_skill


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


@pytest.mark.rule("people/tier-select")
def test_the_search_field_offers_what_the_editor_may_select(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        a_skill(session, "Crane rescue", access_tier=2, synonyms=("hoist rescue",))
        low = a_person(session, "Low Editor", role="content_editor", access_tier=1)
    assert cleo.options("skills", "crane") == ["Crane control", "Crane rescue"]
    assert cleo.options("skills", "hoist") == ["Crane rescue"]
    assert speaking(cleo.house, low, cleo.product).options("skills", "crane") == ["Crane control"]


def test_without_an_embedding_model_the_card_says_so_and_offers_picking_by_hand(cleo: Spoken) -> None:
    broken = BrokenEmbedder()
    settings = cleo.product.settings
    skills = Skills(cleo.house.engine, Tagger(broken), broken, settings)
    said = speaking(cleo.house, cleo.person_id, Product(cleo.house.engine, settings, skills))
    assert "Suggestions wait: the embedding model isn't answering." in said.command("tag", TITLE)
    assert labels(said.card) == ["Try again", "Pick by hand"]
