"""Who did what: facts kept with the change, chained per workspace, personal values sealed; and what can be undone.

A service calls `record`; the transaction calls `append_facts` last, just before it commits.
"""

from core.audit.chain import append_facts, chain_head
from core.audit.checking import ChainCheck, Head, chain_holds, check_chain
from core.audit.keys import open_for, open_many, seal_for, seal_many
from core.audit.queries import facts_about, latest_facts
from core.audit.service import record
from core.audit.trail import TrailChange, TrailEntry, Wanted, all_entries, latest_entries
from core.audit.undo import UNDO_FOR, Undoing, close_undo, note_undoable, open_undo

__all__ = [
    "UNDO_FOR",
    "ChainCheck",
    "Head",
    "TrailChange",
    "TrailEntry",
    "Undoing",
    "Wanted",
    "all_entries",
    "append_facts",
    "chain_head",
    "chain_holds",
    "check_chain",
    "close_undo",
    "facts_about",
    "latest_entries",
    "latest_facts",
    "note_undoable",
    "open_for",
    "open_many",
    "open_undo",
    "record",
    "seal_for",
    "seal_many",
]
