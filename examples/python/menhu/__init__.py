"""Menhu, the search and query kernel of a government portal.

    import menhu

    with menhu.Portal("portal") as portal:
        for hit in portal.search("公积金").hits:
            print(hit.title, hit.url)

Whatever can fail raises :class:`Error`, whose text says what, where, and what to do, and holds nothing of a person.
"""

from ._errors import Cancelled, DeadlinePassed, Error, Fault, Locked, LookupFailed, NotFound
from ._library import Json, version
from .lookups import Cancel, Lookups, Requester
from .portal import Answer, Commit, Hit, Portal, Writer, backup, check, reindex
from .text import Analyzer, Personal, Segment, SegmentKind, escape_html, fold, highlight, mask, passage, validate

__all__ = [
    "Analyzer",
    "Answer",
    "Cancel",
    "Cancelled",
    "Commit",
    "DeadlinePassed",
    "Error",
    "Fault",
    "Hit",
    "Json",
    "Locked",
    "LookupFailed",
    "Lookups",
    "NotFound",
    "Personal",
    "Portal",
    "Requester",
    "Segment",
    "SegmentKind",
    "Writer",
    "backup",
    "check",
    "escape_html",
    "fold",
    "highlight",
    "mask",
    "passage",
    "reindex",
    "validate",
    "version",
]
