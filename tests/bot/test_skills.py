"""Engine and tagger joined: one index a workspace, refreshed when the catalogue moves; only what is new is embedded."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.skills import Skills
from core.activities import MAX_SKILLS, link_skill, reject_suggestion, run_view
from core.db import WorkspaceSession
from core.errors import Conflict, Refused, Unavailable
from core.frameworks import CompetencyCategory, add_synonyms, rename_competency, set_status
from core.people import Actor
from core.people.models import Workspace
from tagging.embedding import EmbeddingUnavailable, LocalEmbedder, open_embedder
from tagging.tagger import Suggestions, Tagger
from tests.bot.toy_tagger import BrokenEmbedder, a_toy_tagger, toy_coefficients
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House
from tests.tagging.conftest import ToyEmbedder
from tests.tagging.test_by_meaning import ENGLISH, GERMAN, Multilingual

TEXT = "Fill in a hot work permit for a small welding job and keep the fire watch after the welding."


@dataclass(frozen=True)
class Thresholds:
    """The one setting read here."""

    tagging_threshold: float = 0.5


@pytest.fixture(scope="session")
def minilm() -> LocalEmbedder:
    embedder = open_embedder(None)
    assert isinstance(embedder, LocalEmbedder)
    return embedder


@pytest.fixture
def toy() -> ToyEmbedder:
    return ToyEmbedder()


@pytest.fixture
def skills(house: House, toy: ToyEmbedder) -> Skills:
    return Skills(house.engine, a_toy_tagger(toy), toy, Thresholds())


def an_editor(session: WorkspaceSession, **details: int) -> Actor:
    return Actor(session.workspace_id, a_person(session, "Cleo Martin", role="content_editor", **details))


def a_catalogue(session: WorkspaceSession) -> dict[str, int]:
    names = ("Fire safety", "Welding", "First aid", "Order picking", "Data protection", "Crane control")
    return {name: a_skill(session, name) for name in names}


def suggested(house: House, skills: Skills, actor: Actor, activity: int) -> list[str]:
    tagged = skills.suggest(house.workspace_id, actor, activity)
    with house.reading() as session:
        return [row.name for row in run_view(session, actor, tagged.run_id).rows]


def test_a_skill_named_in_the_text_is_suggested_and_kept_with_the_model(house: House, skills: Skills) -> None:
    with house.writing() as session:
        cleo, _ = an_editor(session), a_catalogue(session)
        drill = an_activity(session, "Hot work permit drill", description=TEXT)
    tagged = skills.suggest(house.workspace_id, cleo, drill)
    with house.reading() as session:
        run = run_view(session, cleo, tagged.run_id)
    assert run.rows[0].name == "Welding"
    assert (run.model, run.prompt_version, run.degraded) == ("toy", None, "no_model")
    assert "welding" in run.rows[0].words


@pytest.mark.rule("tagging/fresh")
def test_a_new_skill_counts_at_the_next_request_and_embeds_one_skill(
    house: House, skills: Skills, toy: ToyEmbedder
) -> None:
    with house.writing() as session:
        cleo, _ = an_editor(session), a_catalogue(session)
        permits = an_activity(session, "Permit issuing", description="You practise permit issuing.")
    assert "Permit issuing" not in suggested(house, skills, cleo, permits)
    toy.embedded.clear()
    with house.writing() as session:
        a_skill(session, "Permit issuing")
    skills.look_alikes(house.workspace_id, cleo, "anything", wait=True)
    assert [text for text in toy.embedded if text not in ("anything", "warm")] == ["Permit issuing"]
    assert suggested(house, skills, cleo, permits)[0] == "Permit issuing"


@pytest.mark.rule("tagging/fresh")
def test_a_renamed_skill_a_disabled_one_and_a_synonym_count_at_the_next_request(house: House, skills: Skills) -> None:
    with house.writing() as session:
        cleo, known = an_editor(session), a_catalogue(session)
        drill = an_activity(session, "Slinging loads", description="You practise slinging loads and signal work.")
    assert suggested(house, skills, cleo, drill) == []
    with house.writing() as session:
        rename_competency(session, house.operator, known["Crane control"], "Slinging loads")
    assert suggested(house, skills, cleo, drill) == ["Slinging loads"]
    with house.writing() as session:
        set_status(session, house.operator, known["Crane control"], "disabled")
    assert suggested(house, skills, cleo, drill) == []


@pytest.mark.rule("tagging/fresh")
def test_a_text_is_embedded_once_for_all_processes(house: House, toy: ToyEmbedder) -> None:
    with house.writing() as session:
        cleo, known = an_editor(session), a_catalogue(session)
    for _ in range(2):
        again = Skills(house.engine, a_toy_tagger(toy), toy, Thresholds())
        again.look_alikes(house.workspace_id, cleo, "nothing like it", wait=True)
    assert [toy.embedded.count(name) for name in known] == [1] * len(known)


@pytest.mark.rule("tagging/fresh")
def test_a_synonym_counts_once_it_is_added(house: House, skills: Skills) -> None:
    with house.writing() as session:
        cleo, known = an_editor(session), a_catalogue(session)
    assert skills.look_alikes(house.workspace_id, cleo, "GDPR") == []
    with house.writing() as session:
        add_synonyms(session, known["Data protection"], ["GDPR"])
        rename_competency(session, house.operator, known["Welding"], "Weld metal")
    [best, *_] = skills.look_alikes(house.workspace_id, cleo, "GDPR")
    assert best == (known["Data protection"], 1.0)


@pytest.mark.rule("tagging/nothing")
def test_an_empty_catalogue_and_one_hidden_by_tier_name_no_best(house: House, skills: Skills) -> None:
    with house.writing() as session:
        cleo, low = an_editor(session), an_editor(session, access_tier=1)
        drill = an_activity(session, "Welding drill", description=TEXT)
    assert skills.suggest(house.workspace_id, cleo, drill).found.best is None
    with house.writing() as session:
        a_skill(session, "Welding", access_tier=2)
    assert skills.suggest(house.workspace_id, low, drill).found.best is None
    assert suggested(house, skills, cleo, drill) == ["Welding"]


@pytest.mark.rule("tagging/nothing")
def test_when_none_passes_the_best_and_the_threshold_are_kept(house: House, toy: ToyEmbedder) -> None:
    skills = Skills(house.engine, a_toy_tagger(toy), toy, Thresholds(0.9999))
    with house.writing() as session:
        cleo, _ = an_editor(session), a_catalogue(session)
        drill = an_activity(session, "Canteen notice", description="The canteen is closed on Friday.")
    tagged = skills.suggest(house.workspace_id, cleo, drill)
    with house.reading() as session:
        run = run_view(session, cleo, tagged.run_id)
    assert run.rows == ()
    assert run.best_name is not None
    assert run.best_confidence is not None
    assert run.threshold == 0.9999


@pytest.mark.rule("tagging/threshold")
def test_the_workspaces_own_threshold_decides_and_not_the_environments(house: House, skills: Skills) -> None:
    with house.writing() as session:
        cleo, _ = an_editor(session), a_catalogue(session)
        drill = an_activity(session, "Hot work permit drill", description=TEXT)
    found = skills.suggest(house.workspace_id, cleo, drill).found
    assert found.threshold == 0.5
    exactly = found.suggestions[0].confidence
    with house.writing() as session:
        session.get_one(Workspace, session.workspace_id).settings = {"tagging_threshold": exactly}
    assert [one.confidence for one in skills.suggest(house.workspace_id, cleo, drill).found.suggestions] == [exactly]
    with house.writing() as session:
        session.get_one(Workspace, session.workspace_id).settings = {"tagging_threshold": exactly + 0.0001}
    assert skills.suggest(house.workspace_id, cleo, drill).found.suggestions == ()


@pytest.mark.rule("tagging/rejected")
def test_what_was_rejected_is_left_out_and_the_next_best_comes(house: House, skills: Skills) -> None:
    with house.writing() as session:
        cleo, _ = an_editor(session), a_catalogue(session)
        drill = an_activity(session, "Welding drill", description=TEXT)
    tagged = skills.suggest(house.workspace_id, cleo, drill)
    with house.writing() as session:
        reject_suggestion(session, cleo, run_view(session, cleo, tagged.run_id).rows[0].id)
    again = skills.suggest(house.workspace_id, cleo, drill).found
    assert tagged.found.suggestions[0].skill_id not in {one.skill_id for one in again.suggestions}
    assert again.best is not None
    assert again.best.skill_id != tagged.found.suggestions[0].skill_id


def test_a_certification_is_never_suggested_but_found_as_a_look_alike(house: House, skills: Skills) -> None:
    with house.writing() as session:
        cleo = an_editor(session)
        licence = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
        drill = an_activity(session, "Forklift licence", description="You prepare for the forklift licence.")
    assert suggested(house, skills, cleo, drill) == []
    ws = house.workspace_id
    assert skills.look_alikes(ws, cleo, "Forklift lisence")[0][0] == licence
    assert skills.look_alikes(ws, cleo, "Forklift lisence", CompetencyCategory.SKILL) == []
    assert skills.near_in_meaning(ws, cleo, "forklift")[0][0] == licence


@pytest.mark.rule("tagging/at-most-three")
def test_a_full_activity_is_not_asked_about(house: House, skills: Skills, toy: ToyEmbedder) -> None:
    with house.writing() as session:
        cleo, known = an_editor(session), a_catalogue(session)
        drill = an_activity(session, "Drill", description=TEXT)
        for skill in list(known.values())[:MAX_SKILLS]:
            link_skill(session, cleo, drill, skill)
    with pytest.raises(Conflict, match="3 skills, the most it can carry"):
        skills.suggest(house.workspace_id, cleo, drill)
    assert toy.embedded == []


def test_somebody_without_the_right_gets_no_suggestion_and_nothing_is_embedded(
    house: House, skills: Skills, toy: ToyEmbedder
) -> None:
    with house.writing() as session:
        anna, _ = Actor(session.workspace_id, a_person(session)), a_catalogue(session)
        drill = an_activity(session, "Drill", description=TEXT)
    with pytest.raises(Refused):
        skills.suggest(house.workspace_id, anna, drill)
    assert toy.embedded == []


def test_names_and_look_alikes_leave_out_what_a_tier_hides(house: House, skills: Skills) -> None:
    with house.writing() as session:
        anna = Actor(session.workspace_id, a_person(session, access_tier=1))
        a_skill(session, "Crane control", access_tier=2)
        same = a_skill(session, "Crane rescue", access_tier=1)
    assert [name.id for name in skills.catalogue_names(house.workspace_id, anna)] == [same]
    assert [key for key, _ in skills.look_alikes(house.workspace_id, anna, "Crane control", wait=True)] == [same]
    found = skills.near_in_meaning(house.workspace_id, anna, "Crane control")
    assert [key for key, _ in found] == [same]


def test_look_alikes_never_wait_for_the_model_unless_asked_to(house: House, skills: Skills, toy: ToyEmbedder) -> None:
    with house.writing() as session:
        cleo, known = an_editor(session), a_catalogue(session)
    assert skills.look_alikes(house.workspace_id, cleo, "Frie safety")[0][0] == known["Fire safety"]
    assert toy.embedded == []
    assert not skills.ready
    skills.warm().join(10)
    assert skills.ready
    assert "Fire safety" in toy.embedded


def test_without_an_embedding_model_the_editor_is_told_and_spelling_still_works(house: House) -> None:
    broken = BrokenEmbedder()
    skills = Skills(house.engine, Tagger(broken), broken, Thresholds())
    with house.writing() as session:
        cleo, known = an_editor(session), a_catalogue(session)
        drill = an_activity(session, "Drill", description=TEXT)
    skills.warm().join(10)
    with pytest.raises(Unavailable, match="embedding model isn't answering"):
        skills.suggest(house.workspace_id, cleo, drill)
    alike = skills.look_alikes(house.workspace_id, cleo, "Wellding", wait=True)
    assert alike[0][0] == known["Welding"]


def test_many_threads_build_one_index(house: House, skills: Skills, toy: ToyEmbedder) -> None:
    with house.writing() as session:
        cleo, known = an_editor(session), a_catalogue(session)

    def ask() -> None:
        skills.look_alikes(house.workspace_id, cleo, "Fire safety", wait=True)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert toy.embedded.count("Welding") == 1
    assert known["Fire safety"] == skills.look_alikes(house.workspace_id, cleo, "Fire safety")[0][0]


def test_a_stop_in_the_middle_of_embedding_loses_only_the_batch_at_hand(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopping(ToyEmbedder):
        """A model that stops answering after two batches."""

        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            if len(self.embedded) >= 5:
                raise EmbeddingUnavailable("Gone.")
            return super().embed(texts)

    monkeypatch.setattr("bot.skill_indexes.BATCH", 2)
    with house.writing() as session:
        cleo, known = an_editor(session), a_catalogue(session)
    stopping, toy = Stopping(), ToyEmbedder()
    assert Skills(house.engine, a_toy_tagger(stopping), stopping, Thresholds()).near_in_meaning(
        house.workspace_id, cleo, "Welding"
    ) == []
    again = Skills(house.engine, a_toy_tagger(toy), toy, Thresholds())
    assert again.near_in_meaning(house.workspace_id, cleo, "Welding")[0][0] == known["Welding"]
    assert len(set(toy.embedded) & set(known)) == len(known) - 4 + 1  # the question itself is a skill's name


@pytest.mark.rule("privacy/tenants")
def test_a_workspaces_catalogue_is_its_own(house: House, skills: Skills) -> None:
    with house.writing() as session:
        a_catalogue(session)
    other = house.engine.add_workspace(f"TO{house.workspace_id}", "Other")
    operator = Actor.operator(other)
    assert skills.catalogue_names(other, operator) == []
    assert skills.near_in_meaning(other, operator, "Welding") == []
    assert skills.suggest_for_text(other, operator, "Welding drill", TEXT).best is None


def test_no_transaction_is_open_while_the_tagger_works(house: House, toy: ToyEmbedder) -> None:
    class Writing(Tagger):
        """A tagger during whose work somebody else writes."""

        def suggest(self, *args: Any, **kwargs: Any) -> Suggestions:
            with house.writing() as session:
                a_skill(session, "Meanwhile")
            return super().suggest(*args, **kwargs)

    skills = Skills(house.engine, Writing(toy, None, toy_coefficients()), toy, Thresholds())
    with house.writing() as session:
        cleo, _ = an_editor(session), a_catalogue(session)
        drill = an_activity(session, "Welding drill", description=TEXT)
    assert suggested(house, skills, cleo, drill)[0] == "Welding"


def test_the_real_model_finds_a_skill_that_the_text_does_not_name(house: House, minilm: LocalEmbedder) -> None:
    skills = Skills(house.engine, Tagger(minilm), minilm, Thresholds(0.0))
    with house.writing() as session:
        cleo, _ = an_editor(session), a_catalogue(session)
        a_skill(session, "Resuscitation", description="Keeps somebody alive whose heart has stopped.")
        drill = an_activity(
            session, "CPR on a dummy", description="Give chest compressions until the defibrillator is there."
        )
    assert "Resuscitation" in suggested(house, skills, cleo, drill)[:2], "beside first aid, which is not wrong"


def test_a_text_alone_is_tagged_without_keeping_anything(house: House, skills: Skills) -> None:
    with house.writing() as session:
        cleo, known = an_editor(session), a_catalogue(session)
    found = skills.suggest_for_text(house.workspace_id, cleo, "Welding drill", TEXT)
    assert found.suggestions[0].skill_id == known["Welding"]


def test_texts_told_by_meaning_teach_nothing_about_how_english_ones_are_measured(house: House) -> None:
    with house.writing() as session:
        a_skill(session, "Welding")
    model = Multilingual()
    skills = Skills(house.engine, Tagger(model), model, Thresholds())
    skills.warm().join()
    basis, found = skills.measure_again(house.workspace_id, [("", ENGLISH), ("", GERMAN)])
    assert basis == skills.basis
    assert [bool(each) for each in found] == [True, False]
