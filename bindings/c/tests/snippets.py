"""Takes the C out of the header's head and of a page: `snippets.py menhu.h README.md FOLDER` writes a file for each snippet.

What declares no function is put into one. At least one is found in each, or the test says that it tests nothing.
"""

import pathlib
import re
import sys

header, page, folder = (pathlib.Path(path) for path in sys.argv[1:])
folder.mkdir()


def indented(text):
    """Pieces of code in a comment: they begin with a line that is indented by five blanks."""
    piece = []
    for line in text.splitlines():
        if re.match(r"// {5}\S", line) or (piece and line.startswith("//     ")):
            piece.append(line[len("//     ") :])
        elif piece and line.strip() == "//":
            piece.append("")
        elif piece:
            yield "\n".join(piece)
            piece = []


def whole(snippet):
    """A file that compiles, if the snippet does."""
    includes = "#include <menhu.h>\n#include <stdio.h>\n#include <string.h>\n"
    if re.search(r"^\w[\w *]* \**\w+\(.*\) \{$", snippet, re.MULTILINE):
        return includes + snippet
    return f"{includes}int snippet(void) {{\n{snippet}\n}}\n"


found = {
    "header": [piece for piece in indented(header.read_text().split("#ifndef")[0]) if ";" in piece],
    "page": re.findall(r"^```c\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL),
}
for name, snippets in found.items():
    if not snippets:
        sys.exit(f"there is no C in the {name}")
    for at, snippet in enumerate(snippets):
        (folder / f"{name}-{at}.c").write_text(whole(snippet))
print({name: len(snippets) for name, snippets in found.items()})
