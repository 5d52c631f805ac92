"""A portal from Python: puts lines in, searches, suggests, shows what is related, and looks something up.

    python search.py FOLDER LINES.jsonl QUERY [--providers FOLDER --variables FILE]

With providers it asks for the housing fund of the person that the simulator knows (`menhu simulate-providers --credentials FILE`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import menhu

QUESTION = {
    "name": "张演示",
    "id_number": "11010519000101001X",
    "purpose": "self_service",
    "consent_id": "c-20261126-01",
}


def put_lines(portal: menhu.Portal, path: Path) -> None:
    """Puts every line of a file in; a line that cannot be taken in is told, and left out."""
    with portal.writer({"threads": 1, "memory_mb": 32}) as writer, path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                writer.put(line)
            except menhu.Error as error:
                print(f"{path}:{number}: {error}", file=sys.stderr)
        writer.commit()
    portal.reload()


def show(portal: menhu.Portal, query: str) -> None:
    """Prints what is found, what is suggested, and what is related to the first hit."""
    answer = portal.search(query)
    print(f"共 {answer.total} 条结果")
    for hit in answer.hits:
        print(f"{hit.id}\t{hit.title_html}\t{hit.unit or ''}\t{hit.date or ''}")
    for suggestion in portal.suggest(query, limit=3).value["suggestions"]:
        print(f"建议：{suggestion['text']}")
    for hit in answer.hits[:1]:
        for group in portal.related(hit.id).value["groups"]:
            for item in group["items"]:
                print(f"相关：{item['title']}（{item['reason']}）")


def look_up(folder: Path, providers: Path, variables: Path) -> None:
    """Asks for a housing fund; what fails is said in words for citizens."""
    config = {
        "providers_folder": str(providers),
        "variables_file": str(variables),
        # Each process has an audit of its own.
        "audit": f"{folder}-lookups-audit.jsonl",
    }
    with menhu.Lookups(config) as lookups:
        try:
            requester = menhu.Requester(id="session-1", address="127.0.0.1")
            answer = lookups.ask("housing-fund", QUESTION, requester, deadline=10).value
            record = answer["record"]
            print(f"{record['name']} 的公积金余额：{record['balance']['yuan']} 元（{answer['provider']}）")
        except menhu.LookupFailed as failure:
            print(f"{failure.title}：{failure.advice}")


def main() -> int:
    arguments = argparse.ArgumentParser(description="Puts lines into a portal and searches it.")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("lines", type=Path)
    arguments.add_argument("query")
    arguments.add_argument("--providers", type=Path)
    arguments.add_argument("--variables", type=Path)
    given = arguments.parse_args()
    try:
        with menhu.Portal(given.folder, create=True) as portal:
            put_lines(portal, given.lines)
            show(portal, given.query)
        if given.providers and given.variables:
            look_up(given.folder, given.providers, given.variables)
    except menhu.Error as error:
        print(f"{error.name}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
