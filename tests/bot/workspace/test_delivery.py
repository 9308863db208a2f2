"""What reaches the bot, signed and in time, and what happens when it does not answer."""

from __future__ import annotations

import threading
import time

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from bot.workspace.config import LOCAL_SIGNING_SECRET, Person
from bot.workspace.delivery import signature
from bot.workspace.driver import Driver
from tests.bot.workspace.conftest import Office


def test_slacks_own_verifier_accepts_the_signature() -> None:
    stamp = str(int(time.time()))
    signed = signature(LOCAL_SIGNING_SECRET, stamp, b"payload=%7B%7D")
    assert SignatureVerifier(LOCAL_SIGNING_SECRET).is_valid("payload=%7B%7D", stamp, signed)
    assert not SignatureVerifier("another").is_valid("payload=%7B%7D", stamp, signed)


def test_a_private_message_is_answered_in_its_thread(office: Office) -> None:
    anna = office.workspace.person("anna")
    said = anna.says("I passed Fire safety & co")
    answer = anna.waits_for("You said", thread=said)
    event = office.bot.events("message")[0]
    assert (event["channel_type"], event["user"], event["text"]) == ("im", "UANNA", "I passed Fire safety &amp; co")
    assert answer.text.splitlines()[1] == "You said: I passed Fire safety & co"
    assert answer.buttons == ["Save", "Whisper", "Open form", "Picture", "Delete"]


def test_addresses_and_mentions_arrive_in_slacks_form(office: Office) -> None:
    anna = office.workspace.person("anna")
    anna.waits_for("You said", thread=anna.says("See https://x.example/a?b=1&c=2, @ben or a@b.example <now>"))
    assert office.bot.events("message")[0]["text"] == (
        "See <https://x.example/a?b=1&amp;c=2>, <@UBEN> or <mailto:a@b.example|a@b.example> &lt;now&gt;"
    )


def test_files_arrive_as_file_share(office: Office) -> None:
    anna = office.workspace.person("anna")
    anna.waits_for("You sent aid.pdf", thread=anna.says(files=[("aid.pdf", b"%PDF")]))
    event = office.bot.events("message")[0]
    assert event["subtype"] == "file_share"
    assert event["files"][0]["url_private"].startswith(office.workspace.base_url)


def test_a_mention_in_a_channel_arrives_twice_and_other_talk_once(office: Office) -> None:
    anna = office.workspace.person("anna")
    anna.says("Morning all", to="general")
    anna.says("@prowess gap", to="general")
    office.bot.waits_for("message", 2)
    mentions = office.bot.waits_for("app_mention")
    assert [each["text"] for each in mentions] == ["<@UPROWESS> gap"]


def test_the_bot_hears_of_changed_and_deleted_messages(office: Office) -> None:
    posted = office.client.chat_postMessage(channel="UANNA", text="Draft")
    office.client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Saved")
    office.client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    office.bot.waits_for_delivery(3)
    kinds = {each.get("subtype") for each in office.bot.raw}
    assert kinds == {None, "message_changed", "message_deleted"}


def test_opening_home_publishes_it_and_opening_the_chat_offers_prompts(office: Office) -> None:
    anna = office.workspace.person("anna")
    assert anna.opens_home().text == "Your home"
    anna.opens_chat()
    tabs = [each["tab"] for each in office.bot.waits_for("app_home_opened", 2)]
    assert tabs == ["home", "messages"]
    office.workspace.until(
        lambda: office.workspace.run(lambda: office.workspace.ws.memory.prompts.get("DANNA")), 3, "prompts"
    )


def test_joining_and_changing_people_is_told(office: Office) -> None:
    office.workspace.joins(Person("UDAN", "dan", "Dan Vik", "dan@nordlys.example"))
    office.workspace.changes("UDAN", deleted=True)
    assert office.bot.waits_for("team_join")[0]["user"]["profile"]["email"] == "dan@nordlys.example"
    assert office.bot.waits_for("user_change")[0]["user"]["deleted"] is True


