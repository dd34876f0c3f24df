"""Checking answers, against what one would take instead: ``python benchmarks/checking.py [--pairs N] [--written N]
[--rivals N] [--smoke] [--json FILE] [--markdown] [--wrong FILE]``.

Pairs with a known truth: ``--pairs`` generated ones and the table of 200 hard ones, for symgrad in a warm worker; the
first ``--rivals`` of the generated ones and the hard ones for everybody, each pair with a deadline of 2 s;
``--written`` answers as students write them, with left sides, lists and several lines, for symgrad alone.  Then a
class of typical answers on two workers, further answers to a question that was asked before, and the time until a
first verdict.  A wrong answer accepted, a right one rejected or a right line called wrong is an error, and the exit
code says so.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.checkers import RIVALS, Outcome, Rival, ours, outcomes
from benchmarks.pairs import Pair, pairs
from benchmarks.timing import Timing, environment
from benchmarks.written import accused, written
from symgrad.checking.worker import Checker, run

HARD = Path(__file__).resolve().parent.parent / "tests" / "data" / "hard_pairs.yaml"

#: a class: model, what it is differentiated by, answers of the sort that come in
CLASS: Sequence[tuple[str, str, Sequence[str]]] = (
    ("(wx-y)^2", "w", ["2x(wx-y)", "2(wx-y)", "2x(y-wx)", "2wx^2-2xy", "x(wx-y)", "-2x(y-wx)", "2wx^2-xy"]),
    (
        r"\frac{1}{m}\sum_{i=1}^{m}(wx_i+b-y_i)^2", "w",
        [
            r"\frac{2}{m}\sum_{i=1}^{m}(wx_i+b-y_i)x_i", r"\frac{1}{m}\sum_{i=1}^{m}(wx_i+b-y_i)x_i",
            r"\frac{2w}{m}\sum_{i=1}^{m}x_i^2+\frac{2}{m}\sum_{i=1}^m x_i(b-y_i)",
            r"2\sum_{i=1}^{m}(wx_i+b-y_i)x_i", r"-\frac{2}{m}\sum_{i=1}^{m}(y_i-wx_i-b)x_i",
        ],
    ),
    (
        r"-y\log\sigma(wx)-(1-y)\log(1-\sigma(wx))", "w",
        [r"(\sigma(wx)-y)x", r"(y-\sigma(wx))x", r"\sigma(wx)-y", r"\frac{x}{1+e^{-wx}}-xy"],
    ),
    (
        r"\tanh(wx+b)", "w",
        [r"(1-\tanh(wx+b)^2)x", r"1-\tanh(wx+b)^2", r"x(1-\tanh(wx+b))(1+\tanh(wx+b))"],
    ),
    (r"\frac{x}{1+e^{-w}}", "w", [r"\frac{xe^{-w}}{(1+e^{-w})^2}", r"x\sigma(w)(1-\sigma(w))", r"\frac{x}{e^{-w}}"]),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the table: counts, and times in milliseconds."""

    who: str
    pairs: str
    count: int
    wrong_accepted: int
    right_rejected: int
    undecided: int
    median: float
    p99: float

    @classmethod
    def of(cls, who: str, name: str, truth: Sequence[Pair], found: Sequence[Outcome]) -> Row:
        """Counted."""
        both = list(zip(truth, found, strict=True))
        times = sorted(1000 * outcome.seconds for outcome in found)
        return cls(
            who, name, len(both),
            sum(outcome.accepts is True and not pair.equal for pair, outcome in both),
            sum((outcome.accepts is False and pair.equal) or accused(pair, outcome.first_wrong_line)
                for pair, outcome in both),
            sum(outcome.accepts is None for _, outcome in both),
            statistics.median(times), times[min(len(times) - 1, int(0.99 * len(times)))],
        )  # fmt: skip


def hard() -> Iterator[Pair]:
    """The table of hard pairs."""
    import yaml

    for truth, rows in yaml.safe_load(HARD.read_text(encoding="utf-8")).items():
        for name, reference, answer, *more in rows:
            variables: dict[str, Any] = {}
            for key, said in (more[0] if more else {}).items():
                is_domain = said[0] in "RZ(["
                variables[key] = {"domain": said} if is_domain else {"type": "indexed", "length": said}
            yield Pair(
                name, reference, answer, truth == "equal", variables, tuple(more[1]) if len(more) > 1 else ()
            )


#: how the table calls answers that are dressed
WRITTEN = "as students write"


def measure(count: int, dressed: int, rivals: int, wrong: Path | None, every: int = 1) -> Iterator[Row]:
    """Every row of the table, as it is measured; of the hard pairs every one, or each tenth."""
    generated, table = list(pairs(count)), list(hard())[::every]
    for name, truth in (("generated", generated), ("hard", table), (WRITTEN, list(written(dressed)))):
        found = _by_workers(truth)
        if wrong is not None:
            _tell(truth, found, wrong)
        yield Row.of("symgrad", name, truth, found)
        if name == "generated" and 0 < rivals < count:
            yield Row.of("symgrad", name, truth[:rivals], found[:rivals])
    for rival in RIVALS if rivals else ():
        if rival.version:
            for name, truth in (("generated", generated[:rivals]), ("hard", table)):
                yield Row.of(rival.name, name, truth, _by_two(rival, truth))


