"""The threshold, refits and the way back, as the engine keeps them: audited, never overwritten, one in force."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.activities import (
    Asked,
    Measurement,
    Offer,
    RefitFound,
    Threshold,
    accept_suggestion,
    adjustment_in_force,
    askings,
    clear_rejections,
    decisions,
    decisions_since,
    follow_threshold,
    go_back,
    keep_measures,
    keep_refit,
    last_look,
    latest_shown,
    link_skill,
    propose_skills,
    refits,
    reject_suggestion,
    set_threshold,
    tagging_threshold,
    threshold_in_force,
    undo_decision,
    unlink_skill,
    unmeasured,
)
from core.activities.tagger_models import TaggerInForce
from core.audit import latest_facts
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, Refused
from core.people import Actor
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House

ADJUSTED = {"shift": -1.0}


def an_editor(session: WorkspaceSession) -> Actor:
    return Actor(session.workspace_id, a_person(session, "Cleo Martin", role="content_editor"))


def an_admin(session: WorkspaceSession) -> Actor:
    return Actor(session.workspace_id, a_person(session, "Ada Admin", role="competency_admin"))


def a_refit(outcome: str = "taken", **details: object) -> RefitFound:
    return RefitFound("toy", outcome, 120, {"before": {}, "after": {}}, ADJUSTED, **details)  # type: ignore[arg-type]


def suggested(session: WorkspaceSession, actor: Actor, activity: int, sure: dict[int, float]) -> dict[int, int]:
    """One asking whose skills from 0.5 up are offered; the suggestions' ids by skill."""
    offers = [Offer(skill, found, "retrieval", "Because.") for skill, found in sure.items() if found >= 0.5]
    asked = Asked(0.5, "toy", degraded="no_model", measured=Measurement("toy", sure))
    made = propose_skills(session, actor, activity, offers, asked)
    surest = sorted(offers, key=lambda one: -one.confidence)
    return {offer.competency_id: key for offer, key in zip(surest, made.suggestion_ids, strict=True)}


@pytest.mark.parametrize(
    ("value", "wrong_in", "taken"),
    [
        (0.0, None, True),
        (1.0, None, True),
        (1.000001, None, False),
        (-0.000001, None, False),
        (float("nan"), None, False),
        (0.7, 2, True),
        (0.7, 20, True),
        (0.7, 1, False),
        (0.7, 21, False),
    ],
)
def test_a_threshold_is_a_number_from_0_to_1_and_n_from_2_to_20(
    house: House, value: float, wrong_in: int | None, taken: bool
) -> None:
    with house.writing() as session:
        ada = an_admin(session)
        if taken:
            set_threshold(session, ada, value, wrong_in=wrong_in)
        else:
            with pytest.raises(Invalid):
                set_threshold(session, ada, value, wrong_in=wrong_in)
        assert threshold_in_force(session, 0.5) == (Threshold(value, True, wrong_in) if taken else Threshold(0.5))
        assert tagging_threshold(session, 0.5) == (value if taken else 0.5)


def test_each_change_is_a_fact_and_what_changes_nothing_is_none(house: House) -> None:
    with house.writing() as session:
        ada = an_admin(session)
        set_threshold(session, ada, 0.6)
        set_threshold(session, ada, 0.6)
        set_threshold(session, ada, 0.72, wrong_in=10)
        follow_threshold(session, Actor.engine(session.workspace_id), 0.75)
        follow_threshold(session, Actor.engine(session.workspace_id), 0.75)
        set_threshold(session, ada, None)
        follow_threshold(session, Actor.engine(session.workspace_id), 0.75)
        assert threshold_in_force(session, 0.4) == Threshold(0.4)
    with house.reading() as session:
        facts = [fact.plain for fact in latest_facts(session, "tagging.threshold_set")]
    assert len(facts) == 4


def test_only_who_changes_settings_sets_the_threshold_refits_or_goes_back(house: House) -> None:
    with house.writing() as session:
        for actor in (an_editor(session), Actor(session.workspace_id, a_person(session))):
            with pytest.raises(Refused):
                set_threshold(session, actor, 0.6)
            with pytest.raises(Refused):
                keep_refit(session, actor, a_refit())
            with pytest.raises(Refused):
                go_back(session, actor)


def test_refits_are_kept_one_is_in_force_and_each_way_back_is_one_step(house: House) -> None:
    with house.writing() as session:
        ada = an_admin(session)
        first = keep_refit(session, ada, a_refit())
    house.clock.forward(days=1)
    with house.writing() as session:
        kept = keep_refit(session, ada, a_refit("not_better", against=first))
        assert (found := adjustment_in_force(session)) is not None and found.id == first
        second = keep_refit(session, Actor.engine(session.workspace_id), a_refit(against=first))
    house.clock.forward(days=1)
    with house.writing() as session:
        assert (found := adjustment_in_force(session)) is not None
        assert (found.id, found.made_by, found.before_id, found.adjustment) == (second, None, first, ADJUSTED)
        assert go_back(session, ada) == (second, first)
    house.clock.forward(days=1)
    with house.writing() as session:
        assert go_back(session, ada) == (first, None)
        assert adjustment_in_force(session) is None
        with pytest.raises(Conflict):
            go_back(session, ada)
        spans = {each.id: [(one.since, one.until) for one in each.periods] for each in refits(session, 10)}
    day = timedelta(days=1)
    start = house.clock.now - 3 * day
    assert list(spans) == [second, kept, first], "the newest first"
    assert spans[kept] == []
    assert spans[second] == [(start + day, start + 2 * day)]
    assert spans[first] == [(start, start + day), (start + 2 * day, start + 3 * day)]


