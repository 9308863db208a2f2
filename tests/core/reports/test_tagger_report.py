"""The tagger's report: accepts and rejects are kept; offered, accepted, rejected and empty are counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.activities import (
    Asked,
    Offer,
    accept_suggestion,
    clear_rejections,
    propose_skills,
    reject_suggestion,
    run_view,
)
from core.db import WorkspaceSession
from core.errors import Refused
from core.people import Actor
from core.reports import Band, tagger_report
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House

JUDGED = Asked(threshold=0.5, model="toy", best_confidence=0.9)
ALONE = Asked(threshold=0.5, model="toy", degraded="failed", best_confidence=0.3)


def _asks(session: WorkspaceSession, actor: Actor, activity: int, **offers: tuple[int, float]) -> dict[str, int]:
    """One asking; the ids of its suggestions by the names given."""
    found = [Offer(skill, confidence, "judge", "Because.") for skill, confidence in offers.values()]
    proposed = propose_skills(session, actor, activity, found, JUDGED)
    rows = {row.competency_id: row.id for row in run_view(session, actor, proposed.run_id).rows}
    return {name: rows[skill] for name, (skill, _) in offers.items()}


@pytest.mark.rule("tagging/feedback")
def test_offered_accepted_rejected_and_empty_are_counted(house: House) -> None:
    with house.writing() as session:
        cleo = Actor(session.workspace_id, a_person(session, "Cleo Martin", role="content_editor"))
        fire, welding, rescue = (a_skill(session, name) for name in ("Fire safety", "Welding", "Rescue"))
        drill, watch = an_activity(session, "Drill"), an_activity(session, "Fire watch")
        first = _asks(session, cleo, drill, fire=(fire, 0.9), welding=(welding, 0.6), rescue=(rescue, 0.5))
        accept_suggestion(session, cleo, first["fire"])
        reject_suggestion(session, cleo, first["welding"])
        _asks(session, cleo, drill, rescue=(rescue, 0.59))
        propose_skills(session, cleo, watch, [], ALONE)
        found = tagger_report(session, cleo)
    assert (found.asked, found.empty, found.alone) == (3, 1, 1)
    assert (found.offered, found.accepted, found.rejected, found.waiting, found.replaced) == (4, 1, 1, 1, 1)
    assert found.bands == [Band(0.9, 1.0, 1, 0), Band(0.6, 0.7, 0, 1)], "each at its own tenth, the surest first"
    assert [each.share for each in found.bands] == [1.0, 0.0]


@pytest.mark.rule("tagging/feedback")
def test_a_rejection_stays_counted_when_it_is_cleared_and_1_is_in_the_last_band(house: House) -> None:
    with house.writing() as session:
        cleo = Actor(session.workspace_id, a_person(session, "Cleo Martin", role="content_editor"))
        fire, drill = a_skill(session), an_activity(session, "Drill")
        reject_suggestion(session, cleo, _asks(session, cleo, drill, fire=(fire, 1.0))["fire"])
        clear_rejections(session, cleo, drill)
        found = tagger_report(session, cleo)
    assert (found.rejected, found.bands) == (1, [Band(0.9, 1.0, 0, 1)])


def test_the_time_asked_for_counts_from_its_first_instant(house: House) -> None:
    with house.writing() as session:
        cleo = Actor(session.workspace_id, a_person(session, "Cleo Martin", role="content_editor"))
        _asks(session, cleo, an_activity(session, "Drill"), fire=(a_skill(session), 0.9))
        asked_at = session.now
    house.clock.forward(days=1)
    with house.reading() as session:
        assert tagger_report(session, cleo, asked_at).asked == 1
        assert tagger_report(session, cleo, asked_at + timedelta(microseconds=1)).asked == 0


def test_only_who_may_use_the_tagger_reads_it(house: House) -> None:
    with house.writing() as session:
        anna = Actor(session.workspace_id, a_person(session))
        with pytest.raises(Refused):
            tagger_report(session, anna)
