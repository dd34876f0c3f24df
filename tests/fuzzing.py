"""Inputs for the checker that nobody would write, and what must hold for each: shared by every way of fuzzing.

``rows`` makes items of ``symgrad check --jsonl`` from a seed: formulas of the lectures, cut, spliced, nested and
salted with what is hostile.  ``broken`` says what is wrong with the outcome of one: a crash, a hang, a side effect, a
verdict that contradicts itself.
"""

from __future__ import annotations

import json
import random
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from time import perf_counter
from types import FrameType
from typing import Any

import mpmath as mp
from fuzzing_formulas import CHANGES, DOMAINS, REWRITTEN, built, formula, renumber, swap
from fuzzing_truth import DIGITS, MOST, untrue, worth

from benchmarks.dress import drawn
from benchmarks.written import NotMade, Written, one
from symgrad.checking.answers import check_row
from symgrad.checking.verdict import ACCEPT, REASONS

Row = Any

#: seconds an item says it has, and what it may take beyond them before it counts as hanging
DEADLINE, GRACE = 0.25, 1.0
#: how many times as long an item may take by the clock on the wall
WAITING = 8.0

FIELDS = (
    "wrt",
    "model",
    "given",
    "shown",
    "decimals",
    "significant_figures",
    "constraints",
    "shapes",
    "id",
    "format",
)


def _readable(draw: random.Random) -> Row:
    """An item whose two sides can be read: the same formula written otherwise, with a slip, or another one."""
    reference = built(draw, draw.choice((1, 2, 3, 4)))
    answer, kind = reference, draw.random()
    for _ in range(draw.choice((1, 1, 2))):
        answer = draw.choice(REWRITTEN).format(answer)
    if kind < 0.25:
        answer = renumber(answer, draw)
    elif kind < 0.4:
        answer = swap(answer, draw)
    found: dict[str, Any] = {"reference": reference, "answer": answer}
    if kind > 0.85:
        steps = [draw.choice(REWRITTEN).format(draw.choice((reference, answer))) for _ in range(3)]
        found = {"reference": reference, "lines": [*steps, draw.choice((" = ", "")).join((steps[0], answer))]}
    if draw.random() < 0.15:
        found["wrt"] = draw.choice("xwb")
    known = {name: {"domain": draw.choice(DOMAINS[:5])} for name in "xwb" if draw.random() < 0.5}
    # Names that only one side has are the question's too.
    return {**found, "variables": {"x": "R", "w": "R", "b": "R", **(known if draw.random() < 0.4 else {})}}


# -- answers as students write them ----------------------------------------------------------------------------------

#: what the id of an item says about its truth, which ``broken`` compares with the verdict
_TRUTH = re.compile(r"dressed, (right|wrong), first wrong line (\d+|None)\Z")


#: (a) in front of a formula, (1) in front of a minus, and a minus
_MARK = re.compile(r"\s*(?:\(?([a-k])\)|\(\d{1,2}\)\s*[-−]|[-−]\s)")


def _may_be_part(found: Row) -> bool:
    """Whether a line begins with (a) where a is a name of the question, or with (1) -: with a part of the formula."""
    marks = [_MARK.match(text) for text in found.get("lines", [found.get("answer", "")])]
    return any(mark is not None and (mark[1] or "") in found["reference"] for mark in marks)


def _dressed(draw: random.Random) -> Row:
    """An answer with its truth, as a student writes it; or with a broken dress, and then without its truth."""
    made: Written | None = None
    while made is None:
        try:
            made = one(draw, draw.random() < 0.5)
        except NotMade:
            continue
    found = made.item()
    if draw.random() < 0.7 and not _may_be_part(found):
        truth = "right" if made.equal else "wrong"
        return {**found, "id": f"dressed, {truth}, first wrong line {made.first_wrong}"}
    field = "lines" if "lines" in found else "answer"
    texts = list(found.get("lines", [found.get("answer")]))
    for _ in range(draw.choice((1, 1, 2, 4))):
        place = draw.randrange(len(texts))
        if draw.random() < 0.3:
            with suppress(ValueError):  # braces that are never closed cannot be typed otherwise
                texts[place : place + 1] = drawn(draw, True).lines(texts[place : place + 2])
        else:
            texts[place] = draw.choice(CHANGES)(texts[place], draw)[:5000]
    return {**found, "id": "dressed", field: texts if field == "lines" else "\n".join(texts)}


