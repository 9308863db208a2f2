"""Reminders: derived from the data, sent once, answered in place, settled everywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.jobs import sweep
from tests.stories.stage import Stage


def _about(person: Any, words: str) -> list[Any]:
    return [each for each in person.inbox() if words in each.text]


@pytest.mark.rule("reminders/days")
@pytest.mark.rule("reminders/once")
def test_annas_forklift_licence_is_announced_90_30_and_2_days_before_each_once(stage: Stage) -> None:
    anna = stage.person("anna")
    stage.remind()
    first = anna.waits_for("◔ Your Forklift licence expires in 90 days, on 22 February 2027.")
    assert "Because you hold it. Next notice: 23 January 2027. Mute: /prowess settings" in first.text
    stage.remind()
    stage.remind()
    assert len(_about(anna, "Your Forklift licence expires")) == 1
    stage.clock.forward(days=59)
    stage.remind()
    assert len(_about(anna, "Your Forklift licence expires")) == 1
    stage.clock.forward(days=1)
    stage.remind()
    anna.waits_for("Your Forklift licence expires in 30 days, on 22 February 2027. Ben is told too.")
    stage.clock.forward(days=28)
    stage.remind()
    anna.waits_for("expires in 2 days, on 22 February 2027, and is valid through that day")
    stage.clock.forward(days=3)
    stage.remind()
    anna.waits_for("Your Forklift licence expired yesterday")
    assert len(_about(anna, "Your Forklift licence expire")) == 4


@pytest.mark.rule("reminders/quiet-hours")
def test_nothing_is_sent_before_nine_in_the_holders_zone(stage: Stage) -> None:
    kari = stage.person("kari")
    stage.clock.now = stage.clock.now.replace(hour=7, minute=59) + timedelta(days=1)
    stage.remind()
    assert _about(kari, "First aid at work expires") == [], "8:59 in Oslo"
    stage.clock.forward(minutes=1)
    stage.remind()
    kari.waits_for("Your First aid at work expires in 90 days")


@pytest.mark.rule("reminders/snooze")
def test_snooze_holds_the_notice_to_a_chosen_day_and_a_later_one_is_refused(stage: Stage) -> None:
    anna = stage.person("anna")
    stage.remind()
    card = anna.waits_for("Your Forklift licence expires in 90 days")
    anna.chooses(card, "Snooze", "2027-03-01")
    assert "That is too late. Last possible: 21 February 2027." in anna.waits_for("too late").text
    anna.chooses(card, "Snooze", "2026-12-01")
    anna.waits_for("Snoozed to 1 December 2026")
    stage.clock.forward(days=7)
    stage.remind()
    assert _about(anna, "Your Forklift licence expires in 83 days")


@pytest.mark.rule("reminders/buttons")
def test_renewed_takes_two_dates_and_settles_every_copy(stage: Stage) -> None:
    lars, ben = stage.person("lars"), stage.person("ben")
    stage.remind()
    card = lars.waits_for("Forklift licence")
    bens = ben.waits_for("Lars's Forklift licence expires in 2 days")
    lars.presses(card, "Renewed")
    form = lars.modal()
    today = stage.clock().date()
    labels = [name for name in ("Issued on", "Issued") if name in form.text]
    lars.fills(form, {labels[0]: today.isoformat()})
    expires = "Expires on" if "Expires on" in form.text else "Expires"
    lars.fills(form, {expires: today.replace(year=today.year + 5).isoformat()})
    assert lars.submits(form) == {}
    assert "Renewed" in lars.waits_for("✓ Renewed, expires").text
    stage.deliver()
    ben.sees(bens, "Renewed by Lars")
    stage.clock.forward(days=1)
    stage.remind()
    assert not [each for each in lars.inbox() if "Forklift licence expires in 1" in each.text]


def test_a_renewal_between_sweep_and_delivery_cancels_the_old_notice(stage: Stage) -> None:
    anna = stage.person("anna")
    sweep(stage.engine)
    said = anna.says("Forklift licence renewed on 20 November 2026, valid 5 years")
    card = anna.waits_for("Is the new one its renewal?", 15, thread=said)
    anna.presses(card, "Renew")
    anna.sees(card, "Renewed", 15)
    stage.deliver()
    assert _about(anna, "expires in 90 days") == []


@pytest.mark.rule("reminders/booked")
def test_booked_pauses_notices_until_the_day_after(stage: Stage) -> None:
    anna = stage.person("anna")
    stage.remind()
    card = anna.waits_for("Your Forklift licence expires in 90 days")
    anna.chooses(card, "Booked", "2027-02-08")
    anna.waits_for("Booked for 8 February 2027. Notices pause until 9 February 2027.")
    stage.clock.now += timedelta(days=60)
    stage.remind()
    assert len(_about(anna, "Your Forklift licence expires")) == 1, "no second message; the first says Booked"
    stage.clock.now += timedelta(days=18)
    stage.remind()
    assert len(_about(anna, "Your Forklift licence expires")) == 2, "the notices go on the day after"


def test_a_muted_kind_is_not_sent_until_it_is_switched_on_again(stage: Stage) -> None:
    anna = stage.person("anna")
    settings = anna.commands("/prowess", "settings")
    anna.presses(settings, "Switch off")
    stage.remind()
    assert _about(anna, "Your Forklift licence expires") == []
