"""The programs, the documentation, and whether the package knows the whole header."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

import menhu
from menhu import _library
from support import EXAMPLE, PROVIDERS, ROOT, SCENARIO, WORK, InFolder

#: What Python has another way for: answers are copied, and validate() says what the checks of one kind say.
NOT_WRAPPED = {"menhu_error_code", "menhu_error_message", "menhu_answer_json"} | {
    f"menhu_check_{kind}" for kind in ("resident_id", "credit_code", "plate", "vin", "mobile", "name")
}


def snippets(page: Path) -> str:
    """The Python of a page, one program."""
    return "\n".join(re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL))


class Programs(InFolder):
    def run_program(self, *arguments: object, expected: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-B", *map(str, arguments)], cwd=self.folder, capture_output=True, encoding="utf-8", check=False
        )
        self.assertEqual(done.returncode, expected, done.stderr)
        return done

    def test_the_scenario_ends_as_in_c(self) -> None:
        arguments = (SCENARIO, self.folder, WORK / "variables.toml", PROVIDERS)
        told = self.run_program(EXAMPLE / "scenario.py", *arguments).stdout
        steady = [ROOT / "bindings/c/tests/steady", self.folder]
        environment = {**os.environ, "RECORDS": "keep"}
        told = subprocess.run(steady, env=environment, input=told, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
        expected = (WORK / "scenario.expected").read_text("utf-8")
        self.assertEqual(told.splitlines(), expected.splitlines())

    def test_search(self) -> None:
        lines = self.folder / "lines.jsonl"
        lines.write_text("no item\n" + (WORK / "lines.jsonl").read_text("utf-8"), "utf-8")
        arguments = (self.folder / "portal", lines, "公积金", "--providers", PROVIDERS, "--variables", WORK / "variables.toml")
        done = self.run_program(EXAMPLE / "search.py", *arguments)
        self.assertRegex(done.stderr, r"lines\.jsonl:1: ")
        for part in ("共 15 条结果", "<mark>公积金</mark>", "建议：", "相关：", "张** 的公积金余额："):
            self.assertIn(part, done.stdout)
        wrong = self.run_program(EXAMPLE / "search.py", lines, lines, "公积金", expected=1)
        self.assertIn("MENHU_", wrong.stderr)
        self.assertNotIn("Traceback", wrong.stderr)

    def test_the_documentation_runs(self) -> None:
        pages = (EXAMPLE / "README.md", ROOT / "docs" / "embedding" / "python.md")
        (self.folder / "providers").symlink_to(PROVIDERS)
        (self.folder / "variables.toml").symlink_to(WORK / "variables.toml")
        for page in pages:
            program = snippets(page)
            self.assertIn("import menhu", program, page)
            (self.folder / "page.py").write_text(program, "utf-8")
            self.run_program("-W", "error", "page.py")


class Package(unittest.TestCase):
    def test_it_is_installed_with_header_and_types(self) -> None:
        installed = Path(menhu.__file__).parent
        self.assertIn("site-packages", installed.parts)
        header = installed / "menhu.ffi.h"
        self.assertFalse(header.is_symlink())
        self.assertEqual(header.read_bytes(), (ROOT / "bindings/c/include/menhu.ffi.h").read_bytes())
        self.assertTrue((installed / "py.typed").exists())

    def test_every_function_of_the_header_is_there_and_wrapped(self) -> None:
        header = (Path(menhu.__file__).parent / "menhu.ffi.h").read_text("utf-8")
        functions = set(re.findall(r"\b(menhu_\w+)\(", header)) - {"menhu_log_callback"}
        self.assertGreater(len(functions), 50)
        source = "".join(file.read_text("utf-8") for file in Path(menhu.__file__).parent.glob("*.py"))
        for name in functions:
            getattr(_library.lib, name)
        self.assertEqual({name for name in functions if f"lib.{name}" not in source.replace("library.", "lib.")}, NOT_WRAPPED)

    def test_a_library_that_is_missing_is_told(self) -> None:
        environment = {**os.environ, "MENHU_LIBRARY": "/nowhere/libmenhu.so.0"}
        done = subprocess.run([sys.executable, "-c", "import menhu"], env=environment, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("MENHU_LIBRARY", done.stderr)