def _untrue_of_dressed(given: Row, found: dict[str, Any]) -> str | None:
    """What contradicts the truth of an item whose ``id`` says it."""
    truth = _TRUTH.match(str(given.get("id"))) if isinstance(given, dict) else None
    if truth is None:
        return None
    right, line = truth[1] == "right", found.get("first_wrong_line")
    if found["accept"] is (not right):
        return f"an untrue verdict: {'a right one rejected' if right else 'a wrong one accepted'}"
    if line and truth[2] != "None" and (right or line < int(truth[2])):
        return f"an untrue verdict: line {line} is right"
    return None


# -- items made to grow --------------------------------------------------------------------------------------------

#: a step that has the name it defines twice of the one before it: a few dozen of them fill any memory
DOUBLING = (
    "{0}+{0}", "{0} {0}", "{0}^{{{0}}}", r"\frac{{{0}}}{{1+{0}}}", "f({0}, {0})", r"e^{{{0}}}-{0}",
    r"\max({0}, {0}^2)", r"\sum_{{i=1}}^{{3}} {0} {0}",
)  # fmt: skip


def _doubled(draw: random.Random) -> tuple[list[str], list[str]]:
    """Names, and what each stands for: every one twice the next, the last one x."""
    step, many = draw.choice(DOUBLING), draw.choice((2, 4, 8, 16, 40, 200))
    names = [f"a_{{{number}}}" for number in range(many)]
    return names, [step.format(after) for after in (*names[1:], "x")]


def _definitions_that_double(draw: random.Random) -> Row:
    names, bodies = _doubled(draw)
    rows = list(zip(names, bodies, strict=True))
    draw.shuffle(rows)
    return {
        "reference": names[0],
        "answer": draw.choice(("x", names[-1], bodies[0])),
        "definitions": dict(rows),
    }


def _lines_that_double(draw: random.Random) -> Row:
    names, bodies = _doubled(draw)
    lets = [f"{name} = {body}" for name, body in zip(names, bodies, strict=True)]
    word = draw.choice(("let ", "", "where "))
    return {"reference": "x^2 w", "lines": [*(word + line for line in reversed(lets)), f"w {names[0]}"]}


def _model_that_doubles(draw: random.Random) -> Row:
    names, bodies = _doubled(draw)
    lets = [f"{name} = {body}" for name, body in zip(names, bodies, strict=True)]
    return {"reference": "\n".join((*reversed(lets), f"L = {names[0]}")), "wrt": "x", "answer": formula(draw)}


def _constraints_that_double(draw: random.Random) -> Row:
    names, bodies = _doubled(draw)
    held = [f"{name} = {body}" for name, body in zip(names, bodies, strict=True)]
    known = {name: {"domain": "R"} for name in (*names, "x")}
    return {
        "reference": names[0],
        "answer": draw.choice(("x", bodies[0])),
        "constraints": held,
        "variables": known,
    }


def _many_variables(draw: random.Random) -> Row:
    many = draw.choice((3, 30, 300, 1000))
    names = [f"x_{{{number}}}" for number in range(many)]
    sign = draw.choice(("+", " ", "-", r" \max ", "^"))
    reference, answer = sign.join(names), sign.join(draw.sample(names, many))
    known = {name: {"domain": draw.choice(DOMAINS[:5])} for name in names}
    return {"reference": reference, "answer": answer} | draw.choice(({}, {"variables": known}))


def _numbers_put_in(draw: random.Random) -> Row:
    numbers = (
        "0",
        "1",
        "-2",
        "0.1",
        "1.6",
        "3",
        "1e5",
        "1e-9",
        "1e400",
        "-0.0",
        "9" * 60,
        "1/3",
        "nan",
        "x",
        "",
    )
    reference = formula(draw)
    names = re.findall(r"(?<![A-Za-z\\])[a-zA-Z](?![A-Za-z])", reference)
    found: dict[str, Any] = {
        "reference": reference,
        "given": {name: draw.choice(numbers) for name in names},
        "answer": draw.choice((*numbers, formula(draw))),
    }
    if draw.random() < 0.5:
        found[draw.choice(("decimals", "significant_figures"))] = draw.choice((0, 1, 3, 15, 40))
    if draw.random() < 0.4:
        found["shown"] = {draw.choice((*names, formula(draw))): draw.choice(numbers) for _ in range(2)}
    return found


