"""The second, independent reader: latex2sympy2 in a child process that can be killed.

In: one formula without relation signs.  Out: our syntax tree of what latex2sympy2 understood.  It knows scalar formulas
only and misreads much of the lectures' notation (``x^{(i)}`` is a power there); its use is to disagree.  What it does
not say in our nodes is refused.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from symgrad.errors import MissingExtraError, Origin, ReadError, quoted, worded
from symgrad.functions import BY_SPELLING
from symgrad.reading import syntax as s
from symgrad.reading.limits import MAX_DEPTH, SECOND_READER_DEADLINE
from symgrad.reading.parser import parse_names, sides_of

Tree = list[Any]


@dataclass
class SecondReader:
    """A child process that reads formulas; use it in a ``with`` statement.

    Raises ``MissingExtraError`` when latex2sympy2 is not installed.
    """

    deadline: float = SECOND_READER_DEADLINE
    process: subprocess.Popen[str] | None = field(default=None, init=False)

    def __enter__(self) -> SecondReader:
        if find_spec("latex2sympy2") is None:
            raise MissingExtraError("latex2sympy2", "latex2sympy2")
        return self

    def __exit__(self, *reason: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the child."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def _start(self) -> subprocess.Popen[str]:
        if self.process is None or self.process.poll() is not None:
            child = Path(__file__).with_name("second_child.py")
            self.process = subprocess.Popen(
                [sys.executable, "-I", str(child)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
        return self.process

    def tree(self, formula: str) -> Tree:
        """What latex2sympy2 makes of a formula, as nested lists.  Raises ``ReadError``."""
        process = self._start()
        watch = threading.Timer(self.deadline + 30, process.kill)  # the child minds its own deadline
        watch.start()
        try:
            stdin, stdout = _pipes(process)
            stdin.write(json.dumps({"formula": formula, "deadline": self.deadline}) + "\n")
            stdin.flush()
            line = stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            watch.cancel()
        answer: dict[str, Any] = (
            json.loads(line) if line else {"error": "the process ended without an answer"}
        )
        if "error" in answer:
            raise ReadError(
                worded("latex2sympy2 cannot read this: {error}.", error=answer["error"]),
                Origin(formula, 0, len(formula)),
            )
        found: Tree = answer["tree"]
        return found

    def formula(self, formula: str, origin: Origin | None = None) -> s.Node:
        """The syntax tree of what latex2sympy2 understood."""
        natural = r"\log" in formula and r"\log_" not in formula
        where = origin or Origin(formula, 0, len(formula))
        return _node(self.tree(formula), where, natural, 0)


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def read_statements(text: str, *, source: str = "", first_line: int = 1) -> tuple[s.Statement, ...]:
    """The definitions in a text, their right sides read by latex2sympy2.

    Raises ``ReadError`` for a left side that is not one name and for what has no scalar meaning.
    """
    found: list[s.Statement] = []
    with SecondReader() as reader:
        for origin, sides in sides_of(text, source=source, first_line=first_line):
            if len(sides) != 2:
                raise ReadError("the second reader reads definitions, name = expression.", origin)
            left = parse_names(sides[0].fragment)
            if len(left) != 1:
                raise ReadError("the left side of a definition is one name.", sides[0])
            body = reader.formula(sides[1].fragment.strip(), sides[1])
            found.append(s.Relation(origin, (replace(left[0], origin=sides[0]), body), ("=",)))
    return tuple(found)


# -- SymPy's tree to ours ---------------------------------------------------------------------------------


def _node(tree: Tree, origin: Origin, natural: bool, depth: int) -> s.Node:
    """One node.  ``natural``: a logarithm of base 10 is latex2sympy2's reading of ``\\log``, which is natural here."""
    kind, *parts = tree
    if depth > 4 * MAX_DEPTH:
        raise ReadError("what latex2sympy2 gives is nested too deeply.", origin, reason="resource")
    if kind in LEAVES:
        return LEAVES[kind](origin, parts)
    if kind == "Function":
        inside = [_node(part, origin, natural, depth + 1) for part in parts[1:]]
        return s.Call(origin, _spelling(parts[0]), tuple(inside))
    if kind in ("Sum", "Derivative"):
        body = _node(parts[0], origin, natural, depth + 1)
        tuples = [[_node(part, origin, natural, depth + 1) for part in limit[1:]] for limit in parts[1:]]
        return (_sum if kind == "Sum" else _derivative)(origin, body, tuples)
    inside = [_node(part, origin, natural, depth + 1) for part in parts]
    if kind == "log" and natural and inside[1:] == [s.Number(origin, Fraction(10), "10")]:
        inside.pop()
    if kind in BRANCHES:
        return BRANCHES[kind](origin, inside)
    raise ReadError(
        worded("latex2sympy2 reads this as {kind}, which is not a scalar formula.", kind=kind), origin
    )


