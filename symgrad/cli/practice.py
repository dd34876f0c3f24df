"""``symgrad practice``: random questions, asked and marked in the terminal, or written as a sheet.

Answers are judged in a process that can be killed, as everything is that was typed by somebody.
"""

from __future__ import annotations

import sys
from typing import Any

import click

from symgrad.cli import form, language, output
from symgrad.cli.fitted import fitted


@click.command()
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="A kind of question; all if left out.")
@click.option("--difficulty", type=click.IntRange(1, 3), help="1 to 3; all if left out.")
@click.option(
    "--count", type=click.IntRange(1, 200), default=5, show_default=True, help="How many questions."
)
@click.option(
    "--seed", type=int, help="The same seed asks the same questions; another one each time if left out."
)
@click.option("--solutions", is_flag=True, help="With --to markdown or json: write the solutions too.")
@click.option("--list", "listed", is_flag=True, help="Show the kinds of questions.")
@form("text", "json", "markdown")
@output
@language
def practice(**options: Any) -> None:
    """Practise derivatives: random questions, marked at once, with hints.

    With --to markdown the questions are a sheet, and with --solutions an assignment for symgrad grade.
    """
    click.get_current_context().exit(practised(**options))


def practised(
    *,
    kinds: tuple[str, ...],
    difficulty: int | None,
    count: int,
    seed: int | None,
    solutions: bool,
    listed: bool,
    to: str,
    output: str | None,
    lang: str,
) -> int:
    """Ask in the terminal, or write the sheet; the exit status."""
    import secrets

    from symgrad.cli.writing import write
    from symgrad.errors import OptionError
    from symgrad.practice import KINDS, draw, sheet
    from symgrad.practice.words import LANGUAGES

    if listed:
        for kind in KINDS:
            click.echo(f"{kind.id:16}{kind.name[LANGUAGES.index(lang)]}")
        return 0
    if to == "text" and (solutions or output):
        raise OptionError(
            "--solutions and --output are for a sheet.", remedy="Add --to markdown or --to json."
        )
    seed = secrets.randbelow(10**6) if seed is None else seed
    exercises = draw(kinds, difficulty=difficulty, count=count, seed=seed)
    if to == "text":
        return _asked(exercises, lang, seed)
    make = sheet.markdown if to == "markdown" else sheet.records
    write(make(exercises, lang, solutions=solutions), output)
    return 0


def _asked(exercises: Any, lang: str, seed: int) -> int:
    from symgrad.checking.worker import Checker
    from symgrad.practice.asking import Session
    from symgrad.practice.words import say

    click.echo(fitted(f"{say('title', lang)} (--seed {seed})\n{say('help', lang)}"))
    with Checker() as checker:
        session = Session(exercises, checker.check, lang)
        while not session.ended:
            if not session.open:
                click.echo(fitted(f"\n{session.ask()}"))
            click.echo("> ", nl=False)
            typed = sys.stdin.readline()
            if not typed:
                click.echo()
                break
            said = session.reply(typed)
            if said:
                click.echo(fitted(said))
    click.echo(f"\n{session.summary()}")
    return 0