def _valued(draw: random.Random) -> Row:
    """A question with a value, and a number that is that value, rounded or cut off, or one next to it."""
    reference = built(draw, draw.choice((1, 2, 3)))
    values = draw.choice((("0", "1", "-1", "2"), ("0.1", "-2", "3", "1.6", "1e-9", "12")))
    found: dict[str, Any] = {"reference": reference, "given": {name: draw.choice(values) for name in "xwb"}}
    value, places = worth(found), draw.choice((0, 1, 2, 3, 8, 15, 40))
    if value is None or abs(value) > MOST:
        return {**found, "answer": draw.choice(("0", "1", "-1", "0.5"))}
    with mp.workdps(DIGITS):
        nearest, below = (int(cut(value * 10**places)) for cut in (mp.nint, mp.floor))
    whole = draw.choice((nearest, below, below + draw.choice((-1, 1, 2, 7))))
    figures = str(abs(whole)).rjust(places + 1, "0")
    text = f"{figures[:-places]}.{figures[-places:]}" if places else figures
    kind = draw.random()
    if kind < 0.6:
        found["decimals"] = draw.choice((places, places, 0, 3))
    elif kind < 0.8:
        found["significant_figures"] = draw.choice((1, 3, 15))
    answer = "-" * (whole < 0) + text
    return found | draw.choice(({"answer": answer}, {"lines": [reference, f"= {answer}"]}))


