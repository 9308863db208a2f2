"""Questions: who knows it, and any list as of another day (find/experts, find/as-of). Reads only.

`as_of` gives a session in which every read is that of another day: targets with their sources and exemptions, ratings,
validity, qualifications and their status, members of groups, profiles and gaps; rights stay today's. So a list takes
a date by being read in it:

    with as_of(session, day, asker.time_zone) as then:
        found = profile_of(then, actor, person_id)
"""

from core.as_of import as_of
from core.find.knowing import Expert, Experts, Place, Question, experts, may_share, names_open, names_to_share
from core.find.naming import COUNTED

__all__ = [
    "COUNTED",
    "Expert",
    "Experts",
    "Place",
    "Question",
    "as_of",
    "experts",
    "may_share",
    "names_open",
    "names_to_share",
]
