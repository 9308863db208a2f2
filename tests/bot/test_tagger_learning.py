"""`tagger refit`, `back`, `history`: the confidence learns from decisions, never gets worse, and goes back at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.blocks import plain
from bot.cards import Card, Picture, Table
from bot.tagger_learning import learn_all, refit_if_due
from core.activities import (
    Asked,
    Measurement,
    Offer,
    accept_suggestion,
    activities_named,
    adjustment_in_force,
    decisions,
    latest_run,
    link_skill,
    propose_skills,
    refits,
    reject_suggestion,
    run_view,
    threshold_in_force,
)
from core.activities.tagger_models import TaggerRefit
from core.audit import latest_facts
from core.errors import Conflict
from core.frameworks import find_named
from core.notifications.models import OutboxMessage
from core.people import person
from tests.bot.decided import decide_many
from tests.bot.spoken import Spoken, labels
from tests.bot.tagging.editor import TITLE
from tests.bot.test_tagger_settings import ada
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House

__all__ = ["ada"]


def decide(speaker: Spoken, activities: int, **how: float) -> int:
    """Decisions of a strict organisation; how many."""
    return decide_many(speaker.house, speaker.asker.actor, speaker.product.skills.basis, activities, **how).decisions  # type: ignore[arg-type]


def confidence_of(speaker: Spoken, name: str) -> float:
    """What a fresh asking about the hot work drill says of a skill."""
    speaker.command("tag", TITLE)
    with speaker.house.reading() as session:
        [activity] = activities_named(session, TITLE)
        run = run_view(session, speaker.asker.actor, latest_run(session, activity.id) or 0)
    return next(row.confidence for row in run.rows if row.name == name)


def test_too_few_decisions_change_nothing_and_the_card_says_what_is_missing(ada: Spoken) -> None:
    decide(ada, 30)
    said = ada.command("tagger", "refit")
    assert "Nothing changed: a refit takes 100 decisions on 40 activities; there are 60 on 30." in said
    with ada.house.reading() as session:
        assert refits(session, 5) == []


def test_a_refit_is_shown_before_and_after_and_counts_from_the_next_asking(ada: Spoken) -> None:
    ada.command("tagger", "0.05")
    before = confidence_of(ada, "Welding")
    decide(ada, 120)
    said = ada.command("tagger", "refit")
    assert "✓ The confidence now follows 240 decisions made here." in said
    assert "Calibration error: 0." in said and " → 0.0" in said
    [picture] = [part for part in ada.card.parts if isinstance(part, Picture)]
    [table] = [part for part in ada.card.parts if isinstance(part, Table)]
    alt = ada.asker.reader.render(picture.alt)
    for row in table.rows:
        between, earlier, later = (ada.asker.reader.render(cell) for cell in row)
        assert f"{between}: before {earlier}, after {later}" in alt
    with ada.house.reading() as session:
        found = adjustment_in_force(session)
        [fact] = latest_facts(session, "tagger.refitted")
    assert found is not None and found.decisions == 240 and found.made_by == "Ada"
    figures = found.figures
    assert figures["after"]["calibration_error"] < figures["before"]["calibration_error"] / 2
    assert fact.actor_id == ada.person_id
    assert confidence_of(ada, "Welding") < before, "a strict organisation's confidence falls"
    assert "Confidence refitted on 240 decisions made here, 24 November 2026." in ada.command("tagger")
    assert "From 240 decisions made here" in ada.says


def test_one_command_goes_back_and_undo_brings_it_again(ada: Spoken) -> None:
    ada.command("tagger", "0.05")
    before = confidence_of(ada, "Welding")
    decide(ada, 120)
    ada.command("tagger", "refit")
    after = confidence_of(ada, "Welding")
    assert "✓ The confidence is as shipped again." in ada.command("tagger", "back")
    back = ada.card
    assert confidence_of(ada, "Welding") == before
    ada.card = back
    assert ada.press("Undo") == "Undone: the refit is in force again."
    assert confidence_of(ada, "Welding") == after
    ada.house.clock.forward(hours=1)
    ada.command("tagger", "go back")
    with pytest.raises(Conflict, match="as shipped already"):
        ada.command("tagger", "back")
    said = ada.command("tagger", "history")
    assert "24 November 2026, 09:00 | Ada | 240 | 0." in said
    assert " | 24 November 2026, 09:00 to 24 November 2026, 10:00" in said


def test_the_button_of_an_old_card_does_not_take_back_a_newer_refit(ada: Spoken) -> None:
    decide(ada, 120)
    ada.command("tagger", "refit")
    first = ada.card
    ada.house.clock.forward(days=1)
    decide(ada, 120, shift=1.5, seed=8)
    ada.command("tagger", "refit")
    assert "✓ The confidence now follows 480 decisions" in ada.says
    second = ada.card
    ada.card = first
    with pytest.raises(Conflict, match="Another adjustment came into force"):
        ada.press("Go back")
    ada.card = second
    assert "✓ The refit of 24 November 2026, 09:00 is in force again." in ada.press("Go back")
    assert "✓ The confidence is as shipped again." in ada.command("tagger", "back"), "one step back each time"


def test_an_honest_confidence_is_kept_and_the_history_says_not_taken(ada: Spoken) -> None:
    decide(ada, 120, shift=0.0)
    said = ada.command("tagger", "refit")
    assert "Not refitted" in said and "Kept as it was: on decisions it didn't see" in said
    assert labels(ada.card) == ["History"]
    assert "not taken" in ada.press("History")
    with ada.house.reading() as session:
        assert adjustment_in_force(session) is None


def test_at_most_1_wrong_in_n_follows_the_refit_and_the_way_back(ada: Spoken) -> None:
    decide(ada, 120)
    ada.command("tagger", "1 wrong in 3")
    with ada.house.reading() as session:
        before = threshold_in_force(session, 0.5)
    said = ada.command("tagger", "refit")
    with ada.house.reading() as session:
        after = threshold_in_force(session, 0.5)
    assert after.wrong_in == 3 and after.value != before.value
    assert f"At most 1 wrong in 3: threshold {after.value:.2f} today." in said
    ada.command("tagger", "back")
    with ada.house.reading() as session:
        assert threshold_in_force(session, 0.5) == before
    ada.press("Undo")
    with ada.house.reading() as session:
        assert threshold_in_force(session, 0.5) == after


def test_it_refits_by_itself_once_enough_was_decided_and_not_again_before_more_was(ada: Spoken) -> None:
    product, workspace = ada.product, ada.house.workspace_id
    decide(ada, 49)
    assert refit_if_due(product, workspace) is None, "98 decisions are too few"
    ada.house.clock.forward(hours=1)
    decide(ada, 71, seed=6)
    made = refit_if_due(product, workspace)
    assert made is not None and made.checked.decisions == 240
    with ada.house.reading() as session:
        assert refits(session, 1)[0].made_by is None, "nobody asked for it"
    assert "by itself" in ada.command("tagger", "history")
    ada.house.clock.forward(hours=1)
    decide(ada, 24, seed=7)
    assert refit_if_due(product, workspace) is None, "48 new decisions are too few"
    ada.house.clock.forward(hours=1)
    decide(ada, 1, seed=9)
    assert refit_if_due(product, workspace) is not None, "50 are enough"
    ada.command("tagger", "back")
    assert refit_if_due(product, workspace) is None, "who went back is not overruled the next moment"


def test_the_admins_read_of_a_refit_that_came_by_itself_with_the_way_back(ada: Spoken) -> None:
    with ada.house.writing() as session:
        a_person(session, "Emil")
    decide(ada, 120)
    assert refit_if_due(ada.product, ada.house.workspace_id) is not None
    with ada.house.reading() as session:
        [message] = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "refitted"))
        assert message.recipient_id == ada.person_id, "who may go back, and nobody else"
    [card] = _told(ada)
    assert labels(card) == ["Go back", "History"]
    said = plain(card, ada.asker.reader)
    assert "The tagger's confidence now follows 240 decisions made here." in said
    assert "Calibration error: 0." in said and "Mute: /prowess settings" in said
    ada.card = card
    assert "✓ The confidence is as shipped again." in ada.press("Go back")
    assert _told(ada) == [], "nothing is left to say of it"


def test_who_had_a_refit_made_reads_its_card_and_no_notice(ada: Spoken) -> None:
    decide(ada, 120)
    assert "✓ The confidence now follows" in ada.command("tagger", "refit")
    with ada.house.reading() as session:
        assert session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "refitted")).all() == []


def _told(speaker: Spoken) -> list[Card]:
    """What the outbox has for the speaker of refits, as it reads now."""
    with speaker.house.reading() as session:
        recipient = person(session, speaker.person_id)
        kept = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "refitted")).all()
        worded = speaker.conversations.notices["refitted"]
        found = [worded(session, recipient, each.refs, each) for each in kept]
    return [card for card in found if card is not None]


def test_a_tick_refits_wherever_it_is_due(ada: Spoken) -> None:
    decide(ada, 120)
    assert learn_all(ada.product) >= 1
    with ada.house.reading() as session:
        assert adjustment_in_force(session) is not None
    assert refit_if_due(ada.product, ada.house.workspace_id) is None, "and the next one finds nothing to do"


def test_what_was_decided_under_other_coefficients_is_measured_again_and_a_stale_refit_says_so(ada: Spoken) -> None:
    actor = ada.asker.actor
    with ada.house.writing() as session:
        [welding] = [each.id for each in find_named(session, ada.house.operator, "Welding")]
        for at in range(110):
            activity = an_activity(session, f"Welding lesson {at}", description="Welding of plates. Welding at height.")
            asked = Asked(0.5, "an older model", degraded="no_model", best_confidence=0.9)
            made = propose_skills(session, actor, activity, [Offer(welding, 0.9, "retrieval", "Because.")], asked)
            (accept_suggestion if at % 9 == 0 else reject_suggestion)(session, actor, made.suggestion_ids[0])
    assert "there are 0 on 0." in ada.command("tagger")
    assert "✓ The confidence now follows 110 decisions made here." in ada.command("tagger", "refit")
    with ada.house.writing() as session:
        session.query(TaggerRefit).update({"basis": "something older"})
    assert "The refit of 24 November 2026 doesn't count any more" in ada.command("tagger")
    assert refit_if_due(ada.product, ada.house.workspace_id) is not None, "a refit is due at once"


def test_a_skill_picked_by_hand_counts_as_right_and_what_was_passed_over_as_wrong(house: House) -> None:
    with house.writing() as session:
        actor = replace(house.operator, person_id=a_person(session, role="content_editor"), kind="person")
        first, second, third, linked = (a_skill(session, f"Skill {at}") for at in range(4))
        activity = an_activity(session, "Drill")
        link_skill(session, actor, activity, linked)
        measured = Measurement("toy", {first: 0.4, second: 0.3, third: 0.2})
        propose_skills(session, actor, activity, [], Asked(0.5, "toy", degraded="no_model", measured=measured))
        link_skill(session, actor, activity, second)
    with house.reading() as session:
        found = {each.competency_id: each.accepted for each in decisions(session, "toy")}
        assert decisions(session, "another basis") == []
    assert found == {second: True, first: False}, "the third was less likely: nothing was said about it"
