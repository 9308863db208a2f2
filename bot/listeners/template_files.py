"""Templates out as a file that imports again; files in come by `import` or dropped into the chat (plans/template)."""

from __future__ import annotations

from bot.blocks.exporting import making_card
from bot.conversation import Answer, Call, Later, Press
from bot.listeners.exporting import JOB
from bot.listeners.template_finding import find_template
from core.people import Capability, require
from core.plans import TemplateView, require_template, template


def export_named(call: Call) -> Answer:
    """`template export [NAME] [as xlsx]`."""
    words, _, form = call.words.strip().partition(" as ")
    with call.product.reading(call.asker.workspace_id) as session:
        if not words.strip():
            require(session, call.asker.actor, Capability.TEMPLATE_MANAGE)
            return _make(None, form.strip() or "csv")
        found = find_template(session, words)
        if not isinstance(found, TemplateView):
            return Answer(card=found)
        require_template(session, call.asker.actor, found)
    return _make(found.idnumber, form.strip() or "csv")


def open_export(press: Press, template_id: int) -> Answer:
    """The file of one template."""
    with press.product.reading(press.asker.workspace_id) as session:
        view = template(session, template_id)
        require_template(session, press.asker.actor, view)
    return _make(view.idnumber, "csv")


def _make(idnumber: str | None, form: str) -> Answer:
    payload = {"kind": "template", "format": form.lower(), "template": idnumber}
    return Answer(card=making_card(), later=Later(JOB, payload), where="chat", replace=False)

