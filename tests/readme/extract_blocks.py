"""Writes the blocks of a page that compile: extract_blocks.py SOURCE_DIR OUTPUT_DIR PAGE

OUTPUT_DIR/NAME.inc is a tested block, OUTPUT_DIR/NAME.cpp a program, OUTPUT_DIR/figures.hpp has figures.json. Errors of
the compiler name the line of the page."""

import json
import sys
from pathlib import Path

from pages import blocks_of

source, folder, page = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
files = {}
for block in blocks_of(source, page):
    if block.kind not in ("tested", "program"):
        continue
    name = f"{block.name}.{'cpp' if block.kind == 'program' else 'inc'}"
    if name in files:
        raise SystemExit(f"{block.place}: another block of this page is named {block.name}")
    cpp = block.language == "cpp"
    files[name] = f'#line {block.line} "{source / page}"\n{block.text}' if cpp else f'R"block({block.text})block"\n'
figures = json.loads(Path(__file__).with_name("figures.json").read_text())
vectors = [f"inline const std::vector<double> {name}{{{', '.join(map(repr, values))}}};\n" for name, values in figures.items()]
files["figures.hpp"] = f"#pragma once\n#include <vector>\nnamespace figures {{\n{''.join(vectors)}}}\n"
folder.mkdir(parents=True, exist_ok=True)
for name, text in files.items():
    (folder / name).write_text(text)
