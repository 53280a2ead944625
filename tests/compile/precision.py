"""Float models carry no hidden double: every kernel there is, called with float, as types and as machine code.

    precision.py write INCLUDE_DIR SOURCE              a C++ file that calls all functions of all kernels with float
    precision.py check OBJECT OBJDUMP SOURCE           what that file was compiled to has no arithmetic on double

Arithmetic that the compiler itself turns into float because the result is the same is none on double. The kernels are found in
the headers: struct templates on Real with function templates on values. One that cannot be called
from what its declaration says is an error, not left out.
"""

import re
import subprocess
import sys
from pathlib import Path

LAYERS = ["environment", "pmodel", "splash", "phenology", "demography"]

STRUCT = re.compile(r"^template <((?:[^<>]|<[^<>]*>)*)>\nstruct (\w+)(?:\s*: ([^{]*?))?\s*\{(.*?)^\};", re.M | re.S)
FUNCTION = re.compile(
    r"template <value_of<Real> V>\s+(?:\[\[nodiscard\]\] )?SYLVA_FUNCTION (?:static )?constexpr\s+[\w:<>, ]+?\s"
    r"(operator\(\)|\w+)\(([^()]*)\)",
    re.S,
)

PREAMBLE = """// Written by precision.py from the headers.
#include <sylva/core/stepped.hpp>
#include <sylva/models/pmodel.hpp>
#include <type_traits>

namespace {

/// What a kernel returns in float: nothing else is in it.
template <class T>
struct only_float : std::is_same<T, float> {};
template <sylva::zippable T>
struct only_float<T> : only_float<typename sylva::detail::member_of<T>::type> {};
template <class State, class Out>
struct only_float<sylva::stepped<State, Out>> : std::bool_constant<only_float<State>::value && only_float<Out>::value> {};

}  // namespace

/// What a hidden double looks like: the check has to find it.
float control(float tc) { return static_cast<float>(tc * 1.1); }

namespace precision {
"""


class Kernel:
    def __init__(self, header, namespace, match):
        parameters, self.name, bases, body = match.groups()
        self.header, self.namespace = header, namespace
        self.on_real = "std::floating_point Real" in parameters
        self.concrete = self.on_real and all("=" in p for p in re.split(r",(?![^<]*>)", parameters))
        self.bases = re.findall(r"(\w+)<", bases or "")[:1]
        self.functions = FUNCTION.findall(re.split(r"^ private:", body, flags=re.M)[0])
        if len(self.functions) != body.split("\n private:")[0].count("template <value_of<Real> V>"):
            sys.exit(f"{header}: a function of {self.name} is declared in a way that precision.py does not understand")


def kernels_of(include):
    found = {}
    for layer in LAYERS:
        for header in sorted((include / "sylva" / layer).glob("*.hpp")):
            text = header.read_text()
            for match in STRUCT.finditer(text):
                inside = []
                for name in re.findall(r"^(?:namespace ([\w:]+) \{|\}  // namespace)", text[: match.start()], re.M):
                    inside = inside + [name] if name else inside[:-1]
                kernel = Kernel(header.relative_to(include), "::".join(inside), match)
                found[kernel.namespace, kernel.name] = kernel
    return found


def named(found, name, namespace):
    """The struct that a name means in a namespace: the nearest."""
    while namespace:
        if (namespace, name) in found:
            return found[namespace, name]
        namespace = namespace.rpartition("::")[0]
    return None


