"""Installing from a link: the state, the token, and the first admin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from starlette.applications import Starlette

from bot.installation import Installations
from bot.manifest import SCOPES
from bot.oauth import Installer, oauth_routes
from bot.product import Product
from bot.settings import Settings
from core.people import bot_token, holders_of_role, person_by_chat_id
from tests.bot.small_slack import SmallSlack, a_user
from tests.conftest import House


@dataclass
class Door:
    """The bot's two addresses, a browser in front of them and a Slack behind."""

    house: House
    slack: SmallSlack
    app: Starlette
    team: str
    installed: list[int] = field(default_factory=list)

    def browser(self) -> httpx.AsyncClient:
        """A browser of its own, with its own cookies."""
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(transport=transport, base_url="http://bot.example")

    def workspace_id(self) -> int | None:
        """The workspace of the team, once it is installed."""
        found = [each.id for each in self.house.engine.workspaces() if each.chat_team_id == self.team]
        return found[0] if found else None


@pytest.fixture
def door(house: House) -> Iterator[Door]:
    team = f"T{uuid4().hex[:10].upper()}"
    granted = {
        "access_token": "xoxb-granted",
        "bot_user_id": "UBOT",
        "app_id": "A1",
        "team": {"id": team, "name": "Nordlys <Logistics>"},
        "authed_user": {"id": "UINA"},
    }
    slack = SmallSlack(
        oauth_v2_access=lambda asked: granted if asked["code"] == "good" else {"ok": False, "error": "invalid_code"},
        users_info={"user": a_user("UINA", "Ina Installer", team_id=team)},
    )
    with slack.running():
        settings = Settings(
            _env_file=None,
            SLACK_CLIENT_ID="1.2",
            SLACK_CLIENT_SECRET="hush",
            SLACK_API_URL=slack.api_url,
        )
        product = Product(house.engine, settings, skills=None)
        installations = Installations(product, slack.api_url)
        door = Door(house, slack, Starlette(), team)
        door.app = Starlette(
            routes=oauth_routes(Installer(product, lambda: installations, door.installed.append))
        )
        yield door


async def begin(browser: httpx.AsyncClient) -> str:
    """Press 'install'; the state that goes to Slack."""
    answer = await browser.get("/slack/install")
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]


async def come_back(browser: httpx.AsyncClient, state: str, code: str = "good") -> httpx.Response:
    return await browser.get("/slack/oauth_redirect", params={"state": state, "code": code})


def run(work: Any) -> Any:
    import asyncio

    return asyncio.run(work)


def test_the_installer_is_sent_to_slack_with_the_scopes_of_the_manifest(door: Door) -> None:
    async def story() -> httpx.Response:
        async with door.browser() as browser:
            return await browser.get("/slack/install")

    answer = run(story())
    asked = urlsplit(answer.headers["location"])
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == f"{door.slack.url}/oauth/v2/authorize"
    assert parse_qs(asked.query)["scope"] == [",".join(sorted(SCOPES))]
    assert "HttpOnly" in answer.headers["set-cookie"] and "SameSite=lax" in answer.headers["set-cookie"]


def test_the_token_is_kept_and_the_installer_is_the_first_admin(door: Door) -> None:
    async def story() -> httpx.Response:
        async with door.browser() as browser:
            return await come_back(browser, await begin(browser))

    answer = run(story())
    assert answer.status_code == 200
    assert "Prowess is installed in Nordlys &lt;Logistics&gt;." in answer.text
    workspace_id = door.workspace_id()
    assert workspace_id is not None and door.installed == [workspace_id]
    with door.house.engine.reading(workspace_id) as session:
        ina = person_by_chat_id(session, "UINA")
        assert bot_token(session) == "xoxb-granted"
        assert ina is not None and holders_of_role(session, "admin") == [ina.id]
    exchanged = next(asked for method, asked in door.slack.calls if method == "oauth.v2.access")
    assert exchanged["code"] == "good"


def test_a_state_works_once(door: Door) -> None:
    async def story() -> tuple[httpx.Response, httpx.Response]:
        async with door.browser() as browser:
            state = await begin(browser)
            cookie = dict(browser.cookies)
            first = await come_back(browser, state)
            browser.cookies.update(cookie)
            return first, await come_back(browser, state)

    first, second = run(story())
    assert (first.status_code, second.status_code) == (200, 400)
    assert "out of date" in second.text and len(door.installed) == 1


def test_a_state_belongs_to_the_browser_that_asked(door: Door) -> None:
    async def story() -> httpx.Response:
        async with door.browser() as mine, door.browser() as another:
            await begin(another)
            return await come_back(another, await begin(mine))

    assert run(story()).status_code == 400
    assert door.workspace_id() is None


@pytest.mark.parametrize(("seconds", "status"), [(599, 200), (600, 200), (601, 400)])
def test_a_state_is_good_for_ten_minutes(door: Door, seconds: int, status: int) -> None:
    async def story() -> httpx.Response:
        async with door.browser() as browser:
            state = await begin(browser)
            door.house.clock.forward(seconds=seconds)
            return await come_back(browser, state)

    assert run(story()).status_code == status


@pytest.mark.parametrize("state", ["", "x", "a.b.c", "a.9999999999.c", "ä.9999999999.ö"])
def test_a_forged_state_installs_nothing(door: Door, state: str) -> None:
    async def story() -> httpx.Response:
        async with door.browser() as browser:
            await begin(browser)
            return await come_back(browser, state)

    answer = run(story())
    assert answer.status_code == 400 and "Start again at /slack/install" in answer.text
    assert door.slack.calls == []


def test_a_code_that_slack_refuses_installs_nothing(door: Door) -> None:
    async def story() -> httpx.Response:
        async with door.browser() as browser:
            return await come_back(browser, await begin(browser), code="bad")

    answer = run(story())
    assert answer.status_code == 400 and "Slack refused: invalid_code" in answer.text
    assert door.workspace_id() is None


def test_somebody_who_says_no_in_slack_is_told_that_nothing_was_installed(door: Door) -> None:
    async def story() -> httpx.Response:
        async with door.browser() as browser:
            state = await begin(browser)
            return await browser.get("/slack/oauth_redirect", params={"state": state, "error": "access_denied"})

    answer = run(story())
    assert answer.status_code == 400 and "Nothing was installed: Slack says access_denied." in answer.text


def test_a_whole_organisation_is_not_a_workspace(door: Door) -> None:
    door.slack.answers["oauth.v2.access"] = {"access_token": "xoxb-org", "team": None, "is_enterprise_install": True}

    async def story() -> httpx.Response:
        async with door.browser() as browser:
            return await come_back(browser, await begin(browser))

    answer = run(story())
    assert answer.status_code == 400 and "one workspace" in answer.text


def test_without_a_client_id_there_is_no_address_to_install_from(house: House) -> None:
    product = Product(house.engine, Settings(_env_file=None), skills=None)
    assert oauth_routes(Installer(product, lambda: Installations(product, ""))) == []
