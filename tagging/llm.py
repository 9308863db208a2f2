"""The language model behind one call: asked for JSON by a schema, within a deadline, or a ChatFailed.

The only module that imports openai, at first use. Works with any server that speaks `chat.completions`.
"""

import base64
import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tagging.allowance import Breaker, Cache, DailyBudget, Reserved, Spent, TokenBudget, Used
from tagging.answers import ChatFailed, checked_answer, used_tokens
from tagging.leaving import SWITCHED_OFF, may_leave
from tagging.prompts import Prompt, load_prompt

DEADLINE = 10.0
ANSWER_TOKENS = 1_200
PICTURE_TOKENS = 1_500
CHARACTERS_PER_TOKEN = 3

PICTURE_PROMPT = "picture_reading.v1"
PICTURE_DEADLINE = 30.0
_LINES: dict[str, Any] = {
    "type": "object",
    "properties": {"lines": {"type": "array", "items": {"type": "string"}}},
    "required": ["lines"],
    "additionalProperties": False,
}

BUDGET_SPENT = "budget"
"""Why a model was not asked: the day's tokens are spent."""

Check = Callable[[dict[str, Any]], object]
"""Looks at an answer that fits its schema, and raises ChatFailed where it is of no use all the same."""

__all__ = ["BUDGET_SPENT", "ChatFailed", "ChatModel", "request_embeddings", "within"]

log = logging.getLogger(__name__)


