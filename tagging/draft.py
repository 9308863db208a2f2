"""A qualification as read from somebody's words: a draft to read back, never something stored."""

from dataclasses import dataclass, field, replace
from datetime import date

from tagging.dates import NO_DATE, DateReading, read_date
from tagging.degraded import Degraded
from tagging.matching import Candidate
from tagging.periods import Period

FIELDS = ("competency", "issued_on", "expires_on", "validity", "issuer", "number", "value", "degree")


@dataclass(frozen=True)
class QualificationDraft:
    """What a message says somebody holds, with the words each field came from.

    `competency` is the id of the one competency named; otherwise `candidates` (up to three look-alikes) are to be
    asked about, and `competency_words` is the name as typed. `validity` is a length of time ('valid 3 years');
    `never_expires` is set where the text says so. `value` is a language level, `degree` a degree's name.
    `degraded` is None when a language model helped or wasn't needed, else why none did.
    """

    text: str
    is_qualification: bool
    competency: int | None = None
    competency_words: str = ""
    candidates: tuple[Candidate, ...] = ()
    issued_on: DateReading = NO_DATE
    expires_on: DateReading = NO_DATE
    validity: Period | None = None
    never_expires: bool = False
    issuer: str = ""
    number: str = ""
    value: str = ""
    degree: str = ""
    words: dict[str, str] = field(default_factory=dict)
    degraded: Degraded | None = None

    def issued(self, day: date, *, today: date, locale: str = "en-GB") -> "QualificationDraft":
        """Return the draft with the issue date settled, and an expiry that hangs on it worked out anew."""
        settled = DateReading(day, words=self.issued_on.words)
        return replace(self, issued_on=settled).with_expiry_worked_out(today=today, locale=locale)

    def expires(self, day: date | None) -> "QualificationDraft":
        """Return the draft with the expiry date settled; None: it never expires."""
        reading = DateReading(day, words=self.expires_on.words) if day else NO_DATE
        return replace(self, expires_on=reading, never_expires=day is None, validity=None)

    def named(self, competency: int) -> "QualificationDraft":
        """Return the draft with the competency chosen."""
        return replace(self, competency=competency, candidates=())

    def with_expiry_worked_out(self, *, today: date, locale: str = "en-GB") -> "QualificationDraft":
        """Work out an expiry from the validity, or a year left out in it from the issue date."""
        issued = self.issued_on.value
        if self.validity:
            end = self.validity.after(issued) if issued else None
            problem = None if end or not issued else f"'{self.validity.words}' ends beyond the calendar."
            return replace(self, expires_on=DateReading(end, words=self.validity.words, problem=problem))
        if self.expires_on.assumed_year and self.expires_on.words:
            again = read_date(self.expires_on.words, kind="expires", today=today, issued_on=issued, locale=locale)
            return replace(self, expires_on=again)
        return self