def _huge(draw: random.Random) -> Row:
    size = draw.choice((3000, 30_000, 300_000))
    text = draw.choice(("x", "x+", "(x", "{", "1", r"\frac", "x^", "a_", " ", "=x", "-", r"\\", "|", "'"))
    many = text * (size // len(text))
    plain: Row = {"reference": "x", "answer": "x"}
    return draw.choice(
        (
            {**plain, "reference": many},
            {**plain, "answer": many},
            {**plain, "variables": {f"v{number}": "R" for number in range(size // 10)}},
            {**plain, "definitions": {f"v{number}": "x" for number in range(size // 100)}},
            {**plain, "definitions": {"u": many}},
            {**plain, "given": {"x": "9" * size}},
            {**plain, "shown": {"x": "0." + "1" * size}},
            {**plain, "constraints": [f"x = {number}" for number in range(size // 100)]},
            {**plain, "variables": {"x": {"domain": f"(0,{'9' * (size // 10)})"}}},
            {**plain, "variables": {"x": {"domain": "Z", "range": [1, 10**300]}}},
            {**plain, "shapes": {"x": many}},
            {**plain, "wrt": many},
            {**plain, "nobody knows this": [many] * 10},
            {"reference": "x", "lines": [many[:300]] * 99},
        )
    )


#: items that are made to grow, and items with numbers
GROWING: tuple[Callable[[random.Random], Row], ...] = (
    _definitions_that_double, _lines_that_double, _model_that_doubles, _constraints_that_double,
    _many_variables, _huge, _numbers_put_in, _numbers_put_in, _numbers_put_in, _numbers_put_in,
)  # fmt: skip


def row(draw: random.Random) -> Row:
    """One item: mostly of the right form, sometimes of none."""
    if draw.random() < 0.01:
        return draw.choice(
            (None, 0, "x", [], {}, {"answer": 3}, {"reference": [], "answer": {}}, {"lines": ["x"] * 200})
        )
    if draw.random() < 0.015:
        return {**draw.choice(GROWING)(draw), "deadline": DEADLINE}
    if draw.random() < 0.05:
        return {**_valued(draw), "deadline": DEADLINE}
    if draw.random() < 0.35:
        return {**_readable(draw), "deadline": DEADLINE}
    if draw.random() < 0.02:  # they take ten times as long as the others
        return {**_dressed(draw), "deadline": DEADLINE}
    found: dict[str, Any] = {"reference": formula(draw), "deadline": DEADLINE}
    kind = draw.random()
    if kind < 0.15:
        found["answer"] = found["reference"]
    elif kind < 0.8:
        found["answer"] = draw.choice(CHANGES)(found["reference"], draw)
    elif kind < 0.9:
        found["lines"] = [formula(draw) for _ in range(draw.randrange(1, 5))]
    else:
        found["answer"] = formula(draw)
    if draw.random() < 0.3:
        found["wrt"] = draw.choice(("w", "x", "w_1", r"\theta", "", formula(draw)))
    if draw.random() < 0.2:
        found["variables"] = {
            draw.choice(("x", "w", "m", formula(draw)[:20])): {"domain": draw.choice(DOMAINS)}
        }
    if draw.random() < 0.1:
        found["definitions"] = {draw.choice(("u", "sigma", "h")): formula(draw)}
    if draw.random() < 0.05:
        found["format"] = "plain"
    if draw.random() < 0.1:
        found[draw.choice(FIELDS)] = draw.choice(
            ("", -1, 10**30, ["x"], {"x": "1"}, {"x": {}}, None, "plain", formula(draw))
        )
    return found


# -- what must hold ----------------------------------------------------------------------------------------------


class Hangs(BaseException):
    """An item took longer than it may; no ``Exception``, so that nothing on the way catches it."""


#: events of the interpreter that text from outside must never cause
FORBIDDEN = (
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "subprocess",
    "socket",
    "ctypes",
    "shutil",
    "os.remove",
    "os.rename",
)
_seen: list[str] = []
_watching = False


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching:
        return
    if event.startswith(FORBIDDEN):
        _seen.append(event)
    elif event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        _seen.append(f"open {arguments[0]!r} for writing")
    elif event in ("compile", "exec") and not _expected(sys._getframe(1)):
        _seen.append(event)


#: SymPy writes itself functions that multiply monomials, one for each number of generators; no text gets in there
_OF_ITS_OWN = str(Path("sympy", "polys", "monomials.py"))


def _expected(frame: FrameType | None) -> bool:
    """Whether this is the import of a module, or SymPy's arithmetic: those compile and run what is theirs."""
    if frame is not None and frame.f_code.co_filename.endswith(_OF_ITS_OWN):
        return True
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


@cache
def watch() -> None:
    """Have side effects noticed from now on, in this process."""
    sys.addaudithook(_hook)

    def ring(number: int, frame: FrameType | None) -> None:
        raise Hangs

    signal.signal(signal.SIGALRM, ring)
    signal.signal(signal.SIGPROF, ring)


@contextmanager
def watching(wanted: bool = True) -> Iterator[None]:
    """Have side effects noticed inside; that Python keeps what it compiles of a module is none."""
    global _watching
    _watching, kept = wanted, sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        _watching, sys.dont_write_bytecode = False, kept


def outcome(
    act: Callable[[], object], seconds: float, *allowed: type[Exception], watched: bool = True
) -> str | None:
    """What is wrong with doing this: it hangs, crashes or has a side effect; ``None`` if nothing is."""
    watch()
    _seen.clear()
    begin = perf_counter()
    try:
        # Seconds of a processor: a busy machine is no finding; and one that only waits is found as well.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, WAITING * seconds)
        with watching(watched):
            act()
    except Hangs:
        return f"hangs: not judged within {perf_counter() - begin:.1f} s"
    except allowed:
        pass
    except Exception as error:
        return f"crashes: {type(error).__name__}: {error}"[:300]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
    return f"side effect: {', '.join(_seen)}" if _seen else None


def broken(given: Row) -> str | None:
    """What does not hold for this item; ``None`` if everything does."""
    verdicts: list[dict[str, Any]] = []
    said = outcome(lambda: verdicts.append(check_row(given).as_dict()), DEADLINE + GRACE)
    if said is not None:
        return said
    (found,) = (json.loads(json.dumps(verdict)) for verdict in verdicts)
    said = _contradiction(given, found) or _untrue_of_dressed(given, found)
    return said or (untrue(given, found) if isinstance(given, dict) else None)


def _contradiction(given: Row, found: dict[str, Any]) -> str | None:
    status = found["status"]
    if status not in ACCEPT or not found["text"]["ko"] or not found["text"]["en"]:
        return f"no verdict: {found}"
    if (status == "invalid") != ("error" in found) or (
        status == "invalid" and found["error"]["reason"] not in REASONS
    ):
        return f"invalid without a reason: {found}"
    if status == "different" and isinstance(given, dict) and given.get("answer") == given.get("reference"):
        if "wrt" not in given and "=" not in str(given.get("answer")) and "decimals" not in given:
            return "differs from itself"
    return None
