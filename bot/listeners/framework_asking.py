"""The forms of a framework, new or as it is, for whoever may make or change one."""

from __future__ import annotations

from typing import Any

from bot.blocks.framework_forms import framework_form
from bot.cards import Form, Words
from bot.conversation import Request
from bot.listeners.framework_views import category_names, listed_framework, manages_any
from core.db import WorkspaceSession
from core.frameworks import all_scales, manages_framework
from core.people import Capability, require


def new_framework_form(request: Request, **more: Any) -> Form:
    """The form of a new framework, for somebody who may make one somewhere; raises Refused."""
    with request.product.reading(request.asker.workspace_id) as session:
        if not manages_any(session, request.asker.actor):
            require(session, request.asker.actor, Capability.COMPETENCY_MANAGE)
        return framework_form(all_scales(session), category_choices(session), **more)


def edit_framework_form(request: Request, framework_id: int, **more: Any) -> Form:
    """The form of a framework as it is, for somebody who may change it; raises Refused."""
    actor = request.asker.actor
    with request.product.reading(request.asker.workspace_id) as session:
        view = listed_framework(session, actor, framework_id)
        if not manages_framework(session, actor, view.category_id):
            require(session, actor, Capability.COMPETENCY_MANAGE)
        return framework_form(all_scales(session), category_choices(session), view=view, **more)


def category_choices(session: WorkspaceSession) -> list[tuple[Words, str]]:
    """The categories a framework can be made available to."""
    return [(path, str(each)) for each, path in category_names(session).items()]
