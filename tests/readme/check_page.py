"""A page against the example it tells of: check_page.py SOURCE_DIR PAGE EXAMPLE_FOLDER PROGRAM

Each block of C++ that begins with `// FILE` is a part of that file of the example, but for its indentation, with `...` for
what is left out; one block of text is what the program prints; links lead somewhere.
"""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

source, page, example, program = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
text = (source / page).read_text()
failures = []


def lines_of(code):
    return [line.strip() for line in code.splitlines() if line.strip()]


blocks = re.findall(r"```(\w*)\n(.*?)```", text, re.S)
quoted = 0
for language, block in blocks:
    named = re.match(r"// (\w+\.[ch]pp)\n", block)
    if language != "cpp" or not named:
        continue
    quoted += 1
    truth = lines_of((source / example / named[1]).read_text())
    for part in re.split(r"(?m)^\s*\.\.\.\s*$", block.split("\n", 1)[1]):
        part = lines_of(part)
        if not any(truth[i : i + len(part)] == part for i in range(len(truth))):
            failures.append(f"{named[1]} has no such lines:\n" + textwrap.indent("\n".join(part), "  "))
if quoted == 0:
    failures.append("the page quotes no file")
printed = subprocess.run([program], capture_output=True, text=True, check=True).stdout
outputs = [block for language, block in blocks if language == "text"]
if printed.rstrip() not in [output.rstrip() for output in outputs]:
    failures.append(f"the page does not show what the program prints:\n{printed}")
for link in re.findall(r"\]\((?!http)([^)#]+)\)", text):
    if not (source / page).parent.joinpath(link).exists():
        failures.append(f"link to {link}: no such file")

print("\n".join(failures) or f"{page} is true: {quoted} quotations, and what the program prints")
sys.exit(bool(failures))
