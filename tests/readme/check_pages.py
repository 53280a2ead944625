"""The documentation against the tree: check_pages.py SOURCE_DIR BIN_DIR NAME=PROGRAM...

BIN_DIR has the example programs that are installed under their names, or is empty where they are not built; the others
are given by NAME. Every block of every page is accounted for as pages.py says, outputs are what programs print, the
results in them are those of figures.json, commands and links lead somewhere, and no method is missing in the README.
"""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from pages import HOW, blocks_of, figures_of, key_of, pages_of

source, bin_dir = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
programs = dict(argument.split("=", 1) for argument in sys.argv[3:])
here = Path(__file__).resolve().parent
figures = json.loads((here / "figures.json").read_text())
failures, not_run, used_figures, known_options = [], [], set(), {}


def fail(block, text):
    failures.append(f"{block.place if hasattr(block, 'place') else block}: {text}")


def lines_of(code):
    return [line.strip() for line in code.splitlines() if line.strip()]


def test_of(block):
    file = here / "pages" / f"{key_of(block.page)}_page.cpp"
    return file, file.read_text() if file.exists() else ""


def check_tested(block):
    file, test = test_of(block)
    if f"sylva_page({block.page}" not in lists:
        fail(block, f"tests/readme/CMakeLists.txt does not list {block.page}")
    if not re.search(rf'(?m)^ *#include "{re.escape(block.name)}\.inc"', test):
        fail(block, f'{file.relative_to(source)} does not include "{block.name}.inc"')


def check_program(block):
    if block.name not in programs:
        fail(block, f"program {block.name} is not built: list it in tests/readme/CMakeLists.txt")


def check_from(block):
    file = source / block.name
    if not re.match(r"(tests|examples)/", block.name) or not file.is_file():
        return fail(block, f"{block.name} is no file of tests/ or examples/")
    if "int main(" in block.text and "// main.cpp" not in block.text:
        return lines_of(block.text) == lines_of(file.read_text()) or fail(block, f"this is not all of {block.name}")
    truth, code = lines_of(file.read_text()), block.text
    if code.startswith(f"// {file.name}\n"):
        code = code.split("\n", 1)[1]
    for part in map(lines_of, re.split(r"(?m)^\s*\.\.\.\s*$", code)):
        if not any(truth[i : i + len(part)] == part for i in range(len(truth))):
            fail(block, f"{block.name} has no such lines:\n  " + "\n  ".join(part))


def check_error(block):
    said = " ".join(block.text.split()).removeprefix("error: static assertion failed: ")
    if said not in re.sub(r'"\s+"', "", (source / block.name).read_text()):
        fail(block, f"{block.name} does not say: {said}")


def check_output(block):
    check_figures(block)
    if block.name not in programs:
        return not_run.append(f"{block.place}: {block.name} is not built here")
    ran = subprocess.run([programs[block.name]], capture_output=True, text=True)
    if ran.returncode:
        return fail(block, f"{block.name} fails with exit status {ran.returncode}:\n{ran.stdout}{ran.stderr}")
    if ran.stdout.rstrip() != block.text.rstrip():
        fail(block, f"{block.name} prints something else:\n{ran.stdout}")


def check_figures(block):
    """The numbers of a block are those that make_figures.py calculated without sylva, but for rounding."""
    quoted = re.findall(r"(?<![\w.-])-?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?!\w|\.\d)", block.text)
    truth = figures.get(block.name)
    used_figures.add(block.name)
    if truth is None or len(truth) != len(quoted):
        return fail(block, f"{len(quoted)} numbers are quoted, and figures.json has {len(truth or [])} of {block.name}: "
                           "calculate them without sylva in tests/readme/make_figures.py, and run it")
    for q, t in zip(quoted, truth):
        mantissa, _, exponent = q.partition("e")
        digit = 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
        if not abs(float(q) - t) <= 0.5 * digit * (1 + 1e-6):
            fail(block, f"{q} is quoted where tests/readme/make_figures.py has {t!r}")


def options_of(program):
    """The options in its --help; None where the program is not built."""
    if program not in known_options:
        known_options[program] = None
        if bin_dir.name and (bin_dir / program).exists():
            ran = subprocess.run([bin_dir / program, "--help"], capture_output=True, text=True, check=True)
            known_options[program] = set(re.findall(r"(?<![\w-])--?[A-Za-z][\w-]*", ran.stdout))
        else:
            not_run.append(f"options of {program}, which is not built here")
    return known_options[program]


def commands_of(text):
    """The words of each command of a block, without cmake/toolbox before it."""
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        while words:
            end = words.index("&&") if "&&" in words else len(words)
            command, words = words[:end], words[end + 1 :]
            yield command[1:] if command[0] == "cmake/toolbox" and len(command) > 1 else command


