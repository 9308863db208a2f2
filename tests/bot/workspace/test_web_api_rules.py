"""Tokens, arguments, unknown methods and failures of the Web API."""

from __future__ import annotations

import time

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace.driver import Driver


def error_of(client: WebClient, method: str, **arguments: object) -> str:
    """Return the error code of a call that must be refused."""
    with pytest.raises(SlackApiError) as refused:
        client.api_call(method, params=arguments)
    return str(refused.value.response["error"])


def test_a_call_without_a_token_is_not_authed(workspace: Driver) -> None:
    assert httpx.post(f"{workspace.api_url}auth.test").json() == {"ok": False, "error": "not_authed"}


def test_a_wrong_token_is_invalid(workspace: Driver) -> None:
    assert error_of(WebClient(token="xoxb-other", base_url=workspace.api_url), "auth.test") == "invalid_auth"


def test_the_token_may_come_in_the_form(workspace: Driver) -> None:
    answer = httpx.post(f"{workspace.api_url}auth.test", data={"token": workspace.ws.config.bot_token})
    assert answer.json()["user_id"] == "UPROWESS"


def test_json_and_form_bodies_mean_the_same(workspace: Driver) -> None:
    headers = {"Authorization": f"Bearer {workspace.ws.config.bot_token}"}
    address = f"{workspace.api_url}chat.postMessage"
    by_json = httpx.post(address, headers=headers, json={"channel": "UANNA", "text": "Hello"}).json()
    by_form = httpx.post(address, headers=headers, data={"channel": "UANNA", "text": "Hello"}).json()
    assert by_json.keys() == by_form.keys()
    assert by_json["message"]["text"] == by_form["message"]["text"] == "Hello"


def test_a_body_that_is_no_json_is_named_so(workspace: Driver) -> None:
    address = f"{workspace.api_url}auth.test"
    broken = httpx.post(address, content=b"{", headers={"Content-Type": "application/json"})
    a_list = httpx.post(address, json=["token"])
    assert (broken.json()["error"], a_list.json()["error"]) == ("invalid_json", "json_not_object")


def test_an_unknown_method_is_named(client: WebClient) -> None:
    assert error_of(client, "chat.sing") == "unknown_method"


@pytest.mark.parametrize(("limit", "pages"), [(1, 5), (2, 3), (4, 2), (5, 1), (1000, 1)])
def test_every_person_is_listed_once_whatever_the_page_size(client: WebClient, limit: int, pages: int) -> None:
    found = [page["members"] for page in client.users_list(limit=limit)]
    names = [member["id"] for page in found for member in page]
    assert len(found) == pages
    assert names == ["UANNA", "UBEN", "UCLEO", "UGONE", "UPROWESS"]


def test_a_page_size_above_1000_and_a_strange_cursor_are_refused(client: WebClient) -> None:
    assert error_of(client, "users.list", limit=1001) == "invalid_limit"
    assert error_of(client, "users.list", cursor="bmV4dDpzaXg=") == "invalid_cursor"
    assert error_of(client, "users.list", limit="many") == "invalid_arguments"


def test_a_person_is_shown_with_zone_locale_and_profile(client: WebClient) -> None:
    user = client.users_info(user="UCLEO", include_locale=True)["user"]
    assert (user["tz"], user["locale"], user["profile"]["email"]) == (
        "Europe/Paris",
        "fr-FR",
        "cleo@nordlys.example",
    )
    assert (user["is_bot"], user["deleted"], user["is_restricted"]) == (False, False, False)
    assert client.users_info(user="UGONE")["user"]["deleted"] is True
    assert client.users_info(user="UPROWESS")["user"]["is_bot"] is True
    assert client.users_profile_get(user="UANNA")["profile"]["title"] == "Warehouse worker"


def test_unknown_people_are_named_so(client: WebClient) -> None:
    assert error_of(client, "users.info", user="UNOBODY") == "user_not_found"
    assert error_of(client, "users.lookupByEmail", email="nobody@nordlys.example") == "users_not_found"
    assert client.users_lookupByEmail(email="BEN@nordlys.example")["user"]["id"] == "UBEN"


def test_a_rate_limit_comes_as_429_with_retry_after(workspace: Driver, client: WebClient) -> None:
    workspace.faults.on_call("auth.test", "rate_limited", retry_after=7)
    with pytest.raises(SlackApiError) as limited:
        client.auth_test()
    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["Retry-After"] == "7"
    assert client.auth_test()["ok"]


def test_a_failure_before_the_call_posts_nothing_and_one_after_it_posts(workspace: Driver, client: WebClient) -> None:
    anna = workspace.person("anna")
    workspace.faults.on_call("chat.postMessage", "error_before")
    workspace.faults.on_call("chat.postMessage", "error_after")
    for said in ("lost", "kept"):
        with pytest.raises(SlackApiError):
            client.chat_postMessage(channel="UANNA", text=said)
    assert [card.text for card in anna.inbox()] == ["kept"]


def test_a_reset_breaks_the_connection_without_an_answer(workspace: Driver, client: WebClient) -> None:
    workspace.faults.on_call("auth.test", "reset")
    with pytest.raises(OSError, match=r"reset|closed"):
        client.auth_test()
    assert client.auth_test()["ok"]


def test_a_hanging_call_outlasts_the_callers_patience(workspace: Driver) -> None:
    workspace.faults.on_call("auth.test", "hang", seconds=0.5)
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        WebClient(token=workspace.ws.config.bot_token, base_url=workspace.api_url, timeout=0.1).auth_test()  # type: ignore[arg-type]
    assert time.monotonic() - started < 0.45


def test_a_fault_asked_for_as_many_times_is_met_as_many_times(workspace: Driver, client: WebClient) -> None:
    workspace.faults.on_call("*", "refuse", times=2, error="fatal_error")
    assert [error_of(client, "auth.test"), error_of(client, "users.list")] == ["fatal_error", "fatal_error"]
    assert client.auth_test()["ok"]


def test_faults_can_be_asked_for_over_http_and_cleared(workspace: Driver, client: WebClient) -> None:
    address = f"{workspace.base_url}/_/faults"
    asked = httpx.post(address, json={"method": "auth.test", "kind": "rate_limited", "times": 3}).json()
    assert asked == {"waiting": {"auth.test": 3}}
    assert httpx.request("DELETE", address).json() == {"waiting": {}}
    unknown = httpx.post(address, json={"method": "auth.test", "kind": "sulk"})
    assert unknown.status_code == 400
    assert "sulk is no fault of a call" in unknown.json()["error"]
    assert client.auth_test()["ok"]