def _spelling(name: str) -> str:
    bare = name.removeprefix(r"\operatorname{").removeprefix(r"\mathrm{").removeprefix(r"\text{").rstrip("}")
    return bare if bare in BY_SPELLING else name


def _number(origin: Origin, parts: list[Any]) -> s.Node:
    value = Fraction(int(parts[0]), int(parts[1]))
    return s.Number(origin, value, str(value))


def _symbol(origin: Origin, parts: list[Any]) -> s.Node:
    names = parse_names(parts[0])
    if len(names) != 1:
        raise ReadError(worded("latex2sympy2 reads {name} as one name.", name=quoted(parts[0])), origin)
    return replace(names[0], origin=origin)


def _power(origin: Origin, inside: list[s.Node]) -> s.Node:
    base, exponent = inside
    if exponent == s.Number(origin, Fraction(-1), ""):
        return s.Quotient(origin, s.Number(origin, Fraction(1), "1"), base)
    if exponent == s.Number(origin, Fraction(1, 2), ""):
        return s.Root(origin, base)
    return s.Power(origin, base, exponent)


def _logarithm(origin: Origin, inside: list[s.Node]) -> s.Node:
    euler = s.Call(origin, "exp", (s.Number(origin, Fraction(1), "1"),))
    base = inside[1] if len(inside) > 1 and inside[1] != euler else None
    return s.Call(origin, "log", (inside[0],), 0, base)


def _sum(origin: Origin, body: s.Node, limits: list[list[s.Node]]) -> s.Node:
    bounds = []
    for letter, *ends in reversed(limits):
        if not isinstance(letter, s.Name):
            raise ReadError("the index of a sum is a letter.", origin)
        low, high = ends if len(ends) == 2 else (None, None)
        bounds.append(s.Bound(origin, letter.key, low, high))
    return s.BigSum(origin, r"\sum", tuple(bounds), body)


def _derivative(origin: Origin, body: s.Node, by: list[list[s.Node]]) -> s.Node:
    names: list[s.Name] = []
    for name, *times in by:
        count = times[0].value if times and isinstance(times[0], s.Number) else Fraction(1)
        if not isinstance(name, s.Name) or count.denominator != 1:
            raise ReadError("a derivative is by a name.", origin)
        names.extend([name] * int(count))
    return s.Derived(origin, body, tuple(names))


def _called(function: str) -> Callable[[Origin, list[s.Node]], s.Node]:
    return lambda origin, inside: s.Call(origin, function, tuple(inside))


LEAVES: dict[str, Callable[[Origin, list[Any]], s.Node]] = {
    "Rational": _number,
    "Decimal": lambda origin, parts: s.Number(origin, Fraction(parts[0]), parts[0]),
    "Symbol": _symbol,
    "Exp1": lambda origin, _: s.Call(origin, "exp", (s.Number(origin, Fraction(1), "1"),)),
    "Pi": lambda origin, _: s.Name(origin, r"\pi"),
}
BRANCHES: dict[str, Callable[[Origin, list[s.Node]], s.Node]] = {
    "Add": lambda origin, inside: s.Plus(origin, tuple((1, term) for term in inside)),
    "Mul": lambda origin, inside: s.Times(origin, tuple(inside), ("",) * (len(inside) - 1)),
    "Pow": _power,
    "log": _logarithm,
    "Max": lambda origin, inside: s.Extreme(origin, "max", tuple(inside)),
    "Min": lambda origin, inside: s.Extreme(origin, "min", tuple(inside)),
    "Abs": _called("abs"),
    **{name: _called(name) for name in ("exp", "sin", "cos", "tan", "tanh", "sign")},
}
