"""Posting, changing, deleting, threads, history and streams."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient

from bot.workspace.driver import Driver
from tests.bot.workspace.test_web_api_rules import error_of
from tests.bot.workspace.tiny_bot import heading, plain

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Fire safety"}}


def test_a_persons_id_as_channel_means_the_private_chat(workspace: Driver, client: WebClient) -> None:
    posted = client.chat_postMessage(channel="UANNA", text="Hello Anna.")
    opened = client.conversations_open(users="UANNA")
    assert posted["channel"] == opened["channel"]["id"] == "DANNA"
    assert workspace.person("anna").inbox()[0].text == "Hello Anna."
    assert workspace.person("ben").inbox() == []


def test_stamps_are_unique_and_rise_within_a_conversation(client: WebClient) -> None:
    stamps = [client.chat_postMessage(channel="UANNA", text=str(number))["ts"] for number in range(30)]
    assert stamps == sorted(set(stamps), key=float)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "UANNA", "text": ""}, "no_text"),
        ({"channel": "CNOWHERE", "text": "Hello"}, "channel_not_found"),
        ({"channel": "UGONE", "text": "Hello"}, "channel_not_found"),
        ({"channel": "CQUIET", "text": "Hello"}, "not_in_channel"),
        ({"channel": "UANNA", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "UANNA", "markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"channel": "UANNA", "text": "Hello", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel": "UANNA", "text": "Hello", "blocks": "["}, "invalid_blocks_format"),
        ({"channel": "UANNA", "text": "Hello", "metadata": '{"event_type": 3}'}, "invalid_metadata_format"),
    ],
)
def test_what_slack_refuses_is_refused(client: WebClient, arguments: dict[str, str], error: str) -> None:
    assert error_of(client, "chat.postMessage", **arguments) == error


def test_a_text_of_exactly_40000_characters_is_taken(client: WebClient) -> None:
    assert len(client.chat_postMessage(channel="UANNA", text="x" * 40_000)["message"]["text"]) == 40_000


def test_wrong_blocks_come_back_with_sentences(client: WebClient) -> None:
    long_header = heading("x" * 151)
    answer = client.api_call("auth.test")  # The connection is fine; what follows is about blocks.
    assert answer["ok"]
    with pytest.raises(Exception, match="invalid_blocks") as refused:
        client.chat_postMessage(channel="UANNA", text="Hello", blocks=[long_header])
    body = refused.value.response  # type: ignore[attr-defined]
    assert body["response_metadata"]["messages"][0].startswith("[ERROR]")
    assert "150" in body["errors"][0]


def test_a_picture_of_a_file_that_was_never_uploaded_is_refused(client: WebClient) -> None:
    image = {"type": "image", "alt_text": "Chart", "slack_file": {"id": "FNOWHERE01"}}
    with pytest.raises(Exception, match="no such file"):
        client.chat_postMessage(channel="UANNA", text="Chart", blocks=[image])


def test_blocks_without_ids_are_given_some(client: WebClient) -> None:
    button = {"type": "button", "text": plain("Go")}
    blocks = client.chat_postMessage(channel="UANNA", text="Go", blocks=[{"type": "actions", "elements": [button]}])[
        "message"
    ]["blocks"]
    assert blocks[0]["block_id"]
    assert blocks[0]["elements"][0]["action_id"]


def test_an_update_replaces_text_and_blocks_and_marks_the_message_edited(workspace: Driver, client: WebClient) -> None:
    posted = client.chat_postMessage(channel="UANNA", text="Draft", blocks=[SECTION])
    client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Saved")
    card = workspace.person("anna").inbox()[0]
    assert (card.text, card.blocks, "edited" in card.message) == ("Saved", [], True)


def test_only_own_messages_can_be_changed_or_deleted(workspace: Driver, client: WebClient) -> None:
    said = workspace.person("anna").says("Mine")
    place = {"channel": said.conversation, "ts": said.ts}
    assert error_of(client, "chat.update", **place, text="Yours") == "cant_update_message"
    assert error_of(client, "chat.delete", **place) == "cant_delete_message"
    assert error_of(client, "chat.delete", channel=said.conversation, ts="1.000001") == "message_not_found"


def test_a_deleted_message_is_gone(workspace: Driver, client: WebClient) -> None:
    posted = client.chat_postMessage(channel="UANNA", text="Oh")
    client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    assert workspace.person("anna").inbox() == []
    assert client.conversations_history(channel=posted["channel"])["messages"] == []


def test_a_whisper_is_seen_by_one_person_and_by_no_history(workspace: Driver, client: WebClient) -> None:
    client.chat_postEphemeral(channel="CGENERAL", user="UANNA", text="Between us")
    anna, ben = workspace.person("anna"), workspace.person("ben")
    assert [card.is_private for card in anna.messages(to="general")] == [True]
    assert ben.messages(to="general") == []
    assert client.conversations_history(channel="CGENERAL")["messages"] == []
    outside = {"channel": "CQUIET", "user": "UANNA", "text": "x"}
    client.conversations_join(channel="CQUIET")
    assert error_of(client, "chat.postEphemeral", **outside) == "user_not_in_channel"
    assert error_of(client, "chat.postEphemeral", **{**outside, "user": "UNOBODY"}) == "user_not_found"


def test_history_holds_roots_newest_first_and_replies_hold_the_thread(client: WebClient) -> None:
    root = client.chat_postMessage(channel="UANNA", text="Root")
    client.chat_postMessage(channel="UANNA", text="Answer", thread_ts=root["ts"])
    client.chat_postMessage(channel="UANNA", text="Later")
    history = client.conversations_history(channel=root["channel"])["messages"]
    thread = client.conversations_replies(channel=root["channel"], ts=root["ts"])["messages"]
    assert [each["text"] for each in history] == ["Later", "Root"]
    assert history[1]["reply_count"] == 1
    assert [each["text"] for each in thread] == ["Root", "Answer"]
    assert error_of(client, "conversations.replies", channel=root["channel"], ts="1.0") == "thread_not_found"


def test_metadata_comes_back_only_when_asked_for(client: WebClient) -> None:
    key = {"event_type": "reminder", "event_payload": {"key": "a1"}}
    posted = client.chat_postMessage(channel="UANNA", text="Reminder", metadata=key)
    plainly = client.conversations_history(channel=posted["channel"])["messages"][0]
    wholly = client.conversations_history(channel=posted["channel"], include_all_metadata=True)["messages"][0]
    assert "metadata" not in plainly
    assert wholly["metadata"] == key


def test_history_between_two_stamps_leaves_them_out_unless_inclusive(client: WebClient) -> None:
    stamps = [client.chat_postMessage(channel="UANNA", text=str(number))["ts"] for number in range(4)]
    window = {"channel": "DANNA", "oldest": stamps[0], "latest": stamps[3]}
    without = client.conversations_history(**window)["messages"]
    within = client.conversations_history(**window, inclusive=True)["messages"]
    assert [each["text"] for each in without] == ["2", "1"]
    assert [each["text"] for each in within] == ["3", "2", "1", "0"]


def test_history_is_paged_and_says_when_there_is_more(client: WebClient) -> None:
    for number in range(3):
        client.chat_postMessage(channel="UANNA", text=str(number))
    first = client.conversations_history(channel="DANNA", limit=2)
    rest = client.conversations_history(channel="DANNA", limit=2, cursor=first["response_metadata"]["next_cursor"])
    assert (first["has_more"], rest["has_more"]) == (True, False)
    assert [each["text"] for each in rest["messages"]] == ["0"]


def test_conversations_are_listed_by_kind(client: WebClient) -> None:
    def listed(**arguments: str) -> set[str]:
        answer = client.api_call("users.conversations", params=arguments)
        return {each["id"] for each in answer["channels"]}

    assert listed() == {"CGENERAL"}
    assert listed(types="im") == {"DANNA", "DBEN", "DCLEO"}
    assert listed(types="public_channel,im", user="UBEN") == {"CGENERAL", "CQUIET", "DBEN"}
    assert {each["id"] for each in client.conversations_list()["channels"]} == {"CGENERAL", "CQUIET"}


def test_the_bot_can_join_a_channel_and_sees_its_members(client: WebClient) -> None:
    assert client.conversations_info(channel="CQUIET")["channel"]["is_member"] is False
    client.conversations_join(channel="CQUIET")
    assert client.conversations_info(channel="CQUIET")["channel"]["is_member"] is True
    assert client.conversations_members(channel="CQUIET")["members"] == ["UBEN", "UPROWESS"]


def test_a_chat_with_somebody_who_left_cannot_be_opened(client: WebClient) -> None:
    assert error_of(client, "conversations.open", users="UGONE") == "user_disabled"
    assert error_of(client, "conversations.open", users="UNOBODY") == "user_not_found"


def test_a_permalink_opens_the_page_at_the_message(client: WebClient) -> None:
    posted = client.chat_postMessage(channel="CGENERAL", text="Here")
    link = client.chat_getPermalink(channel="CGENERAL", message_ts=posted["ts"])["permalink"]
    assert link.endswith(f"/archives/CGENERAL/p{posted['ts'].replace('.', '')}")
    assert error_of(client, "chat.getPermalink", channel="CGENERAL", message_ts="1.0") == "message_not_found"


def test_a_reaction_counts_once(client: WebClient) -> None:
    posted = client.chat_postMessage(channel="UANNA", text="Done")
    place = {"channel": posted["channel"], "timestamp": posted["ts"], "name": "eyes"}
    client.reactions_add(**place)
    assert error_of(client, "reactions.add", **place) == "already_reacted"


def test_a_stream_grows_and_ends_with_its_blocks(workspace: Driver, client: WebClient) -> None:
    anna = workspace.person("anna")
    said = anna.says("What do I lack?")
    stream = client.chat_stream(channel=said.conversation, thread_ts=said.ts, recipient_user_id="UANNA", buffer_size=1)
    stream.append(markdown_text="You lack ")
    growing = anna.waits_for("You lack")
    stream.stop(markdown_text="**Fire safety**.", blocks=[SECTION])
    assert growing.text == "You lack **Fire safety**.\nFire safety"
    place = {"channel": said.conversation, "ts": growing.ts}
    assert error_of(client, "chat.appendStream", **place, markdown_text="x") == "message_not_in_streaming_state"


def test_a_stream_of_more_than_12000_characters_is_refused(workspace: Driver, client: WebClient) -> None:
    said = workspace.person("anna").says("Much")
    started = client.chat_startStream(channel=said.conversation, thread_ts=said.ts, markdown_text="x" * 12_000)
    place = {"channel": said.conversation, "ts": started["ts"]}
    assert error_of(client, "chat.appendStream", **place, markdown_text="x") == "msg_too_long"


def test_a_status_stays_until_the_bot_answers_in_its_thread(workspace: Driver, client: WebClient) -> None:
    said = workspace.person("anna").says("Hello")
    client.assistant_threads_setStatus(channel_id=said.conversation, thread_ts=said.ts, status="is thinking…")
    waiting = workspace.run(lambda: list(workspace.ws.memory.statuses))
    client.chat_postMessage(channel=said.conversation, thread_ts=said.ts, text="Hi")
    assert waiting == [(said.conversation, said.ts)]
    assert workspace.run(lambda: list(workspace.ws.memory.statuses)) == []


def test_at_most_four_prompts_are_suggested(client: WebClient) -> None:
    prompts = [{"title": str(number), "message": "Hello"} for number in range(5)]
    client.assistant_threads_setSuggestedPrompts(channel_id="DANNA", prompts=prompts[:4])
    with pytest.raises(Exception, match="no more than 4 prompts"):
        client.assistant_threads_setSuggestedPrompts(channel_id="DANNA", prompts=prompts)
