"""Every struct whose members `zip` visits has their `names`, as many and in the same order.

    names.py INCLUDE_DIR

A member that is a struct itself gives the names of its own members after its own, as sunset_angle. Structs that are made of two
others have `joined_names` of these; structs of tags (selection) have the names of their tags.
"""

import re
import sys
from pathlib import Path

ZIP = re.compile(r"static constexpr void zip\(A&& a, B&& b, F&& f\) \{(.*?)\n(\s*)\}", re.S)
VISIT = re.compile(r"(?:\bf\(a\.(\w+), b\.(\w+)\))|(?:([\w:]+)<T>::zip\(a\.(\w+), b\.(\w+), f\))|(\bf\()|(::zip\()")


def structs_in(include):
    """(where, name, body, what zip does) of every struct that has a zip"""
    for header in sorted(Path(include).glob("sylva/**/*.hpp")):
        text = header.read_text()
        for found in ZIP.finditer(text):
            opened = list(re.finditer(r"^( *)(?:struct|class) (\w+)[^;{]*\{", text[: found.start()], re.M))
            opened = [o for o in opened if len(o[1]) < len(found[2])][-1]
            body = text[opened.end() : text.index("\n" + opened[1] + "};", found.end())]
            yield f"{header.relative_to(include)}: {opened[2]}", opened[2], body, found[1]


def main(include):
    structs, problems = list(structs_in(include)), []
    members = {name: [v[0] for v in VISIT.findall(visits) if v[0]] for _, name, _, visits in structs}
    for where, _, body, visits in structs:
        listed = re.search(r"\bnames\[\] = \{(.*?)\};", body, re.S)
        joined = re.search(r"& names = joined_names<(.*?)>;", body, re.S)
        if "Fields::of(a)" in visits:
            if not listed or listed[1].strip() != "Fields::name...":
                problems.append(f"{where} has no names of its fields")
            continue
        expected, parts = [], []
        for one, other, struct, part, other_part, odd, odd_zip in VISIT.findall(visits):
            if odd or odd_zip or one != other or part != other_part:
                problems.append(f"{where}: zip is written in a way that names.py does not understand")
            elif struct:
                parts.append(struct)
                expected += [f"{part}_{m}" for m in members[struct.split("::")[-1]]]
            else:
                expected.append(one)
        if joined:
            if [p.replace("<T>", "").strip() for p in joined[1].split(",")] != parts:
                problems.append(f"{where}: joined_names are not those that zip visits: {', '.join(parts)}")
        elif not listed:
            problems.append(f"{where} has no names, but zip visits {', '.join(expected)}")
        elif (names := re.findall(r'"(\w+)"', listed[1])) != expected:
            problems.append(f"{where}: names are {', '.join(names)}, but zip visits {', '.join(expected)}")
    if len(structs) < 40:
        problems.append(f"only {len(structs)} structs with zip were found in {include}")
    print(f"{len(structs)} structs")
    sys.exit("\n".join(problems) or 0)


main(sys.argv[1])