def test_nothing_is_overwritten_and_the_past_reads_as_it_was(house: House) -> None:
    with house.writing() as session:
        ada = an_admin(session)
        first = keep_refit(session, ada, a_refit())
    then = house.clock.now
    house.clock.forward(days=1)
    with house.writing() as session:
        go_back(session, ada)
    with house.reading() as session:
        known = session.query(TaggerInForce).filter(TaggerInForce.as_of(then, then)).all()
        assert [row.refit_id for row in known] == [first]


def test_a_refit_compared_with_what_is_no_longer_in_force_is_refused(house: House) -> None:
    with house.writing() as session:
        ada = an_admin(session)
        first = keep_refit(session, ada, a_refit())
        with pytest.raises(Conflict, match="meanwhile"):
            keep_refit(session, ada, a_refit(against=None))
        with pytest.raises(Conflict, match="meanwhile"):
            go_back(session, ada, first + 1)


def test_the_newest_decision_about_an_activity_and_a_skill_counts_once_with_what_was_measured(house: House) -> None:
    with house.writing() as session:
        cleo, drill = an_editor(session), an_activity(session, "Drill")
        fire, welding, rescue = (a_skill(session, name) for name in ("Fire safety", "Welding", "Rescue"))
        ids = suggested(session, cleo, drill, {fire: 0.9, welding: 0.6, rescue: 0.55})
        accept_suggestion(session, cleo, ids[fire])
        reject_suggestion(session, cleo, ids[welding])
        reject_suggestion(session, cleo, ids[rescue])
        undo_decision(session, cleo, ids[rescue])
    with house.reading() as session:
        found = {each.competency_id: (each.measured, each.accepted) for each in decisions(session, "toy")}
        assert decisions_since(session, None) == 2
        assert decisions_since(session, house.clock.now) == 0, "exactly then is not after"
    assert found == {fire: (0.9, True), welding: (0.6, False)}, "what was taken back counts for nothing"


def test_a_cleared_rejection_is_no_decision_any_more(house: House) -> None:
    with house.writing() as session:
        cleo, drill, fire = an_editor(session), an_activity(session, "Drill"), a_skill(session)
        reject_suggestion(session, cleo, suggested(session, cleo, drill, {fire: 0.9})[fire])
        assert len(decisions(session, "toy")) == 1
        clear_rejections(session, cleo, drill)
        assert decisions(session, "toy") == []


def test_a_skill_linked_by_hand_before_asking_or_taken_off_again_says_nothing(house: House) -> None:
    with house.writing() as session:
        cleo, drill = an_editor(session), an_activity(session, "Drill")
        before, after, off = (a_skill(session, f"Skill {at}") for at in range(3))
        link_skill(session, cleo, drill, before)
    house.clock.forward(minutes=1)
    with house.writing() as session:
        suggested(session, cleo, drill, {after: 0.4, off: 0.45, before: 0.3})
        link_skill(session, cleo, drill, after)
        link_skill(session, cleo, drill, off)
    house.clock.forward(minutes=20)
    with house.writing() as session:
        unlink_skill(session, cleo, drill, off)
    with house.reading() as session:
        found = {each.competency_id: each.accepted for each in decisions(session, "toy")}
    assert found == {after: True, off: False}, "what was taken off stands above the one that stayed"


def test_what_no_model_judged_is_measured_again_once_and_askings_are_the_newest_of_each_activity(house: House) -> None:
    with house.writing() as session:
        cleo, fire = an_editor(session), a_skill(session)
        drill = an_activity(session, "Drill", description="Put it out.")
        offer = Offer(fire, 0.9, "retrieval", "Because.")
        alone = propose_skills(session, cleo, drill, [offer], Asked(0.5, "toy", degraded="no_model"))
        watch = an_activity(session, "Watch")
        judged = propose_skills(session, cleo, watch, [offer], Asked(0.5, "toy", "v1"))
        for made in (alone, judged):
            reject_suggestion(session, cleo, made.suggestion_ids[0])
        [missing] = unmeasured(session, "newer")
        assert (missing.run_id, missing.title, missing.text) == (alone.run_id, "Drill", "Put it out.")
        for _ in range(2):
            keep_measures(session, {alone.run_id: Measurement("newer", {fire: 0.7})})
        assert unmeasured(session, "newer") == []
        assert [each.measured for each in decisions(session, "newer")] == [0.7]
        suggested(session, cleo, drill, {fire: 0.2})
        assert askings(session, "toy") == [{fire: 0.2}]
        assert [(each.status, each.measured) for each in latest_shown(session, "newer", 5)] == [
            ("rejected", None),
            ("rejected", 0.7),
        ]


def test_decisions_are_new_after_the_last_refit_or_the_last_way_back(house: House) -> None:
    with house.writing() as session:
        ada = an_admin(session)
        assert last_look(session) is None
        keep_refit(session, ada, a_refit())
        assert last_look(session) == house.clock.now
    house.clock.forward(days=1)
    with house.writing() as session:
        go_back(session, ada)
        assert last_look(session) == house.clock.now
