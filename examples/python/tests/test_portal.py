"""Portals, texts and failures."""

from __future__ import annotations

import gc
import logging
import os
import threading
import unittest

import menhu
from menhu import _library
from support import InFolder, in_child, resident_kilobytes


class Portals(InFolder):
    def test_hits_are_typed(self) -> None:
        answer = self.portal().search("公积金")
        self.assertEqual((answer.total, len(answer.hits), answer.relaxed), (3, 3, False))
        service = next(hit for hit in answer.hits if hit.id == "svc-1")
        self.assertEqual((service.kind, service.url, service.date), ("service", "https://example.test/1", None))
        self.assertEqual(service.title_html, "住房<mark>公积金</mark>提取")
        escaped = next(hit for hit in answer.hits if hit.id == "doc-2")
        self.assertEqual(escaped.title_html, "关于&lt;<mark>公积金</mark>&gt;的通知")
        self.assertGreater(service.score, 0)

    def test_rich_calls_give_json(self) -> None:
        portal = self.portal()
        found = portal.search_json({"q": "公积金", "kind": ["service"], "facets": ["kind"]}, deadline=10)
        self.assertEqual((found.value["total"], found[0]), (1, "{"))
        self.assertEqual(portal.suggest("zfgjj").value["suggestions"][0]["text"][:5], "住房公积金")
        self.assertIn("groups", portal.related("svc-1").value)
        self.assertEqual(portal.browse("units").value["entries"], [])
        self.assertEqual(portal.item("doc-1").value["date"], "2024-03-01")
        self.assertEqual(portal.stats().value["items"], 3)
        self.assertEqual(portal.refused().value, [])

    def test_what_is_not_committed_never_happened(self) -> None:
        portal = self.portal()
        with portal.writer() as writer:
            writer.remove("doc-1")
            writer.rollback()
            writer.put({"id": "doc-3", "title": "公积金"})
        self.assertFalse(portal.reload())
        with portal.writer() as writer:
            writer.put({"id": "doc-4", "title": "公积金"})
            self.assertGreater(writer.finish().opstamp, 0)
        self.assertTrue(portal.reload())
        self.assertEqual(portal.search("公积金").total, 4)

    def test_a_writer_that_is_dropped_is_closed(self) -> None:
        portal = self.portal()
        writer = portal.writer()
        with self.assertRaisesRegex(menhu.Locked, f"process {os.getpid()}"):
            portal.writer()
        del writer
        gc.collect()
        portal.writer().close()

    def test_kept(self) -> None:
        self.portal()
        self.assertEqual(menhu.check(self.folder / "portal").value["errors"], 0)
        self.assertEqual(menhu.reindex(self.folder / "portal"), 3)
        self.assertGreater(menhu.backup(self.folder / "portal", self.folder / "copy").value["bytes"], 0)
        with menhu.Portal(self.folder / "copy") as copy:
            self.assertEqual(copy.search("公积金").total, 3)

    def test_messages_go_to_a_logger(self) -> None:
        portal = self.portal()
        config = self.folder / "portal" / "config"
        config.mkdir(exist_ok=True)
        logger = logging.getLogger("menhu.test")
        portal.log_to(logger)
        (config / "best_bets.toml").write_text("this is no rule")
        with self.assertLogs(logger, logging.WARNING) as logs, self.assertRaises(menhu.Error) as failure:
            portal.reload()
        self.assertEqual(failure.exception.name, "MENHU_CONFIG")
        self.assertIn("best_bets.toml", logs.output[0])
        portal.log_to(None)
        (config / "best_bets.toml").write_text("this is no rule, either")
        with self.assertNoLogs(logger), self.assertRaises(menhu.Error):
            portal.reload()

    def test_threads_share_a_portal(self) -> None:
        portal = self.portal()
        expected = portal.search("公积金").hits
        wrong: list[object] = []

        def search() -> None:
            wrong.extend(hits for _ in range(50) if (hits := portal.search("公积金").hits) != expected)

        threads = [threading.Thread(target=search) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_children_read_and_do_not_write(self) -> None:
        portal = self.portal()
        portal.warm()
        writer = portal.writer()
        self.addCleanup(writer.close)
        self.assertEqual(in_child(lambda: portal.search("公积金").total), "3")
        self.assertEqual(in_child(lambda: menhu.Portal(self.folder / "portal").search("公积金").total), "3")
        self.assertIn(f"opened in process {os.getpid()}", in_child(writer.commit))
        self.assertIn(f"process {os.getpid()}", in_child(portal.writer))
        # The child has freed nothing of the parent's.
        writer.commit()

    def test_memory_is_flat(self) -> None:
        portal = self.portal()

        def grown_by(times: int, search: object) -> int:
            assert callable(search)
            before = resident_kilobytes()
            for _ in range(times):
                search()
            return resident_kilobytes() - before

        def leak() -> None:
            _library.give("menhu_answer *", _library.lib.menhu_portal_search, portal.pointer, *_library.text("公积金"), 10, 0)

        grown_by(1_000, lambda: portal.search("公积金"))
        self.assertLess(grown_by(10_000, lambda: portal.search("公积金")), 1024)
        # The measure sees what is not freed.
        self.assertGreater(grown_by(10_000, leak), 1024)


class Texts(unittest.TestCase):
    def test_alone(self) -> None:
        self.assertEqual(menhu.fold("住房公積金　ＡＢ"), "住房公积金 ab")
        self.assertEqual(menhu.escape_html("<a>\0b"), "&lt;a&gt;\0b")
        self.assertEqual(menhu.highlight("公积金提取", ["提取"]), "公积金<mark>提取</mark>")
        self.assertEqual(menhu.passage("公积金提取", "提取\n公积金"), "<mark>公积金</mark><mark>提取</mark>")
        self.assertTrue(menhu.validate("resident_id", "11010519491231002X").value["valid"])
        self.assertEqual(menhu.mask("name", "张演示"), "张**")
        self.assertRegex(menhu.version(), r"^\d+\.\d+\.\d+$")

    def test_segments_cover_the_text(self) -> None:
        with menhu.Analyzer(["青禾镇便民中心"]) as analyzer:
            pieces = analyzer.segment("在青禾镇便民中心, A1")
            self.assertEqual([piece.text for piece in pieces], ["在", "青禾镇便民中心", ",", " ", "A1"])
            self.assertEqual(pieces[4].kind, menhu.SegmentKind.ALPHANUMERIC)
            self.assertEqual(analyzer.segment(""), [])
            self.assertEqual(analyzer.personal("138 0013 8000"), menhu.Personal.PHONE)
            self.assertIsNone(analyzer.personal("公积金"))


class Failures(InFolder):
    def test_they_say_what_and_where(self) -> None:
        with self.assertRaises(menhu.Error) as failure:
            menhu.Portal(self.folder / "nowhere")
        self.assertEqual((failure.exception.code, failure.exception.name), (20, "MENHU_NOT_A_PORTAL"))
        self.assertIn(str(self.folder / "nowhere"), str(failure.exception))
        self.assertEqual(failure.exception.details["code"], 20)
        portal = self.portal()
        with self.assertRaisesRegex(menhu.Error, "limit"):
            portal.search("公积金", limit=1000)
        with self.assertRaises(menhu.NotFound):
            portal.item("no such item")
        with self.assertRaisesRegex(menhu.NotFound, "resident_id"):
            menhu.mask("poem", "x")

    def test_what_is_no_text_is_told(self) -> None:
        portal = self.portal()
        for wrong, name in (("\ud800", "MENHU_BAD_UTF8"), ("a\0", "MENHU_INVALID_ARGUMENT")):
            with self.assertRaises(menhu.Error) as failure:
                portal.item(wrong)
            self.assertEqual(failure.exception.name, name)
        with self.assertRaises(menhu.Error) as failure:
            menhu.Portal(os.fsdecode(b"\xff"))
        self.assertEqual(failure.exception.name, "MENHU_BAD_UTF8")

    def test_what_is_closed_is_told(self) -> None:
        portal = self.portal()
        portal.close()
        portal.close()
        with self.assertRaises(menhu.Error) as failure:
            portal.search("公积金")
        self.assertEqual(failure.exception.name, "MENHU_INVALID_HANDLE")
