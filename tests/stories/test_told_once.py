"""What is told once: a skill acquired, a target set, a plan approved, a qualification registered."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.activities import NewResult, record_results
from core.errors import Conflict
from core.people import Actor, person_by_chat_id
from core.qualifications import QualificationDetails, log_qualification
from tests.builders import a_skill, an_activity
from tests.stories.stage import Stage


def _told(person: Any, words: str) -> int:
    return sum(words in each.text for each in person.inbox())


def _delivers_again_and_again(stage: Stage) -> None:
    for _ in range(3):
        stage.remind()


@pytest.mark.rule("reminders/events")
def test_a_target_set_and_a_plan_approved_are_told_once(stage: Stage) -> None:
    anna, ben = stage.person("anna"), stage.person("ben")
    ben.commands("/target", "@anna Fire safety by 1 March")
    anna.presses(anna.commands("/prowess", "plan new My first year: Rescue"), "Ask for approval")
    stage.deliver()
    ben.presses(ben.waits_for("Anna asks approval: My first year"), "Accept")
    ben.waits_for("✓ Accepted by Ben")
    ben.commands("/target", "@anna Fire safety by 1 March")
    _delivers_again_and_again(stage)
    assert _told(anna, "Ben set you 1 target, due 1 March 2027.") == 1
    assert _told(anna, "Ben accepted My first year: it is active.") == 1


@pytest.mark.rule("reminders/events")
def test_a_skill_acquired_and_a_qualification_registered_are_told_once(stage: Stage) -> None:
    tuva = stage.person("tuva")
    operator = Actor.operator(stage.workspace_id)
    with stage.engine.transaction(stage.workspace_id) as session:
        found = person_by_chat_id(session, "UTUVA")
        assert found is not None
        skill = a_skill(session, "Rope work")
        drills = [an_activity(session, f"Rope drill {number}", skill) for number in range(3)]
        results = [
            NewResult(found.id, drill, Decimal(1), session.now - timedelta(hours=3 - at), f"rope-{at}")
            for at, drill in enumerate(drills)
        ]
        licence = a_skill(session, "Winch licence", category="certification")  # type: ignore[arg-type]
        ada = person_by_chat_id(session, "UADA")
        assert ada is not None
        admin = Actor(stage.workspace_id, ada.id)
        log_qualification(session, admin, found.id, QualificationDetails(licence), notify=True)
    with pytest.raises(Conflict), stage.engine.transaction(stage.workspace_id) as session:
        log_qualification(session, admin, found.id, QualificationDetails(licence), notify=True)
    for _ in range(2):
        with stage.engine.transaction(stage.workspace_id) as session:
            record_results(session, operator, results, source="lms")
        _delivers_again_and_again(stage)
    assert _told(tuva, "Rope work acquired") == 1
    assert _told(tuva, "Winch licence") == 1
