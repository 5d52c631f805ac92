"""Texts and numbers alone, for a CMS that keeps its own engine. No portal is needed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from ._library import Handle, Json, ffi, give, give_text, lib, lines, text


class SegmentKind(IntEnum):
    """What a segment is."""

    WORD = lib.MENHU_SEGMENT_WORD
    ALPHANUMERIC = lib.MENHU_SEGMENT_ALPHANUMERIC
    BLANK = lib.MENHU_SEGMENT_BLANK
    SYMBOL = lib.MENHU_SEGMENT_SYMBOL


class Personal(IntEnum):
    """What points to a person in a query."""

    ID_NUMBER = lib.MENHU_PERSONAL_ID_NUMBER
    PHONE = lib.MENHU_PERSONAL_PHONE
    BANK_CARD = lib.MENHU_PERSONAL_BANK_CARD
    PLATE = lib.MENHU_PERSONAL_PLATE
    VIN = lib.MENHU_PERSONAL_VIN
    EMAIL = lib.MENHU_PERSONAL_EMAIL
    PERMIT = lib.MENHU_PERSONAL_PERMIT
    LONG_NUMBER = lib.MENHU_PERSONAL_LONG_NUMBER
    NAME = lib.MENHU_PERSONAL_NAME


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text. The pieces cover it without gaps."""

    text: str
    kind: SegmentKind


class Analyzer(Handle):
    """Cuts texts into words. `words`: words of one's own, each optionally followed by a blank and its frequency."""

    def __init__(self, words: str | Iterable[str] = "") -> None:
        super().__init__(give("menhu_analyzer *", lib.menhu_analyzer_new, *lines(words)), lib.menhu_analyzer_free)

    def segment(self, value: str) -> list[Segment]:
        """The segments of a text."""
        data, length = text(value)
        segments = give("menhu_segments *", lib.menhu_analyzer_segment, self.pointer, data, length)
        try:
            count = ffi.new("size_t *")
            pieces = lib.menhu_segments_data(segments, count)
            # The library counts in bytes.
            return [
                Segment(data[piece.start : piece.end].decode(), SegmentKind(piece.kind))
                for piece in ffi.unpack(pieces, count[0])
            ]
        finally:
            lib.menhu_segments_free(segments)

    def personal(self, value: str) -> Personal | None:
        """What points to a person in what somebody typed, by its shape: such a query is not to be kept anywhere."""
        kind = give("int32_t", lib.menhu_analyzer_personal, self.pointer, *text(value))
        return None if kind == lib.MENHU_PERSONAL_NONE else Personal(kind)


def fold(value: str) -> str:
    """The form in which texts are compared: half-width, lower-case, Simplified."""
    return str(give_text(lib.menhu_fold, *text(value)))


def escape_html(value: str) -> str:
    """The text with the five characters escaped that mean something in HTML."""
    return str(give_text(lib.menhu_escape_html, *text(value)))


def highlight(value: str, words: str | Iterable[str]) -> str:
    """The whole text as HTML, escaped, with these words in <mark>."""
    return str(give_text(lib.menhu_highlight, *text(value), *lines(words)))


def passage(value: str, words: str | Iterable[str]) -> str:
    """The passage of the text that has the most of these words, marked like those of :func:`highlight`."""
    return str(give_text(lib.menhu_passage, *text(value), *lines(words)))


def validate(kind: str, value: str) -> Json:
    """Judges a text by the name of a kind, such as resident_id or plate: `kind`, `valid`, and why not."""
    return give_text(lib.menhu_validate, *text(kind), *text(value))


def mask(kind: str, value: str) -> str:
    """What a page may show of a number or a name."""
    return str(give_text(lib.menhu_mask, *text(kind), *text(value)))
