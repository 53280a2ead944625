"""The blocks of the documentation's pages, and how each is tested. CONTRIBUTING.md, "How to document", says it in short.

A comment on the line above a block says what becomes of it:

    <!-- block: tested NAME -->       tests/readme/pages/PAGE_page.cpp includes it as "NAME.inc": C++ as it stands, any other
                                      language as a string literal. That test checks what the block says.
    <!-- block: program NAME -->      C++ with a main() of its own: it is compiled as it stands
    <!-- block: from FILE -->         it stands in FILE, which is built and run; `...` is for lines that are left out
    <!-- block: output of PROGRAM --> text that PROGRAM prints, with its figures in figures.json
    <!-- block: error of FILE -->     text of a static_assert in FILE

Blocks of sh and cmake need no comment: check_pages.py looks up commands, and check_cmake.py builds a project. A table or
paragraph whose numbers are all results has the comment `<!-- figures: NAME -->` above it; they are in figures.json.
"""

import dataclasses
import re
from pathlib import Path

KINDS = ("tested", "program", "from", "output of", "error of")
HOW = "tests/readme/pages.py says how blocks are tested"


@dataclasses.dataclass
class Block:
    page: str  # as in docs/splash.md
    line: int  # of its first line of content, from 1
    language: str
    text: str
    kind: str  # one of KINDS; empty where nothing says
    name: str

    @property
    def place(self):
        return f"{self.page}:{self.line}"


def pages_of(source):
    """All pages with code that users read, relative to the source folder."""
    top = [source / name for name in ("README.md", "CONTRIBUTING.md", "examples/README.md", "benchmarks/README.md")]
    return [str(p.relative_to(source)) for p in (*top, *sorted((source / "docs").glob("*.md")))]


def key_of(page):
    """The name of the page's test and of the folder of its blocks: README, examples_README, splash."""
    return page.removeprefix("docs/").removesuffix(".md").replace("/", "_")


def blocks_of(source, page):
    blocks, lines = [], (Path(source) / page).read_text().splitlines()
    above, at = "", 0
    while at < len(lines):
        if not (fence := re.match(r"^( *)```(\w*)$", lines[at])):
            above, at = lines[at] or above, at + 1
            continue
        indent, begin = fence[1], at + 1
        end = next((i for i in range(begin, len(lines)) if lines[i].strip() == "```"), None)
        if end is None:
            raise SystemExit(f"{page}:{begin}: the block has no end")
        text = "".join(line.removeprefix(indent) + "\n" for line in lines[begin:end])
        account = re.match(r"^ *<!-- block: +(" + "|".join(KINDS) + r") +(\S+) *-->$", above)
        blocks.append(Block(page, begin + 1, fence[2], text, account[1] if account else "", account[2] if account else ""))
        above, at = "", end + 1
    return blocks


def figures_of(source, page):
    """The tables and paragraphs that a comment names, up to the next empty line: kind is "figures"."""
    text = (Path(source) / page).read_text()
    return [Block(page, text.count("\n", 0, m.start(2)) + 1, "", m[2], "figures", m[1])
            for m in re.finditer(r"(?m)^<!-- figures: +(\S+) *-->\n\n?((?:.*\S.*\n)+)", text)]
