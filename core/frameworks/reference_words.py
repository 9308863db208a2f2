"""References in words, for refusals: '3 ratings, 1 target and 2 activity links'."""

from __future__ import annotations

from collections.abc import Mapping

from core.words import Sentence, say_count

_CALLED: dict[str, tuple[str, str]] = {
    "rating": ("{n} rating", "{n} ratings"),
    "acquisition": ("{n} acquisition", "{n} acquisitions"),
    "evidence": ("{n} piece of evidence", "{n} pieces of evidence"),
    "target": ("{n} target", "{n} targets"),
    "group_target": ("{n} target of a group", "{n} targets of groups"),
    "profile_requirement": ("{n} requirement of a role profile", "{n} requirements of role profiles"),
    "coverage_told": ("{n} group that needs so many", "{n} groups that need so many"),
    "plan_template_competency": ("{n} plan template", "{n} plan templates"),
    "plan_competency": ("{n} plan", "{n} plans"),
    "plan_frozen_item": ("{n} completed plan", "{n} completed plans"),
    "exemption": ("{n} exemption", "{n} exemptions"),
    "qualification": ("{n} qualification", "{n} qualifications"),
    "qualification_type": ("{n} qualification type", "{n} qualification types"),
    "qualification_type_version": ("{n} earlier setting of a type", "{n} earlier settings of a type"),
    "qualification_version": ("{n} qualification", "{n} qualifications"),
    "review": ("{n} review", "{n} reviews"),
    "judgement": ("{n} judgement", "{n} judgements"),
    "skill_link": ("{n} activity link", "{n} activity links"),
    "course_competency": ("{n} course link", "{n} course links"),
    "suggestion": ("{n} suggestion", "{n} suggestions"),
    "tagging_run": ("{n} asking for suggestions", "{n} askings for suggestions"),
    "parent_edge": ("{n} sub-competency", "{n} sub-competencies"),
    "path_criterion": ("{n} condition of a path", "{n} conditions of paths"),
    "criterion_points": ("{n} condition of a path in points", "{n} conditions of paths in points"),
    "achievement_path": ("{n} path", "{n} paths"),
    "catalogue_proposal": ("{n} proposal", "{n} proposals"),
    "competency": ("{n} competency", "{n} competencies"),
    "framework": ("{n} framework", "{n} frameworks"),
}


def reference_words(counts: Mapping[str, int]) -> list[Sentence]:
    """Each kind of reference with its number; kinds without words of their own are counted together."""
    said = [say_count(*_CALLED[name], n) for name, n in counts.items() if name in _CALLED]
    others = sum(n for name, n in counts.items() if name not in _CALLED)
    if others:
        said.append(say_count("{n} other entry", "{n} other entries", others))
    return said
