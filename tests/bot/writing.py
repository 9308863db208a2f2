"""Writes to the bot as a person does in their private chat: messages in threads, with files, and replies to cards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count

from bot.cards import Actions, Pick, PickDay
from bot.conversation import Answer, Job, Message, Place, Press, SharedFile
from core.errors import Unavailable
from tests.bot.spoken import Spoken

_stamps = count(1)


@dataclass
class DroppedFiles:
    """What Slack holds of the files people drop: contents by file id; `away` while Slack gives none."""

    contents: dict[str, bytes] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    away: bool = False

    def drop(self, name: str, content: bytes, media_type: str = "", size: int | None = None) -> SharedFile:
        """A file as a message carries it; its stated size can be a lie."""
        file_id = f"F{next(_stamps):06d}"
        self.contents[file_id] = content
        stated = len(content) if size is None else size
        return SharedFile(file_id, name, media_type, stated, f"https://files.slack.com/{file_id}")

    def fetch(self, _workspace_id: int, file: SharedFile) -> bytes:
        """The bytes, as the product downloads them."""
        if self.away:
            raise Unavailable(f"Slack didn't give me {file.name}. Drop it here again.")
        self.fetched.append(file.name)
        return self.contents[file.id]


@dataclass
class Writing(Spoken):
    """One person who writes; `thread` is the thread of their latest message, in which they press and reply."""

    thread: str = ""
    waiting: list[Job] = field(default_factory=list)
    hold_work: bool = False

    @property
    def here(self) -> Place:
        """The thread of the latest message."""
        return Place("D0001", private=True, thread=self.thread)

    def write(self, words: str, *files: SharedFile) -> str:
        """A message of its own; what is answered, '' where this conversation leaves it alone."""
        self.thread = f"{next(_stamps)}.0001"
        return self.reply(words, *files)

    def reply(self, words: str, *files: SharedFile) -> str:
        """A message in the latest thread."""
        place = Place("D0001", private=True, thread=self.thread)
        message = Message(self.product, self.asker, place, words, files)
        for handler in self.conversations.messages:
            if (answer := handler(message)) is not None:
                return self._seen(answer)
        return ""

    def pick(self, day: date) -> str:
        """Pick a day where the card offers a date picker."""
        (picker,) = [each for each in self._elements() if isinstance(each, PickDay)]
        return self._chosen(picker.action, picker.payload, day)

    def choose(self, label: str) -> str:
        """Choose an option where the card offers a list."""
        (picker,) = [each for each in self._elements() if isinstance(each, Pick)]
        value = next(value for name, value in picker.options if self.asker.reader.render(name) == label)
        return self._chosen(picker.action, picker.payload, value)

    def work(self) -> str:
        """Do the slow work that was held, as a worker does; again if it is done again."""
        job = self.waiting[-1]
        return super()._seen(self.conversations.jobs[job_name(job)](job))

    def _seen(self, answer: Answer) -> str:
        if answer.later is None or not self.hold_work:
            return super()._seen(answer)
        payload = {**answer.later.payload, "_job": answer.later.job}
        self.waiting.append(Job(self.product, self.asker, Place("D0001", True, self.thread), payload))
        return super()._seen(Answer(card=answer.card, form=answer.form))

    def _chosen(self, action: str, payload: object, chosen: date | str) -> str:
        place = Place("D0001", private=True, thread=self.thread, message="1.0001")
        press = Press(self.product, self.asker, place, payload, chosen)  # type: ignore[arg-type]
        return self._seen(self.conversations.presses[action](press))

    def _elements(self) -> list[object]:
        return [each for part in self.card.parts if isinstance(part, Actions) for each in part.elements]


def job_name(job: Job) -> str:
    """Which work was held."""
    return str(job.payload["_job"])
