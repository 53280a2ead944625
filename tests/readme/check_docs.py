"""The code on a page of docs/ against the tests that run it: check_docs.py SOURCE_DIR PAGE...

Every block of code on the page is found, line for line, in a file of tests/ or examples/."""

import re
import sys
from pathlib import Path

source = Path(sys.argv[1])
files = [f for folder in ("tests", "examples") for f in (source / folder).rglob("*") if f.suffix in (".cpp", ".hpp", ".py")]
texts = [f.read_text() for f in files]
failures, count = [], 0
for page in sys.argv[2:]:
    text = (source / page).read_text()
    for language, block in re.findall(r"```(cpp|python)\n(.*?)```", text, re.S):
        count += 1
        if not any(block in t for t in texts):
            failures.append(f"{page}: no test has this code:\n{block}")
    prose = re.sub(r"```.*?```", "", text, flags=re.S)  # a lambda looks like a link
    linked = re.findall(r"\]\((?!http)([^)#]+)\)", prose)
    failures += [f"{page}: link to {link}: no such file" for link in linked if not (source / page).parent.joinpath(link).exists()]
if count == 0:
    failures.append("there is no code on these pages")
print("\n".join(failures) or f"{count} blocks of code are in tests that run")
sys.exit(bool(failures))