def _by_workers(truth: Sequence[Pair]) -> list[Outcome]:
    """What symgrad says, by two workers that are warm."""
    # Other questions than those of the table; drawn in one thread, as mpmath asks for.
    others = list(pairs(10, seed=1))

    def half(part: Sequence[Pair]) -> list[Outcome]:
        with Checker() as checker:
            for _ in ours(checker, others):
                pass
            return list(ours(checker, part))

    return _halved(half, truth)


def _by_two(rival: Rival, truth: Sequence[Pair]) -> list[Outcome]:
    """What a rival says, by two processes as well."""
    return _halved(lambda part: list(outcomes(rival, part)), truth)


def _halved(judge: Callable[[Sequence[Pair]], list[Outcome]], truth: Sequence[Pair]) -> list[Outcome]:
    """Every second pair each, at the same time."""
    found: list[Outcome] = [Outcome(None, 0.0)] * len(truth)
    with ThreadPoolExecutor(2) as pool:
        found[::2], found[1::2] = pool.map(judge, (truth[::2], truth[1::2]))
    return found


def _tell(truth: Sequence[Pair], found: Sequence[Outcome], path: Path) -> None:
    """What was not judged as it is, a line of JSON each."""
    with path.open("a", encoding="utf-8") as file:
        for pair, outcome in zip(truth, found, strict=True):
            line = outcome.first_wrong_line
            if outcome.accepts is not pair.equal or accused(pair, line):
                said = {"status": outcome.status, "truth": pair.equal, "made_by": pair.made_by}
                said |= {"first_wrong_line": line} if line else {}
                file.write(json.dumps(said | pair.item(), ensure_ascii=False) + "\n")


def throughput(count: int) -> float:
    """Checks a second of a class's answers, on two workers that are warm."""
    rows = [
        {"reference": model, "wrt": wrt, "answer": answer} for model, wrt, all_ in CLASS for answer in all_
    ]
    chosen = random.Random(0).choices(rows, k=count)
    text = "".join(json.dumps(row) + "\n" for row in chosen).encode()
    times: list[float] = []
    run(io.BytesIO(text), lambda _: times.append(time.perf_counter()), workers=2)
    first = count // 10  # until both are warm
    return (count - first) / (times[-1] - times[first - 1])


def another(pair: Pair) -> dict[str, Any]:
    """Another answer to a pair's question, a wrong one, so that all is prepared that a question has to be prepared."""
    return {**pair.item(), "answer": f"({pair.reference}) + 1"}


def processor(truth: Sequence[Pair], *, seen: bool = False) -> tuple[float, float]:
    """Milliseconds of a processor that a check takes, whatever else the machine does: the median, and 99 of 100.

    Every question is a new one, or one that was ``seen``: that another answer to it has been judged before.
    """
    from symgrad.checking import answers, check_row
    from symgrad.checking.child import warm

    warm()
    answers._QUESTIONS.clear()  # what an earlier measurement asked
    times = []
    for pair in truth:
        if seen:
            check_row(another(pair))
        begin = time.process_time()
        check_row(pair.item())
        times.append(1000 * (time.process_time() - begin))
    return _middle_and_most(times)


def further(truth: Sequence[Pair]) -> tuple[float, float]:
    """Milliseconds by the clock for a further answer to a question, in a warm worker: the median, and 99 of 100."""
    times = []
    with Checker() as checker:
        for pair in truth:
            checker.check(another(pair))
            begin = time.perf_counter()
            checker.check(pair.item())
            times.append(1000 * (time.perf_counter() - begin))
    return _middle_and_most(times)


def _middle_and_most(times: list[float]) -> tuple[float, float]:
    times.sort()
    return statistics.median(times), times[int(0.99 * len(times))]


def start_up() -> float:
    """Seconds until a first verdict of a process that did not exist."""
    begin = time.perf_counter()
    with Checker() as checker:
        checker.check({"reference": "2x(wx-y)", "answer": "2wx^2-2xy"})
        return time.perf_counter() - begin


#: milliseconds that a check of ours may take: the median, and 99 of 100
AIMS = (5, 250)
HEAD = ("who", "pairs", "wrong accepted", "right rejected", "neither", "median", "99 %")


def cells(row: Row) -> tuple[str, ...]:
    """A row's texts."""
    share = f"{row.undecided} ({100 * row.undecided / row.count:.1f} %)"
    counted = f"{row.count:,} {row.pairs}"
    times = [f"{time:,.0f} ms" if time >= 100 else f"{time:.3g} ms" for time in (row.median, row.p99)]
    return (row.who, counted, str(row.wrong_accepted), str(row.right_rejected), share, *times)


