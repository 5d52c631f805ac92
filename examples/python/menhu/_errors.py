"""Failures, as exceptions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


class Error(Exception):
    """A call failed. The text says what, where, and what to do; it holds nothing of a person, and may be logged."""

    def __init__(self, text: str) -> None:
        details: dict[str, Any] = json.loads(text)
        super().__init__(details["message"])
        #: The status of the header: 27, "MENHU_REQUEST".
        self.code: int = details["code"]
        self.name: str = details["name"]
        self.message: str = details["message"]
        #: All that the library says about it, and the JSON in which it does.
        self.details = details
        self.json = text


class NotFound(Error):
    """There is no such item, list, scene or kind."""


class Locked(Error):
    """Another process writes; the message names it."""


class Cancelled(Error):
    """It was cancelled."""


class DeadlinePassed(Error):
    """It was not ready by its deadline."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field of a question, for the citizen, in Chinese."""

    field: str
    reason: str


class LookupFailed(Error):
    """There is no answer to a lookup: `title` and `advice` are for the citizen, in Chinese."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        details = self.details
        #: The class, as in files and metrics: "RateLimited".
        self.kind: str = details["class"]
        self.title: str = details["title"]
        self.advice: str = details["advice"]
        self.faults = tuple(Fault(**fault) for fault in details.get("faults", ()))
        #: Seconds after which to try again.
        self.retry_after: int | None = details.get("retry_after")
        #: Where the citizen can go instead.
        self.official: str | None = details.get("official")


_BY_NAME: dict[str, type[Error]] = {
    "MENHU_NOT_FOUND": NotFound,
    "MENHU_LOCKED": Locked,
    "MENHU_CANCELLED": Cancelled,
    "MENHU_DEADLINE": DeadlinePassed,
}


def error_of(text: str) -> Error:
    """The exception for what an error of the library says of itself in JSON."""
    details = json.loads(text)
    if "class" in details:
        return LookupFailed(text)
    return _BY_NAME.get(details["name"], Error)(text)