def check_commands(block):
    """Programs, scripts, presets, folders and options that commands name exist."""
    for words in commands_of(block.text):
        name, options = words[0], [w.split("=")[0] for w in words[1:] if w.startswith("-")]
        program = Path(name).name
        if name in ("cmake", "ctest"):
            presets = {p["name"] for p in json.loads((source / "CMakePresets.json").read_text())["configurePresets"]}
            for option, value in zip(words, words[1:]):
                if option == "--preset" and value not in presets:
                    fail(block, f"there is no preset {value}")
                if option == "-S" and not (source / value / "CMakeLists.txt").exists():
                    fail(block, f"there is no project in {value}")
        elif program.startswith("sylva-"):
            if program not in known_programs:
                fail(block, f"there is no program {program}")
            elif (known := options_of(program)) is not None and (missing := set(options) - known):
                fail(block, f"{program} --help does not have {' '.join(sorted(missing))}")
        elif name.startswith("build/"):
            if not re.search(rf"\b{program}\b", targets):
                fail(block, f"no CMakeLists.txt of examples/ or benchmarks/ builds {program}")
        elif not os.access(source / name, os.X_OK):
            fail(block, f"there is no program {name}")


def check_prose(page, prose):
    """Links, headers, names in code, options of sylva's programs, and names of its settings exist."""
    for link, anchor in re.findall(r"\]\((?!http)([^)#\s]*)(#[^)\s]*)?\)", prose):
        target = (source / page).parent / link if link else source / page
        if not target.exists():
            fail(page, f"link to {link}: no such file")
        elif anchor and anchor[1:] not in anchors_of(target):
            fail(page, f"link to {link}{anchor}: no such heading")
    for header in re.findall(r"`(sylva/[\w/]+\.hpp)`", prose):
        if not (source / "include" / header).exists():
            fail(page, f"there is no header {header}")
    for setting in set(re.findall(r"(?:\b|-D)(SYLVA_\w+)", prose)):
        if setting not in settings:
            fail(page, f"nothing in the tree is called {setting}")
    if page.startswith("docs/"):
        missing = {n for span in re.findall(r"`([^`]+)`", prose) for n in re.findall(r"[A-Za-z_]\w*", span)} - names_in_tree
        for name in sorted(missing - names_of_others):
            fail(page, f"no file of sylva has the name {name}")
    known = [options_of(program) for program in sorted(known_programs)] if page == "examples/README.md" else [None]
    if None not in known:
        for option in re.findall(r"`(--[\w-]+)[^`]*`", prose):
            if option not in set().union(*known):
                fail(page, f"no program has the option {option}")


def anchors_of(path):
    headings = re.findall(r"(?m)^#+ +(.*)$", re.sub(r"(?s)```.*?```", "", path.read_text()))
    return {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}


def words_of(pattern, *folders):
    files = [f for folder in folders for f in (source / folder).rglob("*") if f.suffix in (".hpp", ".cpp", ".txt", ".cmake", ".sh", "")]
    return set(re.findall(pattern, "\n".join(f.read_text() for f in files if f.is_file())))


checks = {"tested": check_tested, "program": check_program, "from": check_from, "error of": check_error,
          "output of": check_output}
lists = (here / "CMakeLists.txt").read_text()
targets = "".join(f.read_text() for folder in ("examples", "benchmarks") for f in (source / folder).rglob("CMakeLists.txt"))
known_programs = set(re.findall(r"sylva_example\((sylva-[\w-]+)", targets))
settings = words_of(r"\bSYLVA_\w+", "include", "cmake", "examples", "tests") | set(
    re.findall(r"\bSYLVA_\w+", (source / "CMakeLists.txt").read_text()))
names_in_tree = words_of(r"\w+", "include", "examples", "tests/unit", "tests/lift", "tests/namespace", "tests/readme/pages")
names_of_others = {"BufferError", "used_dltensor_versioned"}  # of Python and of DLPack
count = 0
for page in pages_of(source):
    blocks = blocks_of(source, page)
    for block in blocks:
        count += 1
        if block.kind:
            checks[block.kind](block)
        elif block.language == "sh":
            check_commands(block)
        elif block.language != "cmake" or page != "README.md":
            fail(block, f"nothing says how this block is tested. Write a comment such as\n  <!-- block: tested NAME -->\n"
                        f"above it, and include \"NAME.inc\" in tests/readme/pages/{key_of(page)}_page.cpp; {HOW}")
    for block in figures_of(source, page):
        check_figures(block)
    check_prose(page, re.sub(r"(?s)```.*?```", "", (source / page).read_text()))

pages_with_tests = {key_of(page) + "_page" for page in pages_of(source)}
for file in (here / "pages").glob("*.cpp"):
    used_figures |= set(re.findall(r"figures::(\w+)", file.read_text()))
    if file.stem not in pages_with_tests:
        fail(file.relative_to(source), "no page has this name")
for name in figures.keys() - used_figures:
    fail("tests/readme/figures.json", f"{name} is quoted nowhere")

readme = (source / "README.md").read_text()
kernels = "".join(f.read_text() for f in sorted((source / "include/sylva/pmodel").glob("*.hpp")))
methods = re.findall(r'const char\* name = "(\w+)"', kernels)
if len(methods) < 19:
    fail("README.md", f"only {len(methods)} methods found in the headers")
for method in methods:
    if f"`{method}`" not in readme:
        fail("README.md", f"method {method} is missing")
first = next(block for block in blocks_of(source, "README.md") if block.language == "cpp")
if (lines := len(first.text.splitlines())) > 15:
    fail(first, f"the first program has {lines} lines, 15 at most are allowed")

print("\n".join([*failures, *(f"not checked: {n}" for n in not_run)]))
print(f"{count} blocks of {len(pages_of(source))} pages, {len(failures)} failures")
sys.exit(bool(failures))
