"""Re-evaluations of many people, carried on part by part: by the job of who changed a rule, and by a tick."""

from __future__ import annotations

from core.achievements import go_on, running
from core.notifications import rewrite_reevaluation
from core.transaction import Engine


def carry_on(engine: Engine, workspace_id: int, run_id: int) -> None:
    """Bring a re-evaluation to its end, each part committed for itself, its message saying how far it is."""
    while True:
        with engine.transaction(workspace_id) as session:
            run = go_on(session, run_id)
            rewrite_reevaluation(session, run_id)
        if run is None or run.finished:
            return


def carry_on_all(engine: Engine) -> int:
    """Carry on whatever is under way in any workspace, such as after a stop; how many were brought to their end."""
    done = 0
    for workspace in engine.workspaces():
        with engine.reading(workspace.id) as session:
            runs = running(session)
        for run in runs:
            carry_on(engine, workspace.id, run.id)
            done += 1
    return done
