"""The rule book's Permissions as one table: capability, contexts, roles, and what a refusal says (people/matrix)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The shipped roles. Employee, manager and lead are never given: they follow from the directory."""

    EMPLOYEE = "employee"
    MANAGER = "manager"
    LEAD = "lead"
    TEACHER = "teacher"
    CONTENT_EDITOR = "content_editor"
    FRAMEWORK_ADMIN = "framework_admin"
    PLAN_ADMIN = "plan_admin"
    REVIEWER = "reviewer"
    COMPETENCY_ADMIN = "competency_admin"
    ADMIN = "admin"


class ContextKind(StrEnum):
    """Where a capability is held: the tree site > category > course, and site > person or group."""

    SITE = "site"
    CATEGORY = "category"
    COURSE = "course"
    PERSON = "person"
    GROUP = "group"


class Capability(StrEnum):
    """A permission, by the name the rule book gives it."""

    COMPETENCY_MANAGE = "competency.manage"
    SKILL_LINK = "skill.link"
    TAGGING_USE = "tagging.use"
    COURSE_COMPETENCY_MANAGE = "course.competency.manage"
    COURSE_COMPETENCY_GRADE = "course.competency.grade"
    REPORT_BREAKDOWN = "report.breakdown"
    REPORT_COVERAGE = "report.coverage"
    REPORT_STATISTICS = "report.statistics"
    TEMPLATE_MANAGE = "template.manage"
    PLAN_MANAGE = "plan.manage"
    PLAN_APPROVE = "plan.approve"
    PLAN_MANAGE_OWN = "plan.manage.own"
    PLAN_VIEW_OWN = "plan.view.own"
    PLAN_CREATE_OWN = "plan.create.own"
    EVIDENCE_ADD_OWN = "evidence.add.own"
    REVIEW_REQUEST_OWN = "review.request.own"
    COMPETENCY_GRADE = "competency.grade"
    EVIDENCE_REVIEW = "evidence.review"
    QUALIFICATION_OWN_WRITE = "qualification.own.write"
    QUALIFICATION_WRITE = "qualification.write"
    QUALIFICATION_VERIFY = "qualification.verify"
    TYPE_MANAGE = "type.manage"
    DETAILS_VIEW = "details.view"
    DOCUMENT_OPEN = "document.open"
    TARGET_ASSIGN = "target.assign"
    EXEMPTION_GRANT = "exemption.grant"
    TARGET_ASSIGN_GROUP = "target.assign.group"
    ACTIVITY_MANAGE = "activity.manage"
    COURSE_MANAGE = "course.manage"
    ENROL = "enrol"
    GROUP_MANAGE = "group.manage"
    RELATION_MANAGE = "relation.manage"
    SETTINGS_MANAGE = "settings.manage"
    PROFILE_MANAGE = "profile.manage"
    GAP_VIEW = "gap.view"
    EXPORT = "export"
    ROLE_GRANT = "role.grant"
    SITE_MANAGE = "site.manage"


@dataclass(frozen=True)
class Permission:
    """A line of Permissions: where a capability is held, who holds it, and what a refusal calls it."""

    contexts: frozenset[ContextKind]
    roles: frozenset[Role]
    doing: str
    who_can: str = "An admin can help."


_BY_LETTER = {
    "E": Role.EMPLOYEE,
    "M": Role.MANAGER,
    "L": Role.LEAD,
    "T": Role.TEACHER,
    "C": Role.CONTENT_EDITOR,
    "F": Role.FRAMEWORK_ADMIN,
    "P": Role.PLAN_ADMIN,
    "R": Role.REVIEWER,
    "A": Role.COMPETENCY_ADMIN,
    "S": Role.ADMIN,
}


def _line(contexts: str, roles: str, doing: str, who_can: str = "An admin can help.") -> Permission:
    return Permission(
        frozenset(ContextKind(name) for name in contexts.split()),
        frozenset(_BY_LETTER[letter] for letter in roles.replace(" ", "")),
        doing,
        who_can,
    )


_OVER_PERSON = "Those who supervise them, or an admin, can."
_BY_ADMIN = "An admin can give it."

