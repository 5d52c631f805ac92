"""What the tests share."""

from __future__ import annotations

import os
import shutil
import tempfile
import unittest
from pathlib import Path

import menhu

ROOT = Path(os.environ["MENHU_TEST_ROOT"])
WORK = Path(os.environ["MENHU_TEST_WORK"])
EXAMPLE = ROOT / "examples" / "python"
PROVIDERS = ROOT / "examples" / "server" / "demo" / "config" / "providers"
SCENARIO = ROOT / "bindings" / "c" / "tests" / "scenario.json"

ITEMS = (
    {"id": "svc-1", "kind": "service", "title": "住房公积金提取", "url": "https://example.test/1"},
    {"id": "doc-1", "title": "住房公积金管理办法", "date": "2024-03-01"},
    {"id": "doc-2", "title": "关于<公积金>的通知", "unit": "住房和城乡建设局"},
)


class InFolder(unittest.TestCase):
    """A test with an empty folder of its own."""

    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=WORK))
        self.addCleanup(shutil.rmtree, self.folder)

    def portal(self) -> menhu.Portal:
        """A small portal."""
        portal = menhu.Portal(self.folder / "portal", create=True)
        self.addCleanup(portal.close)
        with portal.writer({"threads": 1, "memory_mb": 32}) as writer:
            for item in ITEMS:
                writer.put(item)
            writer.commit()
        portal.reload()
        return portal


def resident_kilobytes() -> int:
    """Memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def in_child(run: object) -> str:
    """What a function returns in a forked child."""
    assert callable(run)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            told = str(run())
        except BaseException as error:
            told = f"{type(error).__name__}: {error}"
        os.write(writing, told.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return told
