"""``symgrad check``: one answer against its question, or many as lines of JSON; each in a process that can be killed.

What is given on the command line becomes one item; its verdict is printed in words, or as JSON with ``--to json``.
"""

from __future__ import annotations

import json
import sys
from typing import Any, TextIO

import click

from symgrad.cli import form, language
from symgrad.cli.fitted import fitted
from symgrad.errors import OptionError, worded

#: option → the field of an item it fills, as ``NAME=VALUE`` pairs
PAIRS = {"variable": "variables", "define": "definitions", "given": "given", "shown": "shown"}
#: the other options that are fields themselves
PLAIN = ("wrt", "parameters", "data", "constants", "decimals", "significant_figures", "deadline")


@click.command()
@click.argument("reference", required=False)
@click.argument("answer", required=False)
@click.option("--wrt", metavar="NAME", help="REFERENCE is a model: its derivative by this name is asked for.")
@click.option("--parameters", metavar="NAMES", help='Of the model: "w b".')
@click.option("--data", metavar="NAMES", help='Of the model: "x y".')
@click.option("--constants", metavar="NAMES", help="Of the model.")
@click.option("--shapes", metavar="SHAPES", help='Of the model: "X: m n; w: n".')
@click.option("--variable", multiple=True, metavar="NAME=DOMAIN", help='"x=(0,inf)", "n=Z"; R if left out.')
@click.option("--define", multiple=True, metavar="NAME=FORMULA", help='What a name means: "u=wx+b".')
@click.option("--constraint", multiple=True, metavar="EQUATION", help=r'"\sum_{k=1}^K y_k = 1".')
@click.option(
    "--given", multiple=True, metavar="NAME=NUMBER", help="Numbers to put in, for an answer that is one."
)
@click.option("--decimals", type=click.IntRange(0, 40), help="Decimals that were asked for.")
@click.option(
    "--significant-figures", type=click.IntRange(1, 40), help="Significant figures that were asked for."
)
@click.option("--shown", multiple=True, metavar="NAME=NUMBER", help="Rounded numbers written down before.")
@click.option(
    "--deadline", type=click.FloatRange(0, 60, min_open=True), help="Seconds an item gets.  [default: 2]"
)
@click.option(
    "--hints",
    type=click.IntRange(0, 3),
    default=0,
    show_default=True,
    help="Hints to print where a mistake is named.",
)
@click.option("--jsonl", is_flag=True, help="One item a line on the standard input, one verdict a line out.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes, with --jsonl."
)
@form("text", "json")
@language
def check(**options: Any) -> None:
    """Check an ANSWER against a REFERENCE: right, or where and why not.

    ANSWER is an expression, an equation or a number; several lines, or - to read them from the standard input.
    Exit status 0 when it is accepted, 1 when it is not, 2 when it cannot be read.
    """
    if options["jsonl"]:
        if options["reference"] is not None:
            raise OptionError("--jsonl takes its items from the standard input.")
        click.get_current_context().exit(stream(options["workers"]))
    if options["answer"] is None:
        raise OptionError("a REFERENCE and an ANSWER are needed, or --jsonl.")
    click.get_current_context().exit(single(options))


def stream(workers: int) -> int:
    """Lines in, verdicts out."""
    from symgrad.checking.worker import run

    def sink(found: dict[str, Any]) -> None:
        sys.stdout.write(line_of(found, sys.stdout.encoding) + "\n")
        sys.stdout.flush()

    run(sys.stdin.buffer, sink, workers=workers)
    return 0


def line_of(found: dict[str, Any], encoding: str) -> str:
    """The verdict as a line of JSON, with escapes where a character cannot be written: half a pair in an id."""
    line = json.dumps(found, ensure_ascii=False)
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(found)
    return line


def single(options: dict[str, Any]) -> int:
    """One answer."""
    from symgrad.checking.worker import Checker

    with Checker() as checker:
        found = checker.check(row(options, sys.stdin))
    if options["to"] == "json":
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        click.echo(fitted(words(found, options["lang"], options["hints"])))
    if found["status"] == "invalid":
        return 2
    return 0 if found["accept"] else 1


def row(options: dict[str, Any], stdin: TextIO) -> dict[str, Any]:
    """The item that the options describe."""
    answer = stdin.read() if options["answer"] == "-" else options["answer"]
    lines = [line for line in answer.splitlines() if line.strip()]
    item: dict[str, Any] = {"lines": lines} if len(lines) > 1 else {"answer": answer}
    item["model" if options["wrt"] else "reference"] = options["reference"]
    item |= {name: options[name] for name in PLAIN if options[name] is not None}
    for option, field in PAIRS.items():
        item |= {field: pairs(option, options[option])} if options[option] else {}
    if options["constraint"]:
        item["constraints"] = list(options["constraint"])
    if options["shapes"]:
        item["shapes"] = dict(_shape(part) for part in options["shapes"].split(";") if part.strip())
    return item


def pairs(option: str, given: tuple[str, ...]) -> dict[str, str]:
    """``x=1`` as a pair."""
    found = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise OptionError(
                worded("--{option} has {text}.", option=option, text=repr(text)),
                remedy=worded("Write it as --{option} NAME=VALUE.", option=option),
            )
        found[name.strip()] = value.strip()
    return found


def _shape(part: str) -> tuple[str, str]:
    name, colon, axes = part.partition(":")
    if not colon or not axes.strip():
        raise OptionError(
            worded("--shapes has {part}.", part=repr(part.strip())), remedy='Write it as "X: m n; w: n".'
        )
    return name.strip(), axes.strip()


#: accepted? → the sign in front
SIGNS = {True: "✓", False: "✗", None: "?"}


def words(found: dict[str, Any], lang: str, hints: int = 0) -> str:
    """The verdict for a person, with the first few hints and the question that goes with them."""
    said = [f"{SIGNS[found['accept']]} {found['text'][lang]}"]
    mistake = found.get("mistake")
    if mistake is not None and hints:
        said += [f"  {number}. {hint}" for number, hint in enumerate(mistake["hints"][lang][:hints], 1)]
        said.append(f"  → {mistake['follow_up'][lang]}")
    return "\n".join(said)
