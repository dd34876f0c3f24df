"""Fuzzing the reader and the checker for a fixed time or a number of inputs: what breaks is printed with its seed.

``python tests/fuzz_checker.py --seconds 60`` draws at random, in two processes; ``--inputs 1000000`` goes on until that
many; ``--atheris`` lets coverage lead instead (one process; needs ``pip install atheris``).  Exit status 1 if something
broke.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import count
from pathlib import Path
from time import monotonic

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from fuzzing_formulas import TOKEN, corpus  # noqa: E402

if "--atheris" in sys.argv:
    import atheris

    with atheris.instrument_imports(include=["symgrad"]):
        import fuzzing
else:
    import fuzzing

#: items of one seed; a process judges those of one seed at a time
BATCH = 500
#: the same for targets whose inputs take long
SIZES = {"page": 50, "audit": 10}
#: seconds after which the items of one seed count as hanging where nothing in Python can notice
LONGEST = BATCH * (fuzzing.DEADLINE + fuzzing.GRACE) * fuzzing.WAITING

#: inputs between two lines about the progress, where no bar can be shown
HEARTBEAT = 50_000

#: characters of an item that broke something; the seed and the number give it again
SHOWN = 1500

Failure = tuple[int, int, str, str]


def batch(seed: int, target: str = "check") -> list[Failure]:
    """Seed, number, what is wrong, and the item, for each item of a seed that breaks something."""
    if target != "check":
        import fuzzing_targets as other

        size = SIZES.get(target, BATCH)
        tried = ((n, other.failing(other.BY_NAME[target], seed * BATCH + n)) for n in range(size))
        return [(seed, number, said[0], repr(said[1])) for number, said in tried if said is not None]
    draw = random.Random(seed)
    rows = (fuzzing.row(draw) for _ in range(BATCH))
    found = ((number, fuzzing.broken(row), row) for number, row in enumerate(rows))
    return [(seed, number, what, json.dumps(row)) for number, what, row in found if what]


def say(failure: Failure) -> None:
    """At once: of a long run that is stopped nothing is lost."""
    seed, number, what, row = failure
    print(f"seed {seed}, item {number}: {what}\n    {row[:SHOWN]}", flush=True)


def run(first: int, inputs: int, seconds: float, workers: int, target: str) -> tuple[int, list[Failure]]:
    """How many were judged, and what broke (each printed as soon as it is found)."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    end, done, failures = monotonic() + seconds, 0, []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    seeds: Iterator[int] = count(first)
    with (
        Progress(*columns, disable=not sys.stderr.isatty()) as progress,
        ProcessPoolExecutor(workers) as pool,
    ):
        bar = progress.add_task("inputs", total=inputs or None)
        running = {
            pool.submit(batch, seed, target): (seed, monotonic())
            for seed, _ in zip(seeds, range(workers), strict=False)
        }
        while running:
            ready, _ = wait(running, timeout=1, return_when=FIRST_COMPLETED)
            for future in ready:
                del running[future]
                for failure in future.result():
                    say(failure)
                    failures.append(failure)
                before, done = done, done + SIZES.get(target, BATCH)
                if done // HEARTBEAT > before // HEARTBEAT and not sys.stderr.isatty():
                    print(f"{done:,} inputs, {len(failures)} broke something so far", flush=True)
                progress.update(bar, completed=done)
                if monotonic() < end and (not inputs or done + BATCH * len(running) < inputs):
                    following = next(seeds)
                    running[pool.submit(batch, following, target)] = (following, monotonic())
            late = [seed for seed, begin in running.values() if monotonic() - begin > LONGEST]
            if late:
                hanging = [(seed, -1, "hangs where Python cannot notice", "") for seed in late]
                for failure in hanging:
                    say(failure)
                failures += hanging
                for process in list(pool._processes.values()):
                    process.kill()
                break
    return done, failures


def led_by_coverage(seconds: float) -> int:
    """Coverage leads: the first line of the bytes is the reference, the second the answer."""

    def one(data: bytes) -> None:
        reference, _, answer = data.decode("utf-8", "surrogateescape").partition("\n")
        row = {"reference": reference, "answer": answer or reference, "deadline": fuzzing.DEADLINE}
        what = fuzzing.broken(row)
        if what:
            raise AssertionError(f"{what}\n{json.dumps(row)}")

    fuzzing.broken({"reference": "x", "answer": "x"})  # what is imported once is no side effect
    with tempfile.TemporaryDirectory() as folder:
        seeds, words = Path(folder, "corpus"), Path(folder, "words")
        seeds.mkdir()
        tokens = {token for text in corpus() for token in TOKEN.findall(text)}
        spelled = (
            token.replace("\\", "\\\\") for token in sorted(tokens) if token[0] == "\\" and token[1].isalpha()
        )
        words.write_text("".join(f'"{token}"\n' for token in spelled))
        for number, text in enumerate(corpus()):
            (seeds / str(number)).write_text(f"{text}\n{text}", encoding="utf-8")
        options = [
            f"-max_total_time={seconds:.0f}",
            "-max_len=600",
            "-timeout=30",
            "-rss_limit_mb=4096",
            f"-dict={words}",
        ]
        atheris.Setup([sys.argv[0], *options, str(seeds)], one)
        atheris.Fuzz()
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument(
        "--inputs", type=int, default=0, help="go on until that many; 0: until the time is over"
    )
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--target", default="check", help="check, or a target of fuzzing_targets.py: read, page, ..."
    )
    parser.add_argument("--atheris", action="store_true", help="coverage-guided, until the time is over")
    given = parser.parse_args()
    if given.atheris:
        return led_by_coverage(given.seconds)
    seconds = float("inf") if given.inputs else given.seconds
    try:
        done, failures = run(given.seed, given.inputs, seconds, given.workers, given.target)
    except BrokenProcessPool:
        print(f"a process died; seeds from {given.seed} on", file=sys.stderr)
        return 1
    print(f"{done:,} inputs from seed {given.seed} on, {len(failures)} broke something")
    for what, times in Counter(what.split(":")[0] for _, _, what, _ in failures).most_common():
        print(f"    {what}: {times}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