class ChatModel:
    """A language model on a server: deadline, breaker, cache and daily budget around one call.

    Safe to share between threads. `budget` may be one that a database keeps for several processes.
    """

    def __init__(
        self,
        *,
        model: str,
        api_key: str | None,
        base_url: str | None = None,
        deadline: float = DEADLINE,
        budget: TokenBudget | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self.model = model
        self._api_key = api_key
        self._base_url = base_url
        self._deadline = deadline
        self._budget = budget or DailyBudget()
        self._breaker = breaker or Breaker()
        self._cache: Cache[dict[str, Any]] = Cache()
        self._spent = Spent()
        self._counting = threading.Lock()

    @property
    def spent(self) -> Spent:
        """Calls and tokens since the program began; answers from memory cost nothing."""
        return self._spent

    def complete(
        self, prompt: Prompt, schema: dict[str, Any], deadline: float | None = None, check: Check | None = None
    ) -> dict[str, Any]:
        """Return the model's answer as an object that fits the schema and passes `check`; else raise ChatFailed.

        The same question is answered from memory. The outer deadline (10 s) covers everything, also an answer
        that drips in; after three failures in a row the model is left alone for a minute.
        """
        if not may_leave():
            raise ChatFailed(SWITCHED_OFF)
        key = _key(self.model, prompt, schema)
        known = self._cache.get(key)
        if known is not None:
            return known
        if not self._breaker.allows():
            raise ChatFailed("resting")
        reserved = self._budget.reserve(_most_tokens(prompt))
        if reserved is None:
            raise ChatFailed(BUDGET_SPENT)
        answer = self._asked(prompt, schema, deadline or self._deadline, reserved, check)
        self._cache.put(key, answer)
        return answer

    def read_picture(self, media_type: str, content: bytes) -> str:
        """Return the words on a picture, line by line; raise ChatFailed as `complete` does. Needs a model that sees."""
        address = f"data:{media_type};base64,{base64.b64encode(content).decode()}"
        prompt = replace(load_prompt(PICTURE_PROMPT).filled(), picture=address)
        lines = self.complete(prompt, _LINES, PICTURE_DEADLINE)["lines"]
        return "\n".join(str(line) for line in lines)

    def warm(self) -> None:
        """Load the client library now, which takes a second, so that the first question doesn't wait for it."""
        _client(self._base_url, self._api_key, self._deadline).close()

    def forget(self) -> None:
        """Forget the answers in memory (privacy/erase)."""
        self._cache.clear()

    def _asked(
        self, prompt: Prompt, schema: dict[str, Any], deadline: float, reserved: Reserved, check: Check | None
    ) -> dict[str, Any]:
        self._count(calls=1)
        try:
            began = time.monotonic()
            client = within(deadline, lambda: _client(self._base_url, self._api_key, deadline), _nothing)
            left = max(0.0, deadline - (time.monotonic() - began))
            response = within(left, lambda: self._request(client, prompt, schema), client.close)
            self._settle(reserved, used_tokens(response))
            answer = checked_answer(response, schema)
            if check is not None:
                check(answer)
        except ChatFailed as failed:
            self._breaker.failed()
            log.warning("the language model gave no usable answer: %s", failed.kind)
            raise
        self._breaker.succeeded()
        return answer

    def _settle(self, reserved: Reserved, used: Used | None) -> None:
        """Where the server doesn't say what it used, what was reserved stays spent."""
        if used is not None:
            self._count(used=used)
            self._budget.settle(reserved, used)

    def _count(self, *, calls: int = 0, used: Used | None = None) -> None:
        with self._counting:
            self._spent = self._spent.plus(calls=calls, used=used)

    def _request(self, client: Any, prompt: Prompt, schema: dict[str, Any]) -> Any:
        return client.chat.completions.create(
            model=self.model,
            messages=[
                {"role": "system", "content": prompt.system},
                {"role": "user", "content": _content(prompt)},
            ],
            response_format={
                "type": "json_schema",
                "json_schema": {"name": prompt.version.split(".")[0], "strict": True, "schema": schema},
            },
            temperature=0,
            max_tokens=ANSWER_TOKENS,
        )


def _most_tokens(prompt: Prompt) -> int:
    """What a call may come to, so that it can be reserved: the text at three letters a token, and a full answer."""
    text = len(prompt.system + prompt.user) // CHARACTERS_PER_TOKEN
    return text + ANSWER_TOKENS + (PICTURE_TOKENS if prompt.picture else 0)


def _content(prompt: Prompt) -> Any:
    """The user's part, with its picture where it has one."""
    if prompt.picture is None:
        return prompt.user
    picture = {"type": "image_url", "image_url": {"url": prompt.picture}}
    return [{"type": "text", "text": prompt.user}, picture]


def request_embeddings(
    texts: list[str], *, model: str, base_url: str | None, api_key: str | None, deadline: float
) -> list[list[float]]:
    """Return one vector per text from a server's embeddings call; raise ChatFailed when it gives none."""
    if not may_leave():
        raise ChatFailed(SWITCHED_OFF)
    client = _client(base_url, api_key, deadline)
    response = within(
        deadline,
        lambda: client.embeddings.create(model=model, input=texts, encoding_format="float"),
        client.close,
    )
    try:
        rows = [[float(value) for value in entry.embedding] for entry in response.data]
    except (AttributeError, TypeError, ValueError):
        raise ChatFailed("no vectors") from None
    if len(rows) != len(texts) or len({len(row) for row in rows}) > 1:
        raise ChatFailed("vectors don't match the texts")
    return rows


def within(seconds: float, work: Callable[[], Any], close: Callable[[], None]) -> Any:
    """Run work in a thread of its own and wait that long, no longer; any exception becomes ChatFailed.

    The client's own time-out is per read, and a server that drips bytes never meets it; closing the
    connection then makes the thread end at the next byte.
    """
    outcome: list[Any] = []
    fault: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(work())
        # The client raises from its own, pydantic's and httpx2's families, and AttributeError on HTML.
        except Exception as raised:  # noqa: BLE001
            fault.append(raised)

    thread = threading.Thread(target=run, name="language-model", daemon=True)
    thread.start()
    thread.join(seconds)
    late = thread.is_alive()
    close()
    if late:
        raise ChatFailed("deadline")
    if fault:
        raise ChatFailed(_kind(fault[0])) from None
    return outcome[0]


def _nothing() -> None:
    """Nothing to close."""


def _client(base_url: str | None, api_key: str | None, seconds: float) -> Any:
    import openai  # noqa: PLC0415 -- lazy: most installations set no model

    # Servers on one's own machine often want no key; the client insists on one.
    return openai.OpenAI(base_url=base_url, api_key=api_key or "none", timeout=seconds, max_retries=0)


def _kind(fault: BaseException) -> str:
    status = getattr(fault, "status_code", None)
    return f"status {status}" if isinstance(status, int) else type(fault).__name__


def _key(model: str, prompt: Prompt, schema: dict[str, Any]) -> str:
    asked = [model, prompt.version, prompt.system, prompt.user, prompt.picture, schema]
    whole = json.dumps(asked, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()
