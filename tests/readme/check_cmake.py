"""README.md's words on CMake, done: check_cmake.py SOURCE_DIR WORK_DIR OPTIONS...

Installs sylva by the sentence that says how, builds the README's first program by its block of CMake, and compares what
it prints. OPTIONS are for cmake: the compiler, and where libraries are."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from pages import blocks_of

source, work, options = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
readme = (source / "README.md").read_text()
blocks = blocks_of(source, "README.md")
sentence = re.search(r"Install with `(cmake[^`]*&& cmake --install build --prefix WHERE)`", readme)
lists = [b.text for b in blocks if b.language == "cmake"]
if not sentence or len(lists) != 1:
    sys.exit("README.md does not say how sylva is installed, or has not one block of cmake")
program = next(b.text for b in blocks if b.language == "cpp")
output = next(b.text for b in blocks if b.language == "text")


def cmake(*words):
    subprocess.run(["cmake", *words], check=True, cwd=source)


shutil.rmtree(work, ignore_errors=True)
places = {"build": str(work / "sylva"), "WHERE": str(work / "prefix")}
for command in sentence[1].split("&&"):
    words = [places.get(word, word) for word in command.split()[1:]]
    cmake(*words, *(options if "-S" in words else []))

(work / "main.cpp").write_text(program)
(work / "CMakeLists.txt").write_text(
    "cmake_minimum_required(VERSION 3.25)\nproject(my_model LANGUAGES CXX)\nadd_executable(my_model main.cpp)\n" + lists[0])
cmake("-S", str(work), "-B", str(work / "build"), f"-DCMAKE_PREFIX_PATH={work / 'prefix'}", *options)
cmake("--build", str(work / "build"))
printed = subprocess.run([work / "build/my_model"], capture_output=True, text=True, check=True).stdout
sys.exit(printed != output and f"the program prints\n{printed}where README.md has\n{output}")
