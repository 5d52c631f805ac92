"""Runs bindings/c/tests/scenario.json as examples/c/scenario.c does, and prints the same, byte for byte.

    python scenario.py SCENARIO.json FOLDER VARIABLES.toml PROVIDERS
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import menhu


class World:
    """What the steps work on: each method is a step, and gives what its line ends in."""

    def __init__(self, places: dict[str, str]) -> None:
        self.places = places

    def run(self, step: dict[str, Any]) -> str:
        """The line of a step."""
        arguments = {name: self.fill(value) for name, value in step.items() if name not in ("name", "do")}
        try:
            status, told = "MENHU_OK", getattr(self, "do_" + step["do"])(**arguments)
        except menhu.Error as error:
            status, told = error.name, error.json
        return f"{step['name']}\t{status}\t{told or ''}"

    def fill(self, value: str | int) -> str | int:
        """A text with its places filled in."""
        if isinstance(value, int):
            return value
        return re.sub(r"\{(dir|variables|providers)\}", lambda place: self.places[place[1]], value)

    def do_open(self, path: str) -> None:
        self.portal = menhu.Portal(path)

    def do_open_or_create(self, path: str) -> None:
        self.portal = menhu.Portal(path, create=True)

    def do_writer_open(self, options: str) -> None:
        self.writer = self.portal.writer(options)

    def do_put(self, line: str) -> None:
        self.writer.put(line)

    def do_remove(self, id: str) -> None:
        self.writer.remove(id)

    def do_commit(self) -> str:
        return f"generation {self.writer.commit().generation}"

    def do_rollback(self) -> None:
        self.writer.rollback()

    def do_writer_free(self) -> None:
        self.writer.close()

    def do_reload(self) -> str:
        return f"changed {self.portal.reload():d}"

    def do_search(self, q: str, limit: int, offset: int) -> str:
        answer = self.portal.search(q, limit, offset)
        pieces = [f"total {answer.total} relaxed {answer.relaxed:d}"]
        for hit in answer.hits:
            texts = (hit.id, hit.kind, hit.date, hit.unit, hit.url, hit.doc_number, hit.title_html, hit.passage_html)
            pieces += ["|", *("-" if text is None else text for text in texts)]
        return " ".join(pieces)

    def do_search_json(self, request: str) -> str:
        return self.portal.search_json(request)

    def do_suggest(self, q: str, limit: int) -> str:
        return self.portal.suggest(q, limit)

    def do_related(self, id: str) -> str:
        return self.portal.related(id)

    def do_browse(self, list: str) -> str:
        return self.portal.browse(list)

    def do_export_page_index(self, path: str, options: str) -> str:
        return self.portal.export_page_index(path, options)

    def do_item(self, id: str) -> str:
        return self.portal.item(id)

    def do_segment(self, words: str, text: str) -> str:
        pieces, start = [], 0
        for segment in menhu.Analyzer(words).segment(text):
            end = start + len(segment.text.encode())
            pieces.append(f"{start}-{end}:{segment.kind:d}")
            start = end
        return " ".join(pieces)

    def do_personal(self, text: str) -> str:
        return f"kind {menhu.Analyzer().personal(text) or 0:d}"

    def do_fold(self, text: str) -> str:
        return menhu.fold(text)

    def do_escape_html(self, text: str) -> str:
        return menhu.escape_html(text)

    def do_highlight(self, text: str, words: str) -> str:
        return menhu.highlight(text, words)

    def do_passage(self, text: str, words: str) -> str:
        return menhu.passage(text, words)

    def do_validate(self, kind: str, text: str) -> str:
        return menhu.validate(kind, text)

    def do_mask(self, kind: str, text: str) -> str:
        return menhu.mask(kind, text)

    def do_lookups_open(self, config: str) -> None:
        self.lookups = menhu.Lookups(config)

    def do_ask(self, operation: str, request: str, requester: str, deadline_ms: int) -> str:
        return self.lookups.ask(operation, request, requester, deadline=deadline_ms / 1000 if deadline_ms else None)

    def do_purge(self, subject: str, number: str) -> None:
        self.lookups.purge(subject, number)

    def do_lookups_free(self) -> None:
        self.lookups.close()

    def do_check(self, path: str) -> str:
        return menhu.check(path)

    def do_reindex(self, path: str) -> str:
        return f"items {menhu.reindex(path)}"

    def do_free(self) -> None:
        self.portal.close()


def main() -> int:
    if len(sys.argv) != 5:
        print(__doc__, file=sys.stderr)
        return 2
    scenario, folder, variables, providers = sys.argv[1:]
    world = World({"dir": folder, "variables": variables, "providers": providers})
    for step in json.loads(Path(scenario).read_text("utf-8"))["steps"]:
        # Whatever the terminal's encoding is, the lines are UTF-8.
        sys.stdout.buffer.write(world.run(step).encode() + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