def test_an_event_that_fails_is_sent_again_with_number_and_reason(office: Office) -> None:
    office.bot.statuses = [500, 404]
    anna = office.workspace.person("anna")
    anna.waits_for("You said", thread=anna.says("Hello"))
    assert office.bot.retries[:3] == [(None, None), ("1", "http_error"), ("2", "http_error")]
    event = office.workspace.delivered("message")[0]
    assert [answer.status for answer in event.attempts] == [500, 404, 200]


def test_an_event_answered_too_late_is_sent_again_as_a_timeout(office: Office) -> None:
    office.bot.slow_by = 0.8
    anna = office.workspace.person("anna")
    anna.says("Hello")
    office.bot.waits_for_delivery(2)
    office.bot.slow_by = 0.0
    assert office.bot.retries[1] == ("1", "http_timeout")


def test_an_event_is_given_up_after_three_retries_and_its_author_is_told(workspace: Driver) -> None:
    anna = workspace.person("anna")
    listening = workspace.run(lambda: workspace.ws.feed.open("UANNA"))
    anna.says("Is anybody there?")

    def notices() -> list[str]:
        items = workspace.run(lambda: [listening.get_nowait() for _ in range(listening.qsize())])
        return [each.body["text"] for each in items if each and each.kind == "notice"]

    assert workspace.until(notices, 3, "a notice") == ["Prowess isn't answering. Is it running?"]
    assert [each.trouble for each in workspace.delivered("message")[0].attempts] == ["connection_failed"] * 4


def test_an_event_can_be_delivered_twice_late_or_never(office: Office) -> None:
    anna = office.workspace.person("anna")
    office.workspace.faults.on_delivery("drop")
    office.workspace.faults.on_delivery("duplicate", copies=2)
    office.workspace.faults.on_delivery("delay", seconds=0.05)
    anna.says("never", to="general")
    anna.says("thrice", to="general")
    anna.says("late", to="general")
    texts = sorted(str(each["text"]) for each in office.bot.waits_for("message", 4))
    assert texts == ["late", "thrice", "thrice", "thrice"]


def test_a_press_can_be_delivered_twice_and_a_command_be_lost(office: Office) -> None:
    anna = office.workspace.person("anna")
    card = anna.waits_for("You said", thread=anna.says("Hello"))
    office.workspace.faults.on_delivery("duplicate", of="interaction")
    office.workspace.faults.on_delivery("drop", of="command")
    anna.chooses(card, "Booked for", "2027-02-08")
    twice = office.bot.waits_for("block_actions", 2)
    assert twice[0]["actions"] == twice[1]["actions"]
    lost = anna.commands("/target", "@ben")
    assert lost is not None
    assert "dispatch_failed" in lost.text


def test_a_channel_without_the_bot_stays_unheard(office: Office) -> None:
    office.workspace.person("ben").says("@prowess are you here?", to="quiet")
    assert office.workspace.delivered() == []


def test_only_events_the_app_subscribed_to_are_sent(workspace: Driver) -> None:
    workspace.run(lambda: object.__setattr__(workspace.ws.config, "bot_events", ("message.channels",)))
    workspace.person("anna").says("Privately")
    workspace.person("anna").says("Aloud", to="general")
    assert [each.name for each in workspace.delivered()] == ["message"]


def test_a_command_is_answered_privately_in_its_acknowledgement(office: Office) -> None:
    ben = office.workspace.person("ben")
    answer = ben.commands("/target", "@anna Fire safety, A & B by 1 March", to="general")
    assert answer is not None
    assert answer.is_private
    assert answer.text == "Set: @anna Fire safety, A & B by 1 March"
    command = office.bot.events("command")[0]
    assert command["text"] == "<@UANNA|anna> Fire safety, A &amp; B by 1 March"
    assert (command["channel_id"], command["user_id"]) == ("CGENERAL", "UBEN")
    assert office.workspace.person("anna").messages(to="general") == []


def test_a_whole_name_after_the_sign_is_that_persons_mention(office: Office) -> None:
    office.workspace.person("ben").commands("/target", "@Anna Berg Fire safety", to="general")
    assert office.bot.events("command")[0]["text"] == "<@UANNA|anna> Fire safety"


