"""The rules of a competency in chat: seen by all, changed by its catalogue's owners after a preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks.path_forms import SAVE_PATH, SAVE_POLICY, path_form, policy_form
from bot.blocks.paths import (
    ADD,
    APPLY,
    CANCEL,
    DEFAULTS,
    POLICY,
    REMOVE,
    RULE,
    applied_card,
    preview_card,
    progress_card,
    rules_card,
)
from bot.cards import Card, line
from bot.conversation import Answer, Conversations, Job, Later, Press, Request, Submission
from bot.listeners.path_reading import read_path
from bot.path_names import names_in, people_named
from bot.reevaluating import carry_on
from core.achievements import (
    AchievementPath,
    Origin,
    Policy,
    RuleSet,
    active_people,
    apply_rules_draft,
    keep_rules_draft,
    may_manage,
    preview_rules,
    proposed,
    reevaluation,
    require_managing,
    rules_draft,
    rules_of,
    running,
)
from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import CompetencyView, competencies, competency, scale_of, visible_ids
from core.notifications import REEVALUATION, tell_of_reevaluation
from core.people import PersonView
from core.words import say

PREVIEW, CARRY_ON = "paths.preview", "paths.reevaluate"
AT_ONCE = 900
"""Up to so many people a preview is worked out before the answer; for more it follows."""


def register(conversations: Conversations) -> None:
    """Add the rules' card, its buttons and forms, the preview, and the re-evaluation of many people."""
    conversations.press(RULE, _show)
    conversations.press(ADD, _add)
    conversations.press(POLICY, _policy)
    conversations.press(REMOVE, _remove)
    conversations.press(DEFAULTS, _defaults)
    conversations.press(APPLY, _apply)
    conversations.press(CANCEL, _cancel)
    conversations.submission(SAVE_PATH, _save_path)
    conversations.submission(SAVE_POLICY, _save_policy)
    conversations.job(PREVIEW, _preview_later)
    conversations.job(CARRY_ON, _carry_on)
    conversations.notice(REEVALUATION, _progress)


def _show(press: Press) -> Answer:
    """All paths of a competency; whoever may edit them finds the buttons for it."""
    competency_id = int(press.payload["competency"])
    with press.product.reading(press.asker.workspace_id) as session:
        view = competencies(session, [competency_id]).get(competency_id)
        if view is None or (view.active and competency_id not in visible_ids(session, press.asker.actor)):
            raise NotFound(say("I don't find that competency."))
        rule = rules_of(session, [competency_id])[competency_id]
        names = names_in(session, competency_id, rule.paths)
        may_edit = may_manage(session, press.asker.actor, rule)
        card = rules_card(view, rule, names, may_edit=may_edit, runs=running(session, [competency_id]))
    return Answer(card=card, replace=False)


def _rule(session: WorkspaceSession, request: Request, payload: Mapping[str, Any]) -> tuple[CompetencyView, RuleSet]:
    competency_id = int(payload["competency"])
    rule = rules_of(session, [competency_id]).get(competency_id)
    if rule is None:
        raise NotFound(say("I don't find that competency."))
    require_managing(session, request.asker.actor, rule)
    return competency(session, competency_id), rule


def _add(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        view, rule = _rule(session, press, press.payload)
        children = [each.name for each in competencies(session, rule.children).values()]
        return Answer(form=path_form(view, rule, scale_of(session, view.id), [str(each) for each in children]))


def _policy(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        _view, rule = _rule(session, press, press.payload)
        return Answer(form=policy_form(rule))


def _save_path(form: Submission) -> Answer:
    with form.product.reading(form.asker.workspace_id) as session:
        _view, rule = _rule(session, form, form.payload)
        added = read_path(session, rule, form.values)
    return _propose(form, rule, [*_own(rule), added])


def _save_policy(form: Submission) -> Answer:
    with form.product.reading(form.asker.workspace_id) as session:
        _view, rule = _rule(session, form, form.payload)
    return _propose(form, rule, _own(rule) if rule.own else None, Policy(form.values.get("policy") or rule.policy))


def _remove(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        _view, rule = _rule(session, press, press.payload)
    chosen = int(str(press.chosen if press.chosen is not None else press.payload.get("path", -1)))
    left = [path for place, path in enumerate(rule.paths) if place != chosen and path in _own(rule)]
    return _propose(press, rule, left)


def _defaults(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        _view, rule = _rule(session, press, press.payload)
    return _propose(press, rule, None)


def _own(rule: RuleSet) -> list[AchievementPath]:
    """The paths that are the competency's own, or its defaults; those from links stay where the link is."""
    return [each for each in rule.paths if each.origin in (Origin.OWN, Origin.DEFAULT)]


def _propose(
    request: Request, rule: RuleSet, paths: Sequence[AchievementPath] | None, policy: Policy | None = None
) -> Answer:
    """Keep the change and show what it would do; for many people that is worked out after the answer."""
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        draft_id = keep_rules_draft(session, asker.actor, rule.competency_id, paths, policy)
        many = active_people(session) > AT_ONCE
    if many:
        card = line(say("Working out who gains and who would fall…"))
        return Answer(card=card, later=Later(PREVIEW, {"draft": draft_id}))
    return Answer(card=_previewed(request, draft_id))


def _previewed(request: Request, draft_id: int) -> Card:
    asker = request.asker
    with request.product.reading(asker.workspace_id) as session:
        draft = rules_draft(session, asker.actor, draft_id)
        before = rules_of(session, [draft.competency_id])[draft.competency_id]
        after = proposed(before, draft.paths, draft.policy)
        found = preview_rules(session, asker.actor, draft.competency_id, draft.paths, policy=draft.policy)
        names = names_in(session, draft.competency_id, after.paths)
        view = competency(session, draft.competency_id)
        who = people_named(session, asker.actor, [*found.gaining, *found.falling], competency=view)
        return preview_card(view, after, names, found, who, draft_id)


def _preview_later(job: Job) -> Answer:
    return Answer(card=_previewed(job, int(job.payload["draft"])))


def _apply(press: Press) -> Answer:
    """Apply the change; for many people the rest follows in the background, with its progress in the chat."""
    asker, draft_id = press.asker, int(press.payload["draft"])
    with press.product.writing(asker.workspace_id) as session:
        competency_id = rules_draft(session, asker.actor, draft_id).competency_id
        changed = apply_rules_draft(session, asker.actor, draft_id)
        view, at = competency(session, competency_id), session.now
    with press.product.reading(asker.workspace_id) as session:
        runs = running(session, [competency_id])
    card = applied_card(view, asker.person.first_name, at, runs, changed=changed)
    return Answer(card=card, later=Later(CARRY_ON, {"runs": [each.id for each in runs]}) if runs else None)


def _carry_on(job: Job) -> Answer:
    """Re-evaluate the rest in parts, each committed for itself; after a stop it goes on where it was."""
    for run_id in job.payload["runs"]:
        with job.product.writing(job.asker.workspace_id) as session:
            tell_of_reevaluation(session, job.asker.person_id, int(run_id))
        carry_on(job.product.engine, job.asker.workspace_id, int(run_id))
    return Answer()


def _cancel(_press: Press) -> Answer:
    return Answer(card=line(say("Cancelled. Nothing was changed.")))


def _progress(
    session: WorkspaceSession, _recipient: PersonView, refs: Mapping[str, Any], _message: Any
) -> Card | None:
    """The message that follows a re-evaluation, as it stands when it is sent or rewritten."""
    run = reevaluation(session, int(refs["run"]))
    return None if run is None else progress_card(competency(session, run.competency_id).name, run)