PERMISSIONS: dict[Capability, Permission] = {
    Capability.COMPETENCY_MANAGE: _line("site category", "F A S C", "editing the catalogue", _BY_ADMIN),
    Capability.SKILL_LINK: _line("course category", "C T A S", "putting skills on activities", _BY_ADMIN),
    Capability.TAGGING_USE: _line("course category", "C T A S", "asking for skill suggestions", _BY_ADMIN),
    Capability.COURSE_COMPETENCY_MANAGE: _line("course", "T C A S", "putting competencies on a course"),
    Capability.COURSE_COMPETENCY_GRADE: _line("course", "T A S", "grading in this course"),
    Capability.REPORT_BREAKDOWN: _line("course", "T P A S", "reading this course's reports"),
    Capability.REPORT_COVERAGE: _line("site category", "P C A S T", "reading coverage reports"),
    Capability.REPORT_STATISTICS: _line("site category", "P C A S T", "reading template statistics"),
    Capability.TEMPLATE_MANAGE: _line("site category", "P A S", "editing plan templates"),
    Capability.PLAN_MANAGE: _line("person", "M P A S", "managing this person's plans", _OVER_PERSON),
    Capability.PLAN_APPROVE: _line("person", "M P A S", "approving this person's plans", _OVER_PERSON),
    Capability.PLAN_MANAGE_OWN: _line("person", "", "activating or completing own plans"),
    Capability.PLAN_VIEW_OWN: _line("person", "E", "seeing own plans"),
    Capability.PLAN_CREATE_OWN: _line("person", "E", "drafting own plans"),
    Capability.EVIDENCE_ADD_OWN: _line("person", "E", "adding own evidence"),
    Capability.REVIEW_REQUEST_OWN: _line("person", "E", "asking for a review"),
    Capability.COMPETENCY_GRADE: _line("person", "M R A S", "rating this person", _OVER_PERSON),
    Capability.EVIDENCE_REVIEW: _line("person", "M R A S", "reviewing this person's evidence", _OVER_PERSON),
    Capability.QUALIFICATION_OWN_WRITE: _line("person", "E", "changing own qualifications"),
    Capability.QUALIFICATION_WRITE: _line("person", "M A S", "changing this person's qualifications", _OVER_PERSON),
    Capability.QUALIFICATION_VERIFY: _line(
        "person", "R A S", "verifying this person's qualifications", "A reviewer or an admin can."
    ),
    Capability.TYPE_MANAGE: _line("site", "A S", "editing types and field sets"),
    Capability.DETAILS_VIEW: _line(
        "person course", "E M A S T", "seeing this person's ratings, targets and certifications", _OVER_PERSON
    ),
    Capability.DOCUMENT_OPEN: _line("person", "E A S", "opening this document", "Its owner or an admin can."),
    Capability.TARGET_ASSIGN: _line("person", "M A S", "setting targets for this person", _OVER_PERSON),
    Capability.EXEMPTION_GRANT: _line("person", "M A S", "granting an exemption to this person", _OVER_PERSON),
    Capability.TARGET_ASSIGN_GROUP: _line(
        "site group", "A S L", "setting targets on this group", "Its lead or an admin can."
    ),
    Capability.ACTIVITY_MANAGE: _line("course category", "T C A S", "editing activities", _BY_ADMIN),
    Capability.COURSE_MANAGE: _line("course category", "T C A S", "editing courses", _BY_ADMIN),
    Capability.ENROL: _line("course person", "M T A S", "enrolling people"),
    Capability.GROUP_MANAGE: _line("site", "A S", "editing groups"),
    Capability.RELATION_MANAGE: _line("site", "A S", "editing relations between people"),
    Capability.SETTINGS_MANAGE: _line("site", "A S", "changing the workspace's settings"),
    Capability.PROFILE_MANAGE: _line("site", "A S", "editing role profiles"),
    Capability.GAP_VIEW: _line("person", "E M A S", "seeing this person's gaps", _OVER_PERSON),
    Capability.EXPORT: _line("person", "E M A S", "exporting this person's data", _OVER_PERSON),
    Capability.ROLE_GRANT: _line("site category", "A S", "giving roles"),
    Capability.SITE_MANAGE: _line("site", "S", "managing the site", "A site admin can."),
}

IMPLIED: dict[Capability, frozenset[Capability]] = {
    Capability.PLAN_MANAGE: frozenset({Capability.PLAN_APPROVE}),
    Capability.COMPETENCY_GRADE: frozenset({Capability.EVIDENCE_REVIEW}),
}


def granting(capability: Capability) -> frozenset[Capability]:
    """The capability and those that imply it (people/implied)."""
    return frozenset({capability, *(held for held, implied in IMPLIED.items() if capability in implied)})


def shipped_capabilities(role: Role) -> frozenset[Capability]:
    """What a shipped role holds before anyone edits it (people/roles)."""
    return frozenset(capability for capability, line in PERMISSIONS.items() if role in line.roles)


SKILLS_ONLY = frozenset({(Role.CONTENT_EDITOR, Capability.COMPETENCY_MANAGE)})
"""A content editor manages skills only, and only without an access tier (people/skill-managers)."""
