"""Lookups, against the simulator and against a provider that never answers."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time

import menhu
from support import PROVIDERS, WORK, InFolder, in_child

QUESTION = {"name": "张演示", "id_number": "11010519000101001X", "purpose": "self_service", "consent_id": "c-20261126-01"}
WHO = menhu.Requester("session-1", "127.0.0.1")


class Lookups(InFolder):
    def lookups(self, **config: object) -> menhu.Lookups:
        audit = str(self.folder / "audit.jsonl")
        lookups = menhu.Lookups({"providers_folder": str(PROVIDERS), "audit": audit, "threads": 1, **config})
        self.addCleanup(lookups.close)
        return lookups

    def simulated(self) -> menhu.Lookups:
        return self.lookups(variables_file=str(WORK / "variables.toml"))

    def silent(self) -> menhu.Lookups:
        """Lookups of a provider that takes a connection and says nothing."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        file = self.folder / "silent.toml"
        file.write_text((PROVIDERS / "demo-fund-city.toml").read_text("utf-8"), "utf-8")
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        variables = {"simulator": address, "city_appid": "a", "city_token": "t"}
        return self.lookups(providers_folder=None, providers=[str(file)], variables=variables)

    def test_an_answer_is_masked(self) -> None:
        lookups = self.simulated()
        answer = lookups.ask("housing-fund", QUESTION, WHO, deadline=20)
        self.assertEqual((answer.value["outcome"], answer.value["record"]["name"]), ("found", "张**"))
        self.assertNotIn("010119000101", answer)
        self.assertEqual(lookups.ask("housing-fund", QUESTION, WHO).value["source"], "cached")
        lookups.purge("person", "11010519000101001X")
        lookups.reload()
        self.assertEqual(lookups.ask("housing-fund", QUESTION, WHO).value["source"], "fresh")
        self.assertEqual(len(lookups.state().value["providers"]), 5)

    def test_a_malformed_question_has_words_for_the_citizen(self) -> None:
        with self.assertRaises(menhu.LookupFailed) as failure:
            self.simulated().ask("housing-fund", {**QUESTION, "name": "张3"}, WHO)
        self.assertEqual((failure.exception.kind, failure.exception.code), ("InvalidInput", 60))
        self.assertEqual([fault.field for fault in failure.exception.faults], ["name"])
        self.assertRegex(failure.exception.title, "[一-龥]")
        self.assertIsNone(failure.exception.retry_after)
        self.assertNotIn("张3", json.dumps(failure.exception.details, ensure_ascii=False))

    def test_a_deadline_ends_the_wait(self) -> None:
        lookups, began = self.silent(), time.monotonic()
        with self.assertRaises(menhu.DeadlinePassed):
            lookups.ask("housing-fund", QUESTION, WHO, deadline=0.2)
        self.assertLess(time.monotonic() - began, 2)

    def test_another_thread_cancels(self) -> None:
        lookups, began = self.silent(), time.monotonic()
        with menhu.Cancel() as cancel:
            threading.Timer(0.2, cancel.cancel).start()
            # The timer runs since a call into the library lets other threads go on.
            with self.assertRaises(menhu.Cancelled):
                lookups.ask("housing-fund", QUESTION, WHO, cancel=cancel)
            self.assertLess(time.monotonic() - began, 2)
            # It stays cancelled.
            with self.assertRaises(menhu.Cancelled):
                lookups.ask("housing-fund", QUESTION, WHO, cancel=cancel)

    def test_asyncio_goes_on(self) -> None:
        lookups = self.silent()

        async def wait() -> int:
            asked = asyncio.create_task(asyncio.to_thread(lookups.ask, "housing-fund", QUESTION, WHO, deadline=0.5))
            ticks = 0
            while not asked.done():
                await asyncio.sleep(0.01)
                ticks += 1
            with self.assertRaises(menhu.DeadlinePassed):
                await asked
            return ticks

        self.assertGreater(asyncio.run(wait()), 5)

    def test_children_open_their_own(self) -> None:
        lookups = self.simulated()
        self.assertRegex(in_child(lookups.state), "process|fork")
        with self.assertRaisesRegex(menhu.Locked, "audit"):
            self.simulated()
