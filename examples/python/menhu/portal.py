"""Portals: searched, written, and kept."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ._library import Handle, Json, call, ffi, give, give_text, json_text, lib, milliseconds, path, slice_text, text


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that was found. `title_html` and `passage_html` are escaped, the words found in <mark>; the rest is plain text."""

    id: str
    title: str
    url: str | None
    date: str | None
    unit: str | None
    kind: str
    doc_number: str | None
    title_html: str
    passage_html: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a search."""

    total: int
    #: Whether fewer words than asked for were required, since too few items hold all of them.
    relaxed: bool
    took_us: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Commit:
    """What a commit was."""

    opstamp: int
    generation: int
    #: How many index numbers (索引号) were issued.
    issued: int


def _hits(answer: Any) -> Iterator[Hit]:
    # The text fields are named as those of the struct.
    names = [name for name in Hit.__dataclass_fields__ if name != "score"]
    hit = ffi.new("menhu_hit *")
    for index in range(lib.menhu_answer_count(answer)):
        call(lib.menhu_answer_hit, answer, index, hit)
        texts: dict[str, Any] = {name: slice_text(getattr(hit, name)) for name in names}
        yield Hit(**texts, score=hit.score)


class Portal(Handle):
    """A portal, opened for searching: the newest commit of a folder. Threads may share it, and children of a fork.

    `create` makes an empty one where the folder is missing or empty.
    """

    def __init__(self, folder: str | os.PathLike[str], *, create: bool = False) -> None:
        open_ = lib.menhu_portal_open_or_create if create else lib.menhu_portal_open
        super().__init__(give("menhu_portal *", open_, *path(folder)), lib.menhu_portal_free)

    def search(self, query: str, limit: int = 10, offset: int = 0) -> Answer:
        """Searches for what a person typed. It never fails on what is typed."""
        found = give("menhu_answer *", lib.menhu_portal_search, self.pointer, *text(query), limit, offset)
        try:
            return Answer(
                total=lib.menhu_answer_total(found),
                relaxed=bool(lib.menhu_answer_relaxed(found)),
                took_us=lib.menhu_answer_took_us(found),
                hits=tuple(_hits(found)),
            )
        finally:
            lib.menhu_answer_free(found)

    def search_json(self, request: str | Mapping[str, object], *, deadline: float | None = None) -> Json:
        """Searches with filters, facets, order and cursor, as POST /api/v1/search. `deadline` in seconds."""
        arguments = (*json_text(request), milliseconds(deadline))
        return give_text(lib.menhu_portal_search_json, self.pointer, *arguments)

    def suggest(self, typed: str, limit: int = 10) -> Json:
        """What a person may mean by what is typed so far: characters, pinyin or initials."""
        return give_text(lib.menhu_portal_suggest, self.pointer, *text(typed), limit)

    def related(self, id: str, *, deadline: float | None = None) -> Json:
        """What is related to an item, each link with its type and its reason."""
        return give_text(lib.menhu_portal_related, self.pointer, *text(id), milliseconds(deadline))

    def browse(self, name: str, *, deadline: float | None = None) -> Json:
        """A list by which the portal is entered without a query: units, columns, subjects, years and so on."""
        return give_text(lib.menhu_portal_browse, self.pointer, *text(name), milliseconds(deadline))

    def export_page_index(
        self, folder: str | os.PathLike[str], options: str | Mapping[str, object] = "", *, deadline: float | None = None
    ) -> Json:
        """Writes an index for searches within pages into a folder, and says what it wrote. `options` such as
        {"item_url": "https://www.shifan.example/items/{id}", "prune": True}."""
        arguments = (*path(folder), *json_text(options), milliseconds(deadline))
        return give_text(lib.menhu_portal_export_page_index, self.pointer, *arguments)

    def item(self, id: str) -> Json:
        """The open item with this id."""
        return give_text(lib.menhu_portal_item, self.pointer, *text(id))

    def walk(self, scene: str, answers: str | Mapping[str, object] = "") -> Json:
        """What is asked next in a scene (场景服务), for the answers given so far."""
        return give_text(lib.menhu_portal_walk, self.pointer, *text(scene), *json_text(answers))

    def stats(self) -> Json:
        """What the portal holds."""
        return give_text(lib.menhu_portal_stats, self.pointer)

    def refused(self) -> Json:
        """What was wrong with files of editors when they were last read: an array of texts."""
        return give_text(lib.menhu_portal_refused, self.pointer)

    def reload(self) -> bool:
        """Shows the newest commit from now on. Whether it is another than before."""
        return bool(give("int32_t", lib.menhu_portal_reload, self.pointer))

    def warm(self) -> None:
        """Makes ready what suggestions and cards need. Before a fork, so that the children share it."""
        call(lib.menhu_portal_warm, self.pointer)

    def log_to(self, logger: logging.Logger | None) -> None:
        """Sends the portal's messages to a logger from now on. No handler of it may call Menhu."""
        self._send_log(lib.menhu_portal_set_log, logger)

    def writer(self, options: str | Mapping[str, object] = "") -> Writer:
        """The one writer of the portal. `options`: such as {"threads": 1, "memory_mb": 64}."""
        return Writer(self, options)


class Writer(Handle):
    """Writes a portal, alone. What is not committed when it is closed never happened."""

    def __init__(self, portal: Portal, options: str | Mapping[str, object] = "") -> None:
        opened = give("menhu_writer *", lib.menhu_writer_open, portal.pointer, *json_text(options))
        super().__init__(opened, lib.menhu_writer_free)

    def put(self, item: str | Mapping[str, object]) -> None:
        """Puts an item in, in place of the one with the same id."""
        call(lib.menhu_writer_put, self.pointer, *json_text(item))

    def remove(self, id: str) -> None:
        """Takes the item with this id out; nothing happens when there is none."""
        call(lib.menhu_writer_remove, self.pointer, *text(id))

    def commit(self) -> Commit:
        """Makes what was put and removed durable and visible, all at once; readers see it when they reload."""
        return _commit(give("menhu_commit", lib.menhu_writer_commit, self.pointer))

    def rollback(self) -> None:
        """Forgets what was put and removed since the last commit."""
        call(lib.menhu_writer_rollback, self.pointer)

    def finish(self) -> Commit:
        """Commits, and waits until the index is merged: the end of a large import, and of this writer."""
        return _commit(give("menhu_commit", lib.menhu_writer_finish, self.pointer))


def _commit(commit: Any) -> Commit:
    return Commit(commit.opstamp, commit.generation, commit.issued)


def check(folder: str | os.PathLike[str]) -> Json:
    """Checks the portal in a folder. Reads everything; changes nothing."""
    return give_text(lib.menhu_check, *path(folder))


def reindex(folder: str | os.PathLike[str], options: str | Mapping[str, object] = "") -> int:
    """Makes the index anew from the items stored: after MENHU_FINGERPRINT or MENHU_NEW_WORDS. How many there are."""
    return int(give("uint64_t", lib.menhu_reindex, *path(folder), *json_text(options)))


def backup(folder: str | os.PathLike[str], to: str | os.PathLike[str]) -> Json:
    """Copies a portal into a missing or empty folder, while it is searched and written to."""
    return give_text(lib.menhu_backup, *path(folder), *path(to))
