"""The child process of the second reader: one formula a line in, one tree a line out.

Runs by itself (``python -I second_child.py``) and imports nothing of symgrad.  latex2sympy2 keeps state between
formulas and can hang, so every formula is read in a fork of its own that is killed at its deadline.
In: ``{"formula", "deadline"}``.  Out: ``{"tree"}`` or ``{"error"}``; a tree is ``[kind, …]`` with trees, names and
numbers inside.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
from typing import Any

MEMORY = 2 * 1024**3


def tree(expr: Any) -> list[Any]:
    """A SymPy object as nested lists."""
    import sympy as sp

    if isinstance(expr, sp.Rational):
        return ["Rational", str(expr.p), str(expr.q)]
    if isinstance(expr, sp.Float):
        return ["Decimal", str(expr)]
    if isinstance(expr, sp.Symbol):
        return ["Symbol", expr.name]
    if isinstance(expr, sp.core.function.AppliedUndef):
        return ["Function", str(expr.func), *map(tree, expr.args)]
    if isinstance(expr, sp.Tuple):
        return ["Tuple", *map(tree, expr.args)]
    return [type(expr).__name__, *map(tree, expr.args)]


def answer(formula: str) -> dict[str, Any]:
    """What latex2sympy2 makes of one formula."""
    from latex2sympy2 import latex2sympy

    try:
        return {"tree": tree(latex2sympy(formula))}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {str(error)[:200]}"}


def limited(formula: str, deadline: float) -> dict[str, Any]:
    """``answer`` in a fork that is killed at the deadline."""
    if not hasattr(os, "fork"):
        return answer(formula)  # the parent starts a process for every formula there
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        import resource

        os.close(reading)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        sys.setrecursionlimit(3000)
        with os.fdopen(writing, "w") as pipe:
            pipe.write(json.dumps(answer(formula)))
        os._exit(0)
    os.close(writing)
    ready, _, _ = select.select([reading], [], [], deadline)
    text = ""
    if ready:
        with os.fdopen(reading) as pipe:
            text = pipe.read()
    else:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if not ready:
        return {"error": f"no answer within {deadline:g} seconds"}
    return json.loads(text) if text else {"error": "the process ended without an answer"}


def main() -> None:
    """Answer until the input ends."""
    import latex2sympy2  # noqa: F401  (imported before the first fork)

    for line in sys.stdin:
        item = json.loads(line)
        result = limited(item["formula"], item["deadline"])
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
