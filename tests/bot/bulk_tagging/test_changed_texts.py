"""Activities whose text changed are looked at anew by themselves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bot.blocks import plain
from bot.bulk_tagging import carry_on_all
from core.activities import (
    edit_activity,
    linked_skills,
)
from core.activities.models import Suggestion, TaggingRun
from core.notifications import SUGGESTIONS
from core.people import person
from tests.bot.asking import messages_to
from tests.bot.bulk_tagging.runs import (
    SUBJECTS,
    a_run,
    changed,
    claimed_by,
    count,
    open_skills,
    settled_by,
    the_activity,
)
from tests.bot.spoken import Spoken


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
