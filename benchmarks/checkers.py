"""Who says whether an answer is right: symgrad, and what one would take instead, each in a process that is killed at
the deadline and started again.

In: pairs.  Out: ``Outcome``s: right, wrong, or neither within the deadline, and how long it took.  The rivals are
optional; SymPy gets its expressions from symgrad's reader, with activations written out and with assumptions for the
declared domains, and is timed without the reading.
"""

from __future__ import annotations

import logging
import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from benchmarks.pairs import Pair
from symgrad.checking.worker import Checker

#: seconds for one pair
DEADLINE = 2.0


@dataclass(frozen=True)
class Outcome:
    """What was said (``None``: neither right nor wrong), in how many seconds, in which words, of which line first."""

    accepts: bool | None
    seconds: float
    status: str = ""
    first_wrong_line: int | None = None


Judge = Callable[[Pair], tuple[bool | None, float, str]]


# -- SymPy and Math-Verify, inside their process -------------------------------------------------------------------


def _sympy(pair: Pair) -> tuple[Any, Any]:
    """Both sides as SymPy has them when it is used by itself: evaluated, with assumptions."""
    import sympy as sp

    from symgrad.checking.asking import ask
    from symgrad.checking.item import item
    from symgrad.expressions import LogSumExp, Maximum, Minimum, key_of
    from symgrad.functions import BY_SYMBOL

    asked = item(pair.item())
    question = ask(asked, (pair.answer,))
    (statement,) = question.trees(pair.answer)
    answer, _ = question.meaning(statement.body if hasattr(statement, "body") else statement.sides[-1])
    sizes = {"m", "n", "K", *("ijklpqr")}

    def assumed(key: str) -> dict[str, bool]:
        domain = question.domains.get(key)
        positive = domain is not None and domain.low is not None and domain.low >= 0 and domain.low_open
        return {"positive": True} if positive else {"real": True}

    def rebuilt(node: Any) -> Any:
        if isinstance(node, sp.Symbol):
            kind = {"integer": True, "positive": True} if node.name in sizes else assumed(node.name)
            return sp.Symbol(node.name, **kind)
        if isinstance(node, sp.Indexed):
            return sp.IndexedBase(key_of(node), real=True)[tuple(map(rebuilt, node.indices))]
        if isinstance(node, (sp.Sum, LogSumExp)):
            limits = [tuple(map(rebuilt, limit)) for limit in node.limits]
            body = rebuilt(node.function)
            return (
                sp.log(sp.Sum(sp.exp(body), *limits))
                if isinstance(node, LogSumExp)
                else sp.Sum(body, *limits)
            )
        if type(node) in BY_SYMBOL and not hasattr(sp, type(node).__name__):
            z = sp.Dummy("z", real=True)
            return rebuilt_definition(BY_SYMBOL[type(node)].definition(z), z, rebuilt(node.args[0]))
        if not node.args:
            return node
        args = [rebuilt(part) for part in node.args]
        if isinstance(node, (Maximum, Minimum)):
            return (sp.Max if isinstance(node, Maximum) else sp.Min)(*args)
        return node.func(*args)

    def rebuilt_definition(definition: Any, z: Any, argument: Any) -> Any:
        return rebuilt(definition.xreplace({z: sp.Symbol("#z")})).subs(sp.Symbol("#z", real=True), argument)

    return rebuilt(question.expr), rebuilt(answer)


def _equals(pair: Pair) -> tuple[bool | None, float, str]:
    left, right = _sympy(pair)
    start = time.perf_counter()
    found = left.equals(right)
    return found, time.perf_counter() - start, str(found)


def _simplify(pair: Pair) -> tuple[bool | None, float, str]:
    import sympy as sp

    left, right = _sympy(pair)
    start = time.perf_counter()
    found = bool(sp.simplify(left - right) == 0)
    return found, time.perf_counter() - start, str(found)


def _math_verify(pair: Pair) -> tuple[bool | None, float, str]:
    from math_verify import parse, verify

    logging.disable()  # it warns that nobody but us minds the time

    left, right = pair.plain if pair.plain[0] else (pair.reference, pair.answer)
    start = time.perf_counter()
    gold, target = (parse(f"${side}$", parsing_timeout=None) for side in (left, right))
    if not gold or not target:
        return None, time.perf_counter() - start, "not parsed"
    found = verify(gold, target, timeout_seconds=None)
    return found, time.perf_counter() - start, str(found)


@dataclass(frozen=True)
class Rival:
    """A row of the table: a name, the package it needs, and how it judges."""

    name: str
    package: str
    judge: Judge

    @property
    def version(self) -> str:
        """Empty where it is not installed."""
        try:
            return version(self.package)
        except PackageNotFoundError:
            return ""


RIVALS = (
    Rival("SymPy equals", "sympy", _equals),
    Rival("SymPy simplify(a − b) == 0", "sympy", _simplify),
    Rival("Math-Verify", "math-verify", _math_verify),
)


# -- processes ------------------------------------------------------------------------------------------------------


def _work(judge: Judge, pipe: Any) -> None:
    while True:
        pair = pipe.recv()
        try:
            pipe.send(judge(pair))
        except Exception as error:  # a rival that fails has not decided
            pipe.send((None, 0.0, type(error).__name__))


def outcomes(rival: Rival, pairs: Iterable[Pair]) -> Iterator[Outcome]:
    """What a rival says, pair by pair; undecided at the deadline, and then its process is another one."""
    context = multiprocessing.get_context("fork")

    def started() -> tuple[Any, Any]:
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(rival.judge, theirs), daemon=True)
        process.start()
        return process, ours

    process, pipe = started()
    for pair in pairs:
        start = time.perf_counter()
        pipe.send(pair)
        said, status = None, "deadline"
        if pipe.poll(DEADLINE + 0.5):
            try:
                said = pipe.recv()
            except EOFError:
                status = "died"  # the interpreter's stack may end before Python's
        if said is not None:
            accepts, seconds, status = said
            late = seconds > DEADLINE
            yield Outcome(None if late else accepts, seconds, "deadline" if late else status)
        else:
            process.kill()
            process.join()
            yield Outcome(None, time.perf_counter() - start, status)
            process, pipe = started()
    process.kill()
    process.join()


def ours(checker: Checker, pairs: Iterable[Pair]) -> Iterator[Outcome]:
    """What symgrad says, in a worker that is warm: reading, judging and naming the mistake, there and back."""
    for pair in pairs:
        start = time.perf_counter()
        found = checker.check(pair.item())
        seconds = time.perf_counter() - start
        accepts = found["accept"]
        if found["status"] == "invalid" and found["error"]["reason"] == "undefined":
            accepts = False
        yield Outcome(accepts, seconds, found["status"], found.get("first_wrong_line"))
