"""Documents: files checked by their content, kept in a store, and opened only by those who may."""

from core.documents.events import DocumentKept, DocumentRemoved
from core.documents.rules import (
    LARGEST_MEGABYTES,
    MEDIA_TYPES,
    CheckedFile,
    check_claims,
    check_file,
    looks_keepable,
    other_type,
    plain_name,
)
from core.documents.service import (
    DocumentView,
    OpenedDocument,
    documents,
    forget_removed,
    keep_document,
    largest_file,
    open_document,
    remove_documents,
)
from core.documents.store import DocumentStore, FolderStore

__all__ = [
    "LARGEST_MEGABYTES",
    "MEDIA_TYPES",
    "CheckedFile",
    "DocumentKept",
    "DocumentRemoved",
    "DocumentStore",
    "DocumentView",
    "FolderStore",
    "OpenedDocument",
    "check_claims",
    "check_file",
    "documents",
    "forget_removed",
    "keep_document",
    "largest_file",
    "looks_keepable",
    "open_document",
    "other_type",
    "plain_name",
    "remove_documents",
]