def test_a_command_that_isnt_answered_says_so_to_its_author(office: Office) -> None:
    anna = office.workspace.person("anna")
    office.bot.statuses = [500]
    failed = anna.commands("/target", "@ben Fire safety")
    office.bot.slow_by = 0.8
    late = anna.commands("/target", "@ben Fire safety")
    assert failed is not None
    assert late is not None
    assert failed.text == '/target failed with the error "dispatch_failed"'
    assert late.text == '/target failed with the error "operation_timeout"'


def test_an_unknown_command_never_reaches_the_bot(office: Office) -> None:
    answer = office.workspace.person("anna").commands("/dance")
    assert answer is not None
    assert answer.text == "/dance is not a valid command."
    assert office.workspace.delivered() == []


def test_a_press_replaces_the_card_through_its_response_url(office: Office) -> None:
    anna = office.workspace.person("anna")
    card = anna.waits_for("You said", thread=anna.says("Hello"))
    anna.presses(card, "Save")
    assert anna.sees(card, "Saved") == "Saved"
    press = office.bot.waits_for("block_actions")[0]
    assert press["container"]["message_ts"] == card.ts
    assert press["actions"][0]["value"] == "save"
    assert press["message"]["thread_ts"] == card.thread[0].ts if card.thread else True


def test_a_date_picked_in_a_message_comes_with_the_message_state(office: Office) -> None:
    anna = office.workspace.person("anna")
    card = anna.waits_for("You said", thread=anna.says("Hello"))
    anna.chooses(card, "Booked for", "2027-02-08")
    press = office.bot.waits_for("block_actions")[0]
    assert press["actions"][0]["selected_date"] == "2027-02-08"
    (values,) = press["state"]["values"].values()
    assert values["booked"]["selected_date"] == "2027-02-08"


def test_a_card_can_be_deleted_by_its_response_url(office: Office) -> None:
    anna = office.workspace.person("anna")
    card = anna.waits_for("You said", thread=anna.says("Hello"))
    anna.presses(card, "Delete")
    office.workspace.until(lambda: not card.exists, 3, "the card's end")


def test_a_response_url_works_five_times_and_no_sixth(office: Office) -> None:
    anna = office.workspace.person("anna")
    anna.commands("/target", "@ben")
    address = str(office.bot.events("command")[0]["response_url"])
    statuses = [httpx.post(address, json={"text": f"Part {number}"}).status_code for number in range(6)]
    assert statuses == [200] * 5 + [404]
    assert httpx.post(address, json={"text": "more"}).json()["error"] == "used_url"
    assert anna.waits_for("Part 4").is_private


def test_a_response_url_expires_and_refuses_wrong_blocks(office: Office) -> None:
    office.workspace.person("anna").commands("/target", "@ben")
    address = str(office.bot.events("command")[0]["response_url"])
    wrong = httpx.post(address, json={"text": "x", "blocks": [{"type": "riddle"}]})
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_blocks")
    office.workspace.run(lambda: setattr(office.workspace.ws.addresses, "lifetime", 0.0))
    assert httpx.post(address, json={"text": "x"}).json()["error"] == "expired_url"


def test_a_response_in_channel_is_seen_by_all(office: Office) -> None:
    office.workspace.person("anna").commands("/target", "@ben", to="general")
    address = str(office.bot.events("command")[0]["response_url"])
    httpx.post(address, json={"text": "Names only", "response_type": "in_channel"})
    assert office.workspace.person("ben").waits_for("Names only", to="general").is_private is False


def test_a_message_shortcut_carries_the_message(office: Office) -> None:
    anna = office.workspace.person("anna")
    card = anna.says("I repaired the gate", to="general")
    anna.uses_shortcut("evidence", on=card)
    press = office.bot.waits_for("message_action")[0]
    assert press["message"]["text"] == "I repaired the gate"
    with pytest.raises(Exception, match="no such shortcut"):
        anna.uses_shortcut("log", on=card)


def test_what_is_typed_while_the_bot_is_starting_is_answered_once_it_is_up(office: Office) -> None:
    """In the demo the page is there some seconds before the bot."""
    link = office.workspace.ws.bot
    link.starting = True
    up = threading.Timer(0.3, lambda: setattr(link, "starting", False))
    up.start()
    office.workspace.person("anna").commands("/target", "@ben Fire safety")
    assert not link.starting
    assert len(office.bot.events("command")) == 1
