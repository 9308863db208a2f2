"""A person's data as a whole: taken out in one file, erased for good, and kept away after that.

What is whose stands in each table's `privacy`; this walks those declarations, so that no table is forgotten.
"""

from core.personal.erasing import Erased, ErasureEffect, erase_person, erasure_effect, readmit
from core.personal.events import PersonErased, PersonExported, PersonReadmitted
from core.personal.exporting import export_person, note_exported, require_own_data
from core.personal.messages import ERASED
from core.personal.register import Register, erase_again, erase_and_forget

__all__ = [
    "ERASED",
    "Erased",
    "ErasureEffect",
    "PersonErased",
    "PersonExported",
    "PersonReadmitted",
    "Register",
    "erase_again",
    "erase_and_forget",
    "erase_person",
    "erasure_effect",
    "export_person",
    "note_exported",
    "readmit",
    "require_own_data",
]
