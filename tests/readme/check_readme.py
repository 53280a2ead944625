"""README.md against the tree: check_readme.py SOURCE_DIR FIRST_PROGRAM"""

import re
import subprocess
import sys
from pathlib import Path

source, program = Path(sys.argv[1]), sys.argv[2]
readme = (source / "README.md").read_text()
failures = []


def same(what, readme_text, truth):
    if readme_text.strip() != truth.strip():
        failures.append(f"{what}:\n--- README\n{readme_text.strip()}\n--- in fact\n{truth.strip()}")


blocks = re.findall(r"```(\w*)\n(.*?)```", readme, re.S)
programs = [text for language, text in blocks if language == "cpp" and "int main" in text]
if len(programs) != 1:
    failures.append(f"README has {len(programs)} complete programs, not 1")
else:
    same("the program", programs[0], (source / "examples/first_program/main.cpp").read_text())
    if (lines := len(programs[0].strip().splitlines())) > 15:
        failures.append(f"the program has {lines} lines, not 15 at most")
outputs = [text for language, text in blocks if language == "text" and "vcmax25" in text]
ran = subprocess.run([program], capture_output=True, text=True, check=True).stdout
same("the output", outputs[0] if outputs else "", ran)

kernels = "".join(f.read_text() for f in sorted((source / "include/sylva/pmodel").glob("*.hpp")))
methods = re.findall(r'const char\* name = "(\w+)"', kernels)
if len(methods) < 19:
    failures.append(f"only {len(methods)} methods found in the headers")
failures += [f"method {m} is not in the README" for m in methods if f"`{m}`" not in readme]

linked = re.findall(r"\]\((?!http)([^)#]+)\)", readme)
failures += [f"link to {link}: no such file" for link in linked if not (source / link).exists()]

print("\n".join(failures) or f"README.md is true: program, output, {len(methods)} methods, {len(linked)} links")
sys.exit(bool(failures))
