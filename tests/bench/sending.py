"""Sends signed requests at the times they are due, whatever the answers do, and takes each one's time from then.

A process of its own, `python -m tests.bench.sending`: the plan comes as JSON on standard input, what happened goes as
JSON to standard output.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from tests.bench.deliveries import signed_requests

LIMIT = 30.0
REUSED_FOR = 3.0
"""Seconds that an idle connection is used again: less than the server keeps it open."""


@dataclass(frozen=True)
class Plan:
    """Whom to send to, how many requests a second and for how long, and who they come from."""

    url: str
    rate: int
    seconds: int
    team: str
    people: list[str]
    certificates: list[str]
    run: str


@dataclass(frozen=True)
class Sent:
    """One request: of which kind, how long from when it was due to its answer (ms), and the answer's status."""

    kind: str
    milliseconds: float
    status: int


class Sender:
    """Keeps connections open between requests and opens one more whenever all are waiting for an answer."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self._idle: list[tuple[float, asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def send(self, kind: str, request: bytes, due: float) -> Sent:
        """Send when due; status 0 where there was no answer within 30 s."""
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        try:
            async with asyncio.timeout(LIMIT):
                status = await self._answered(request)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            status = 0
        return Sent(kind, 1_000 * (time.perf_counter() - due), status)

    async def _answered(self, request: bytes) -> int:
        reader, writer = await self._connection()
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.partition("content-length:")[2].split(None, 1)[0])
        await reader.readexactly(length)
        self._idle.append((time.perf_counter(), reader, writer))
        return int(head.split(None, 2)[1])

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._idle:
            since, reader, writer = self._idle.pop()
            if time.perf_counter() - since < REUSED_FOR:
                return reader, writer
            writer.close()
        return await asyncio.open_connection(self._target.hostname, self._target.port)


async def carry_out(plan: Plan) -> list[Sent]:
    """Send all of a plan's requests, at random times with the plan's rate on average."""
    requests = signed_requests(plan.url, plan.rate * plan.seconds, plan.team, plan.people, plan.certificates, plan.run)
    gaps, sender = random.Random(7), Sender(plan.url)
    due = time.perf_counter() + 0.5
    tasks = []
    for kind, request in requests:
        tasks.append(asyncio.create_task(sender.send(kind, request, due)))
        due += gaps.expovariate(plan.rate)
    return await asyncio.gather(*tasks)


def main() -> None:
    """Carry out the plan on standard input."""
    plan = Plan(**json.load(sys.stdin))
    json.dump([asdict(each) for each in asyncio.run(carry_out(plan))], sys.stdout)


if __name__ == "__main__":
    main()