def markdown(found: Mapping[str, Any]) -> str:
    """The table, and the other figures with their aims."""
    rows = ["| " + " | ".join(line) + " |" for line in (HEAD, *(cells(Row(**row)) for row in found["rows"]))]
    rows.insert(1, "|---|---|" + "--:|" * (len(HEAD) - 2))
    own = [Row(**row) for row in found["rows"] if row["who"] == "symgrad"]
    missed = [
        f"{name} of {row.count:,} {row.pairs} pairs"
        for name, aim in zip(("the median", "the 99th of 100"), AIMS, strict=True)
        for row in own
        if row.pairs != WRITTEN and (row.median if name == "the median" else row.p99) > aim
    ]
    aims = "symgrad's aims: a median of {} ms, 99 of 100 within {} ms".format(*AIMS)
    aims += f"; missed: {', '.join(missed)}." if missed else "."
    caption = ", ".join(f"{key} {value}" for key, value in found["environment"].items())
    missing = "".join(f"\n\n{name}: not installed." for name in found["missing"])
    return (
        f"One run: {caption}.\n\n" + "\n".join(rows) + missing
        + f"\n\n{aims}"
        + f"\n\nA class of typical answers on two workers: {found['throughput']:.0f} checks a second (≥ 200). "
        + f"Until a first verdict: {found['start_up']:.2f} s (≤ 1.5 s). "
        + "A check takes {:.3g} ms of a processor, 99 of 100 at most {:.3g} ms".format(*found["processor"])
        + " (generated), {:.3g} ms and {:.3g} ms (hard).".format(*found["processor_hard"])
        + _of_further_ones(found)
    )  # fmt: skip


def _of_further_ones(found: Mapping[str, Any]) -> str:
    """The table is about questions that nobody asked before; this is about the others."""
    if "further" not in found:
        return ""
    clock, processor_time = found["further"], found["processor_further"]
    return (
        "\n\nEvery question of the table is a new one. A class asks one question many times: a further answer to it "
        + "takes {:.3g} ms, 99 of 100 at most {:.3g} ms; ".format(*clock)
        + "{:.3g} ms and {:.3g} ms of a processor (generated).".format(*processor_time)
    )


def checking(size: Any) -> Iterator[Timing]:
    """For the table of timings: a check in a warm worker, and a first one."""
    count = 40 if size.repeat < 10 else 400
    with Checker() as checker:
        truth = list(islice(pairs(count), count))
        list(ours(checker, list(pairs(10, seed=1))))
        row = Row.of("symgrad", "generated", truth, list(ours(checker, truth)))
    if row.wrong_accepted or row.right_rejected:
        raise AssertionError(
            f"{row.wrong_accepted} wrong ones accepted, {row.right_rejected} right ones rejected"
        )
    yield Timing(f"{count} pairs, the median", row.median / 1000, aim="≤ 5 ms")
    yield Timing(f"{count} pairs, the 99th of 100", row.p99 / 1000, aim="≤ 250 ms")
    median, most = further(truth)
    yield Timing(f"{count} further answers to questions, the median", median / 1000, aim="≤ 5 ms")
    yield Timing(f"{count} further answers to questions, the 99th of 100", most / 1000, aim="≤ 250 ms")
    yield Timing("start-up until a first verdict", start_up(), aim="≤ 1.5 s")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=int, default=10_000, help="generated pairs for symgrad")
    parser.add_argument(
        "--written", type=int, default=1000, help="answers as students write them, for symgrad"
    )
    parser.add_argument("--rivals", type=int, default=200, help="how many of them the others get")
    parser.add_argument("--smoke", action="store_true", help="a few pairs: does it run?")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table when all is measured")
    parser.add_argument("--wrong", type=Path, help="append what was not judged as it is to this file")
    options = parser.parse_args()
    counts = (40, 10, 10) if options.smoke else (options.pairs, options.written, options.rivals)
    load = f"{os.getloadavg()[0]:.1f} of {os.cpu_count()} cores when it began"
    rows = []
    for row in measure(*counts, options.wrong, 10 if options.smoke else 1):
        rows.append(row)
        print("  ".join(cells(row)), flush=True)
    versions = {rival.package: rival.version for rival in RIVALS if rival.version}
    found = {
        "environment": {**environment(), **versions, "load": load},
        "rows": [asdict(row) for row in rows],
        "missing": [rival.name for rival in RIVALS if not rival.version],
        "throughput": throughput(200 if options.smoke else 2000),
        "start_up": start_up(),
        "processor": processor(list(pairs(20 if options.smoke else 500))),
        "processor_hard": processor(list(hard())),
        "processor_further": processor(list(pairs(20 if options.smoke else 500)), seen=True),
        "further": further(list(pairs(20 if options.smoke else 500))),
    }
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(
        markdown(found)
        if options.markdown
        else f"{found['throughput']:.0f} a second, {found['start_up']:.2f} s"
    )
    failed = Counter(
        {row.pairs: row.wrong_accepted + row.right_rejected for row in rows if row.who == "symgrad"}
    )
    sys.exit(1 if failed.total() else 0)


if __name__ == "__main__":
    main()
