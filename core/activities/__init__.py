"""Courses, modules and activities; the skills linked to them; quizzes and the results of all of them.

An activity carries at most three skills. Results come from quizzes, files and other systems; what they lead to is
worked out above, in achievements.
"""

from core.activities.doors import activities as _activities
from core.activities.doors import bulk as _bulk
from core.activities.doors import courses as _courses
from core.activities.doors import enrolment as _enrolment
from core.activities.doors import quizzes as _quizzes
from core.activities.doors import results as _results
from core.activities.doors import suggestions as _suggestions
from core.activities.doors import tagger as _tagger
from core.activities.doors.activities import *  # noqa: F403
from core.activities.doors.bulk import *  # noqa: F403
from core.activities.doors.courses import *  # noqa: F403
from core.activities.doors.enrolment import *  # noqa: F403
from core.activities.doors.quizzes import *  # noqa: F403
from core.activities.doors.results import *  # noqa: F403
from core.activities.doors.suggestions import *  # noqa: F403
from core.activities.doors.tagger import *  # noqa: F403

__all__: list[str] = []
__all__ += _activities.__all__
__all__ += _bulk.__all__
__all__ += _courses.__all__
__all__ += _enrolment.__all__
__all__ += _quizzes.__all__
__all__ += _results.__all__
__all__ += _suggestions.__all__
__all__ += _tagger.__all__
