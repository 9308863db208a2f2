"""Activities, modules, and the skills linked to activities."""

from core.activities.events import (
    ActivityChanged,
    CourseCreated,
    QuestionsAdded,
    QuestionsChanged,
    ResultsChanged,
    ResultsKept,
    ResultsMatched,
    ResultsRecorded,
    SkillsLinked,
    SkillsUnlinked,
)
from core.activities.models import Activity, Module, Result, SkillLink
from core.activities.picking import Picked, check_pick, pick_skills, undo_pick
from core.activities.queries.activities import (
    ActivityView,
    activities,
    activities_containing,
    activities_named,
    activity,
)
from core.activities.queries.alike import activities_alike
from core.activities.queries.links import (
    Counted,
    LinkView,
    Offered,
    activities_of,
    countable_activities,
    counted_results,
    counting_module,
    link,
    linked_at_its_time,
    linked_results,
    links_of,
    quizzed_skills,
)
from core.activities.queries.modules import ModuleView, editable_modules
from core.activities.rules import MAX_SKILLS, LinkOutcome, QuestionKind, number_in
from core.activities.service.activities import (
    ActivityDetails,
    create_activity,
    delete_activity,
    edit_activity,
)
from core.activities.service.contexts import require_on_activity
from core.activities.service.link_outcomes import set_link_outcome
from core.activities.service.links import link_skill, undo_link, unlink_skill
from core.activities.service.many import NewActivity, create_activities

__all__ = [
    "MAX_SKILLS",
    "Activity",
    "ActivityChanged",
    "ActivityDetails",
    "ActivityView",
    "Counted",
    "CourseCreated",
    "LinkOutcome",
    "LinkView",
    "Module",
    "ModuleView",
    "NewActivity",
    "Offered",
    "Picked",
    "QuestionKind",
    "QuestionsAdded",
    "QuestionsChanged",
    "Result",
    "ResultsChanged",
    "ResultsKept",
    "ResultsMatched",
    "ResultsRecorded",
    "SkillLink",
    "SkillsLinked",
    "SkillsUnlinked",
    "activities",
    "activities_alike",
    "activities_containing",
    "activities_named",
    "activities_of",
    "activity",
    "check_pick",
    "countable_activities",
    "counted_results",
    "counting_module",
    "create_activities",
    "create_activity",
    "delete_activity",
    "edit_activity",
    "editable_modules",
    "link",
    "link_skill",
    "linked_at_its_time",
    "linked_results",
    "links_of",
    "number_in",
    "pick_skills",
    "quizzed_skills",
    "require_on_activity",
    "set_link_outcome",
    "undo_link",
    "undo_pick",
    "unlink_skill",
]
