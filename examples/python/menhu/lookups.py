"""Lookups of social security, housing fund and traffic violations."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from ._library import Handle, Json, call, failed, ffi, give, give_text, json_text, lib, milliseconds, text


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asks, as the caller has authenticated them: what they are known by, and their address."""

    id: str
    address: str


class Cancel(Handle):
    """Calls off the lookups that were given it. Any thread may; once cancelled it stays so."""

    def __init__(self) -> None:
        super().__init__(give("menhu_cancel *", lib.menhu_cancel_new), lib.menhu_cancel_free)

    def cancel(self) -> None:
        """Such a lookup raises Cancelled at once."""
        status = lib.menhu_cancel_cancel(self.pointer)
        if status != lib.MENHU_OK:
            raise failed(status)


class Lookups(Handle):
    """The lookups of a portal. Threads may share them, children of a fork may not. `config`: as for menhu_lookups_open."""

    def __init__(self, config: str | Mapping[str, object]) -> None:
        super().__init__(give("menhu_lookups *", lib.menhu_lookups_open, *json_text(config)), lib.menhu_lookups_free)

    def ask(
        self,
        operation: str,
        question: str | Mapping[str, object],
        requester: str | Requester,
        *,
        deadline: float | None = None,
        cancel: Cancel | None = None,
    ) -> Json:
        """Looks up, and waits for the masked answer: at most `deadline` seconds, and other threads run meanwhile.

        Raises LookupFailed, DeadlinePassed or Cancelled.
        """
        return give_text(
            lib.menhu_lookups_ask,
            self.pointer,
            *text(operation),
            *json_text(question),
            *json_text(asdict(requester) if isinstance(requester, Requester) else requester),
            milliseconds(deadline),
            ffi.NULL if cancel is None else cancel.pointer,
        )

    def purge(self, subject: str, number: str) -> None:
        """Forgets everything about a "person" or a "vehicle", by its number (PIPL, article 47)."""
        call(lib.menhu_lookups_purge, self.pointer, *text(subject), *text(number))

    def reload(self) -> None:
        """Reads the files of providers anew."""
        call(lib.menhu_lookups_reload, self.pointer)

    def state(self) -> Json:
        """How lookups are doing: providers, counts, the audit's last entry. Nothing of a person."""
        return give_text(lib.menhu_lookups_state, self.pointer)

    def log_to(self, logger: logging.Logger | None) -> None:
        """Sends the lookups' messages to a logger from now on. No handler of it may call Menhu."""
        self._send_log(lib.menhu_lookups_set_log, logger)
