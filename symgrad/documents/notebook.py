r"""A document as a notebook that runs: the page's words and formulas, and for each model the code that derives.

Goes in: ``Content``.  Comes out: the JSON of an .ipynb file (nbformat 4.5).  What a code cell holds is written from the
values symgrad read, not copied from the page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from symgrad import __version__
from symgrad.documents import markdown
from symgrad.documents.content import Content, Derived, Display
from symgrad.documents.pictures import Picture
from symgrad.documents.words import both
from symgrad.model import Model
from symgrad.notes import Section
from symgrad.notes.directives import Directive
from symgrad.optimizers import BY_NAME
from symgrad.steps import Derivation

#: places that the worked numbers of a notebook are rounded to
DIGITS = 4


def document(content: Content) -> str:
    """The file's text."""
    writer = _Notebook(content)
    record = {
        "cells": writer.cells(),
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "title": content.title,
            "symgrad": __version__,
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


class _Notebook:
    """One notebook being written."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.made: list[dict[str, Any]] = []
        self.words: list[str] = []
        self.attached: dict[str, dict[str, str]] = {}

    def cells(self) -> list[dict[str, Any]]:
        content = self.content
        self.words = [
            f"# {content.title}",
            both("lectures", content.languages, ids=", ".join(content.page.ids)),
            "*" + both("setup", content.languages) + "*",
        ]
        lang = content.languages[0]
        self.code("import symgrad as sg\n" + ("" if lang == "en" else f'\nsg.set_language("{lang}")'))
        section: Section | None = None
        for item in content.items:
            if isinstance(item, Derived):
                for derivation in item.derivations:
                    self.derivation(item.section, derivation)
                continue
            begins = isinstance(item, Display) and item.role == "model"
            if begins and section is not None:
                self.training(section)
            self.words.append(markdown.item(content, item, {}, self.attach))
            if isinstance(item, Display) and item.directive is not None and begins:
                origin = item.directive.origin
                section = next(each for each in content.page.sections if each.origin == origin)
                self.model(item.directive, section)
        if section is not None:
            self.training(section)
        self.close()
        return self.made

    # -- code ---------------------------------------------------------------------------------------------------

    def model(self, directive: Directive, section: Section) -> None:
        options = directive.options
        arguments = [_raw(section.model.text_read)]
        arguments += [
            f"{key}={_raw(options[key])}" for key in ("parameters", "data", "constants") if key in options
        ]
        if "shapes" in options:
            shapes = dict(entry.split(":", 1) for entry in options["shapes"].split(";"))
            arguments.append(f"shapes={ {key.strip(): axes.strip() for key, axes in shapes.items()}!r}")
        self.code("model = sg.read(\n    " + ",\n    ".join(arguments) + ",\n)\nmodel")
        if section.inputs is not None:
            self.code(f"given = {_literal(section.inputs)}")

    def derivation(self, section: Section, made: Derivation) -> None:
        of_target = "" if made.target == section.model.target else f", target={_raw(made.target)}"
        if made.strategy == "limit":
            asked = f"sg.derive_by_limit(model, {_raw(made.wrt)}{of_target}{_limit(made)})"
            self.code(f"derivation = {asked}\nderivation")
            return
        self.code(f"derivation = sg.derive(model, {_raw(made.wrt)}{of_target})\nderivation")
        if section.inputs is not None and not any(_axes(section.model, key) for key in section.model.names):
            self.code(f"derivation.at(given, digits={DIGITS})")

    def training(self, section: Section) -> None:
        plan = section.training
        if plan is None or plan.optimizer not in BY_NAME:
            return
        lines = [f"data = {_literal(plan.data)}"]
        options = {"optimizer": plan.optimizer, "learning_rate": plan.learning_rate, "epochs": plan.epochs}
        written = "".join(f", {key}={value!r}" for key, value in options.items() if value is not None)
        if plan.params is not None:
            lines.append(f"start = {_literal(plan.params)}")
            written = ", params=start" + written
        lines += [f"fit = sg.fit(model, data{written}, seed={plan.seed})", "fit"]
        self.words.append(f"**{both('train', self.content.languages)}**")
        self.code("\n".join(lines))

    def attach(self, found: Picture) -> str:
        """A picture goes into the cell that shows it."""
        name = found.name.replace("/", "-")
        self.attached[name] = {found.media_type: found.base64}
        return f"attachment:{name}"

    # -- cells --------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """The words so far become a cell."""
        if self.words:
            text = "\n\n".join(part.strip("\n") for part in self.words)
            attached = {"attachments": self.attached} if self.attached else {}
            self.made.append(self.cell("markdown", text) | attached)
            self.words, self.attached = [], {}

    def code(self, text: str) -> None:
        self.close()
        self.made.append(self.cell("code", text) | {"execution_count": None, "outputs": []})

    def cell(self, kind: str, text: str) -> dict[str, Any]:
        source = text.rstrip("\n").splitlines(keepends=True)
        return {"cell_type": kind, "id": f"cell-{len(self.made) + 1}", "metadata": {}, "source": source}


def _limit(made: Derivation) -> str:
    """The options that give this limit: what it is taken over says which form it has."""
    _, letter, to, *_ = made.steps[0].after.args
    if letter == made.left.wrt:
        return f', form="point", at={to}'
    form = "delta" if str(letter).startswith(r"\Delta") else "h"
    place = made.steps[0].about["x"]
    return f', form="{form}"' + ("" if place == made.left.wrt else f", at={place}")


def _axes(model: Model, key: str) -> bool:
    return bool(model.names[key].axes)


def _raw(text: str) -> str:
    """A string literal; LaTeX in a raw one where that can hold it."""
    if '"""' in text or text.endswith(("\\", '"')) or (not text.isprintable() and "\n" not in text):
        return repr(text)
    if "\n" in text:
        return 'r"""\n' + "".join(f"    {line}\n" for line in text.split("\n")) + '    """'
    return f'r"{text}"' if '"' not in text and "\\" in text else repr(text) if '"' in text else f'"{text}"'


def _literal(values: Mapping[str, Any]) -> str:
    inside = ", ".join(f"{_raw(key)}: {_number(value)}" for key, value in values.items())
    return "{" + inside + "}"


def _number(value: Any) -> str:
    """A number, or nested lists of numbers."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(_number(each) for each in value) + "]"
    if isinstance(value, int):
        return str(value)
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)
