"""Files in and out: read, dry-run, applied part by part; written so that they can be read again."""

from core.exchange.activity_texts import ActivityText, ActivityTexts, read_activity_texts
from core.exchange.batches import Batch, Kind
from core.exchange.columns import ColumnsMissing
from core.exchange.encodings import ENCODINGS, WINDOWS
from core.exchange.events import FileExported, FileImported
from core.exchange.kinds import KINDS, kind_named
from core.exchange.out.gaps import gaps_files, note_gaps_export
from core.exchange.out.qualifications import (
    QUALIFICATIONS,
    note_export,
    require_exporting,
    write_qualifications,
)
from core.exchange.out.service import EXPORTS, FORMATS, MOODLE, Exported, export_file
from core.exchange.outcomes import Outcome, Tally, Trouble, Unreadable, Verdict
from core.exchange.runs import Progress
from core.exchange.safe_cells import made_safe, restored
from core.exchange.service import (
    Preview,
    advance,
    cancel,
    choose,
    confirm,
    forget_imports,
    keep_file,
    kinds_for,
    note_preview,
    open_batch,
    options_of,
    preview,
    progress,
    require_importing,
    stop,
    troubles_of,
)
from core.exchange.sources import TABLES, Options

__all__ = [
    "QUALIFICATIONS",
    "gaps_files",
    "note_export",
    "note_gaps_export",
    "require_exporting",
    "write_qualifications",
    "ENCODINGS",
    "EXPORTS",
    "FORMATS",
    "KINDS",
    "MOODLE",
    "TABLES",
    "WINDOWS",
    "ActivityText",
    "ActivityTexts",
    "Batch",
    "ColumnsMissing",
    "Exported",
    "FileExported",
    "FileImported",
    "Kind",
    "Options",
    "Outcome",
    "Preview",
    "Progress",
    "Tally",
    "Trouble",
    "Unreadable",
    "Verdict",
    "advance",
    "cancel",
    "choose",
    "confirm",
    "export_file",
    "forget_imports",
    "keep_file",
    "made_safe",
    "read_activity_texts",
    "restored",
    "kind_named",
    "kinds_for",
    "note_preview",
    "open_batch",
    "options_of",
    "preview",
    "progress",
    "require_importing",
    "stop",
    "troubles_of",
]
