"""README.md's block of cmake, used: check_cmake.py SOURCE_DIR BUILD_DIR WORK_DIR OPTIONS...

Installs sylva from BUILD_DIR, builds the README's first program as its block says, and compares what it prints. OPTIONS
are for cmake: the compiler, and where libraries are."""

import shutil
import subprocess
import sys
from pathlib import Path

from pages import blocks_of

source, build, work, options = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), sys.argv[4:]
blocks = blocks_of(source, "README.md")
lists = "".join(b.text for b in blocks if b.language == "cmake")
program = next(b.text for b in blocks if b.language == "cpp")
output = next(b.text for b in blocks if b.language == "text")


def cmake(*words):
    subprocess.run(["cmake", *map(str, words)], check=True)


shutil.rmtree(work, ignore_errors=True)
cmake("--install", build, "--prefix", work / "prefix")
(work / "main.cpp").write_text(program)
(work / "CMakeLists.txt").write_text(
    f"cmake_minimum_required(VERSION 3.25)\nproject(my_model LANGUAGES CXX)\nadd_executable(my_model main.cpp)\n{lists}")
cmake("-S", work, "-B", work / "build", f"-DCMAKE_PREFIX_PATH={work / 'prefix'}", *options)
cmake("--build", work / "build")
printed = subprocess.run([work / "build/my_model"], capture_output=True, text=True, check=True).stdout
sys.exit(printed != output and f"the program prints\n{printed}where README.md has\n{output}")
