"""Forms and Homes: triggers, the stack, hashes, what is typed and kept."""

from __future__ import annotations

import time
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.workspace.driver import Driver
from tests.bot.workspace.test_web_api_rules import error_of
from tests.bot.workspace.tiny_bot import form, heading

HOME = {"type": "home", "blocks": [heading("Home")]}


def a_trigger(workspace: Driver, person: str = "UANNA") -> str:
    """Return a trigger id as a press gives it."""
    return workspace.run(lambda: workspace.ws.triggers.issue(person))


def test_a_trigger_opens_one_form_only(workspace: Driver, client: WebClient) -> None:
    trigger = a_trigger(workspace)
    opened = client.views_open(trigger_id=trigger, view=form())
    with pytest.raises(Exception, match="exchanged_trigger_id"):
        client.views_open(trigger_id=trigger, view=form())
    assert workspace.person("anna").modal().id == opened["view"]["id"]
    assert workspace.person("ben").has_modal() is False


def test_a_trigger_expires(workspace: Driver, client: WebClient) -> None:
    young, old = a_trigger(workspace), a_trigger(workspace)
    client.views_open(trigger_id=young, view=form())
    time.sleep(0.15)
    workspace.run(lambda: setattr(workspace.ws.triggers, "lifetime", 0.1))
    with pytest.raises(Exception, match="expired_trigger_id"):
        client.views_open(trigger_id=old, view=form())


def test_an_invented_trigger_opens_nothing(client: WebClient) -> None:
    with pytest.raises(Exception, match="invalid_trigger_id"):
        client.views_open(trigger_id="1.2.3", view=form())


def test_a_wrong_view_is_refused_with_sentences_and_leaves_the_trigger_usable(
    workspace: Driver, client: WebClient
) -> None:
    trigger = a_trigger(workspace)
    too_long = {**form(), "title": {"type": "plain_text", "text": "x" * 25}}
    with pytest.raises(Exception, match="invalid_arguments") as refused:
        client.views_open(trigger_id=trigger, view=too_long)
    assert "24" in refused.value.response["response_metadata"]["messages"][0]  # type: ignore[attr-defined]
    assert client.views_open(trigger_id=trigger, view=form())["ok"]


def test_a_home_cannot_be_opened_as_a_form_nor_a_form_published(workspace: Driver, client: WebClient) -> None:
    with pytest.raises(Exception, match="must be modal"):
        client.views_open(trigger_id=a_trigger(workspace), view=HOME)
    with pytest.raises(Exception, match="must be home"):
        client.views_publish(user_id="UANNA", view=form())


def test_three_forms_can_lie_on_each_other_and_no_fourth(workspace: Driver, client: WebClient) -> None:
    first = client.views_open(trigger_id=a_trigger(workspace), view=form())["view"]
    second = client.views_push(trigger_id=a_trigger(workspace), view=form())["view"]
    client.views_push(trigger_id=a_trigger(workspace), view=form())
    with pytest.raises(Exception, match="push_limit_reached"):
        client.views_push(trigger_id=a_trigger(workspace), view=form())
    assert (second["previous_view_id"], second["root_view_id"]) == (first["id"], first["id"])


def test_an_update_keeps_what_is_typed_in_fields_that_stay(workspace: Driver, client: WebClient) -> None:
    anna = workspace.person("anna")
    view = client.views_open(trigger_id=a_trigger(workspace), view=form())["view"]
    anna.fills(anna.modal(), {"Name": "Forklift licence", "Issued": "2026-05-04"})
    fewer = {**form(), "blocks": form()["blocks"][:2]}
    client.views_update(view_id=view["id"], view=fewer)
    values = anna.modal().values
    assert values["name"]["name"]["value"] == "Forklift licence"
    assert "day" not in values


def test_an_update_with_an_old_hash_conflicts(workspace: Driver, client: WebClient) -> None:
    view = client.views_open(trigger_id=a_trigger(workspace), view={**form(), "external_id": "draft-1"})["view"]
    client.views_update(external_id="draft-1", hash=view["hash"], view=form())
    with pytest.raises(Exception, match="hash_conflict"):
        client.views_update(view_id=view["id"], hash=view["hash"], view=form())
    assert error_of(client, "views.update", view_id="VNOWHERE") == "not_found"


def test_a_home_belongs_to_one_person(workspace: Driver, client: WebClient) -> None:
    client.views_publish(user_id="UANNA", view=HOME)
    assert workspace.person("anna").home().text == "Home"
    with pytest.raises(LookupError):
        workspace.person("ben").home()


@pytest.mark.parametrize(
    ("field", "wanted", "reported"),
    [
        ("Name", "Anna", {"type": "plain_text_input", "value": "Anna"}),
        ("Name", "", {"type": "plain_text_input", "value": None}),
        ("Person", "UBEN", {"type": "users_select", "selected_user": "UBEN"}),
        ("Issued", "2026-02-28", {"type": "datepicker", "selected_date": "2026-02-28"}),
    ],
)
def test_what_is_filled_in_is_reported_as_slack_does(
    workspace: Driver, client: WebClient, field: str, wanted: str, reported: dict[str, Any]
) -> None:
    anna = workspace.person("anna")
    client.views_open(trigger_id=a_trigger(workspace), view=form())
    anna.fills(anna.modal(), {field: wanted})
    fragments = [fragment for block in anna.modal().values.values() for fragment in block.values()]
    assert reported in fragments


def test_a_date_that_starts_filled_in_is_reported_without_a_touch(workspace: Driver, client: WebClient) -> None:
    client.views_open(trigger_id=a_trigger(workspace), view=form())
    values = workspace.person("anna").modal().values
    assert values["day"]["day"] == {"type": "datepicker", "selected_date": "2026-05-03"}
