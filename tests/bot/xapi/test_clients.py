"""Statement streams of client libraries as other systems use them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from decimal import Decimal

import aiohttp
import pytest
import sqlalchemy as sa

from bot.xapi.http import VERSION_HEADER
from core.achievements import acquired_by
from core.activities import Result
from tests.bot.xapi.sending import VERBS, Address, a_statement, listening
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House

tincan = pytest.importorskip("tincan", reason="the client library tincan is not installed")


@pytest.fixture
def address(house: House) -> Iterator[Address]:
    with house.writing() as session:
        a_person(session, email="anna@nordlys.example")
        skill = a_skill(session)
        for number in (1, 2, 3):
            an_activity(session, f"Drill {number}", skill, idnumber=f"A-{number}")
    with listening(house) as address:
        yield address


def _statement(number: int) -> object:
    return tincan.Statement(
        id=f"00000000-0000-4000-8000-00000000000{number}",
        actor=tincan.Agent(name="Anna Berg", mbox="mailto:anna@nordlys.example"),
        verb=tincan.Verb(id=VERBS + "passed", display=tincan.LanguageMap({"en-US": "passed"})),
        object=tincan.Activity(
            id=f"https://lms.example/mod/A-{number}",
            definition=tincan.ActivityDefinition(name=tincan.LanguageMap({"en-US": f"Drill {number}"})),
        ),
        result=tincan.Result(score=tincan.Score(scaled=0.95, raw=19, min=0, max=20), success=True, completion=True),
    )


@pytest.mark.rule("activities/xapi")
def test_a_stream_of_the_tin_can_library_is_taken_and_the_same_stream_again_changes_nothing(
    house: House, address: Address
) -> None:
    lrs = tincan.RemoteLRS(version="1.0.1", endpoint=address.url, username=address.key, password=address.secret)
    for _ in range(2):
        assert lrs.save_statements([_statement(number) for number in (1, 2)]).success
        assert lrs.save_statement(_statement(3)).success
    with house.reading() as session:
        assert list(session.scalars(sa.select(Result.score))) == [Decimal("0.95")] * 3
        (person,) = session.scalars(sa.select(Result.person_id).distinct())
        assert len(acquired_by(session, person)) == 1
    found = lrs.retrieve_statement("00000000-0000-4000-8000-000000000003")
    assert (found.success, found.content.result.score.scaled) == (True, 0.95)
    assert not lrs.retrieve_statement("00000000-0000-4000-8000-000000000009").success


@pytest.mark.rule("activities/xapi")
def test_many_deliveries_at_once_count_each_statement_once(house: House, address: Address) -> None:
    stream = [a_statement(activity=f"https://lms.example/mod/A-{1 + each % 3}") for each in range(20)]

    headers = {VERSION_HEADER: "2.0.0", "Authorization": aiohttp.encode_basic_auth(address.key, address.secret)}

    async def deliver() -> list[int]:
        async with aiohttp.ClientSession(headers=headers) as client:
            calls = [
                client.post(f"{address.url}/statements", json=each)
                for each in stream * 3
            ]
            answers = await asyncio.gather(*calls)
            return [answer.status for answer in answers]

    assert set(asyncio.run(deliver())) == {200}
    with house.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Result.id))) == len(stream)
