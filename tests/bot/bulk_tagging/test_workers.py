"""Several workers on one run: each activity is one worker's, and none is lost with it."""

from __future__ import annotations

import pytest

from bot.bulk_tagging import carry_on_all
from bot.cards import Button
from core.activities import (
    delete_activity,
    link_skill,
)
from core.activities.models import TaggingRun
from core.errors import NotFound
from core.frameworks import find_named
from tests.bot.bulk_tagging.runs import (
    a_run,
    claimed_by,
    count,
    pressed_only,
    settled_by,
    speaking,
    the_activity,
    worked,
)
from tests.bot.spoken import Spoken
from tests.bot.tagging.editor import NAMES
from tests.builders import a_person


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