def write(include, source):
    found = kernels_of(include)

    def functions(kernel):
        bases = [named(found, b, kernel.namespace) for b in kernel.bases]
        return kernel.functions + [f for b in bases if b for f in functions(b)]

    def floats(parameter, kernel):
        if parameter.split()[0] == "bool":
            return "bool"
        if re.fullmatch(r"sylva::stage<\d+>( \w+)?", parameter.strip()):
            return parameter.split()[0]
        match = re.fullmatch(r"const (\w+)(<V>)?& ?\w*", " ".join(parameter.split()))
        if match and match[1] == "V":
            return "float"
        struct = match and named(found, match[1], kernel.namespace)
        if struct:
            return f"{struct.namespace}::{match[1]}<float>"
        if match and match[2]:
            return f"typename K::template {match[1]}<float>"
        sys.exit(f"{kernel.header}: precision.py does not understand the parameter {parameter!r} of {kernel.name}")

    lines, headers, calls, used = [], set(), 0, set()
    for kernel in found.values():
        if not kernel.concrete:
            continue
        for base in kernel.bases:
            used.add(base)
            struct = named(found, base, kernel.namespace)
            used.update(struct.bases if struct else [])
        callable_functions = functions(kernel)
        if not callable_functions:
            continue
        headers.add(str(kernel.header))
        k = f"{kernel.namespace}::{kernel.name}<float>"
        lines.append(f"static_assert(std::is_trivially_copyable_v<{k}> && std::is_aggregate_v<{k}>);")
        for number, (name, parameters) in enumerate(callable_functions):
            types = [floats(p, kernel) for p in re.split(r",(?![^<]*>)", parameters) if p.strip()]
            types = [t.replace("typename K::", f"typename {k}::") for t in types]
            arguments = ", ".join(f"const {t}& a{i}" for i, t in enumerate(types))
            values = ", ".join(f"a{i}" for i in range(len(types)))
            function = f"{kernel.namespace.replace('::', '_')}_{kernel.name}_{'call' if name == 'operator()' else name}_{number}"
            lines.append(f"auto {function}(const {k}& k{', ' if types else ''}{arguments}) {{")
            lines.append(f"  const auto y = k.template {name}<float>({values});")
            lines.append(f'  static_assert(only_float<std::remove_const_t<decltype(y)>>::value, "{kernel.name}");')
            lines.append("  return y;\n}")
            calls += 1
    unused = [k.name for k in found.values() if k.on_real and not k.concrete and k.functions and k.name not in used]
    if unused:
        sys.exit(f"kernels without defaults for their parameters, that no other is derived from: {', '.join(unused)}")
    if calls < 80:
        sys.exit(f"only {calls} functions of kernels in {include}")
    # and all methods of the P-model, chosen by name
    lines.append("auto all_methods(const sylva::pmodel_model<float>::kernel_type& k, const sylva::pmodel::forcing<float>& x) {")
    lines.append("  return k(x);\n}")
    includes = "".join(f"#include <{h}>\n" for h in sorted(headers))
    Path(source).write_text(
        PREAMBLE.replace("#include <type_traits>\n", includes + "#include <type_traits>\n")
        + "\n".join(lines)
        + f"\n}}  // namespace precision\n// {calls} functions\n"
    )


# Arithmetic on doubles, comparisons of them, and what makes or unmakes one, in SSE, AVX, FMA and AVX-512. Moves are not:
# they carry pairs of floats too.
DOUBLE = re.compile(
    r"v?(add|sub|mul|div|sqrt|min|max|cmp\w*|round|rndscale|ucomi|comi|hadd|scalef|getexp|getmant|reduce|range)[sp]d|"
    r"vfn?m(add|sub|addsub|subadd)\d+[sp]d|v?cvt\w*[sp]d\w*|f(add|sub|mul|div|ld|ild|sqrt)\w*"
)
MATHS = re.compile(
    r"^(a?sin|a?cos|a?tan|atan2|sinh|cosh|tanh|exp|exp2|exp10|expm1|log|log2|log10|log1p|pow|cbrt|sqrt|sincos|fmod|floor|"
    r"ceil|round|trunc|fmin|fmax|fabs|ldexp|frexp|scalbn|hypot|fma)(l|_finite)?$|^__(exp|log|pow)\w*_finite$"
)


def check(obj, objdump, source):
    command = [objdump, "-d", "-r", "-C", "--no-show-raw-insn", obj]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    doubles, functions, function = {}, set(), None
    for line in text.splitlines():
        if head := re.match(r"[0-9a-f]+ <(.*)>:$", line):
            function = head[1]
            functions.add(re.sub(r"\(.*", "", function))
        elif relocation := re.search(r"R_X86_64_\w+\s+([A-Za-z_]\w*)", line):
            if MATHS.match(relocation[1]):
                doubles.setdefault(function, []).append(f"calls {relocation[1]}")
        elif instruction := re.match(r"\s+[0-9a-f]+:\s+(\w+)", line):
            if DOUBLE.fullmatch(instruction[1]):
                doubles.setdefault(function, []).append(instruction[1])
    if not any(f.startswith("control(") for f in doubles):
        sys.exit(f"the check does not see the double in control(): is {objdump} right for {obj}?")
    expected = set(re.findall(r"^auto (\w+)\(", Path(source).read_text(), re.M))
    compiled = {f.removeprefix("precision::") for f in functions}
    if missing := sorted(expected - compiled):
        sys.exit(f"not found in {obj}: {', '.join(missing)}")
    offences = [f"{f}: {', '.join(sorted(set(d)))}" for f, d in sorted(doubles.items()) if not f.startswith("control(")]
    if offences:
        sys.exit("double in float kernels:\n  " + "\n  ".join(offences))
    print(f"{len(expected)} functions of float kernels, {len(functions)} in machine code, and no double in them")


if sys.argv[1] == "write":
    write(Path(sys.argv[2]), sys.argv[3])
else:
    check(*sys.argv[2:5])
