"""All formulas of the corpus: what was read has the value of ``expected``, and a wrong ``expected`` is noticed."""

from __future__ import annotations

import ast
import copy
import json
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from reading_values import Expected, Read

from symgrad.reading import expression, parse, syntax
from symgrad.reading.names import Names

CORPUS: list[dict[str, str]] = json.loads(
    (Path(__file__).parent / "data" / "reading_corpus.json").read_text(encoding="utf-8")
)["formulas"]
NAMES = Names(functions=frozenset(["h", "f", "J", "S"]), undeclared="value")
MATRICES = {"X": "m n", "w": "n", "y": "m"}
IDS = [row["id"] for row in CORPUS]


def read_sides(row: dict[str, str]) -> tuple[str, list[syntax.Node]]:
    """The kind of statement and its sides."""
    (statement,) = parse(row["latex"], NAMES)
    if isinstance(statement, syntax.Assign):
        return "ASSIGN", [statement.target, statement.value]
    if isinstance(statement, syntax.Relation):
        assert statement.equation
        return "EQ", list(statement.sides)
    assert isinstance(statement, syntax.Formula)
    return "", [statement.body]


def expected_sides(tree: ast.expr) -> tuple[str, list[ast.expr]]:
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in ("EQ", "ASSIGN"):
        return tree.func.id, list(tree.args)
    return "", [tree]


def same(side: syntax.Node, tree: ast.expr, shapes: dict[str, str]) -> bool:
    """Do a side as read and an expected one have the same value, or the same values at every index?"""
    expr, index = expression(side, NAMES, shapes=shapes)
    want = Expected(tree, shapes).value(tree)
    if not np.ndim(want):
        free = {str(i): 2 for i in index}
        return all(
            math.isclose(
                Read(free | moved).value(expr), Expected(tree, shapes, moved).value(tree), rel_tol=1e-7
            )
            for moved in ({}, {"x": -0.6} if "Piecewise" in ast.dump(tree) else {})  # both branches
        )
    if np.ndim(want) != len(index):
        return False
    return all(
        math.isclose(
            Read({str(i): k + 1 for i, k in zip(index, place, strict=True)}).value(expr),
            want[place],
            rel_tol=1e-7,
        )
        for place in np.ndindex(*np.shape(want))
    )


def agrees(row: dict[str, str], tree: ast.expr) -> bool:
    shapes = MATRICES if row["group"] == "matrix" else {}
    kind, sides = read_sides(row)
    expected_kind, trees = expected_sides(tree)
    return kind == expected_kind and all(map(lambda s, t: same(s, t, shapes), sides, trees))


def test_the_corpus_is_whole() -> None:
    assert len(CORPUS) == len(set(IDS)) == 85


@pytest.mark.parametrize("row", CORPUS, ids=IDS)
def test_meaning(row: dict[str, str]) -> None:
    assert agrees(row, ast.parse(row["expected"], mode="eval").body)


SWAPPED: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
}


def mutants(row: dict[str, str]) -> Iterator[ast.expr]:
    """The expected meaning with one sign, number or name changed, in every place in turn."""
    tree = ast.parse(row["expected"], mode="eval").body
    callees = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    binders = {
        id(node.args[1])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("SUM", "LIM")
    }
    for position, node in enumerate(ast.walk(tree)):
        changed = copy.deepcopy(tree)
        target = next(n for k, n in enumerate(ast.walk(changed)) if k == position)
        if isinstance(target, ast.BinOp):
            target.op = SWAPPED[type(target.op)]()
        elif isinstance(target, ast.Constant) and isinstance(target.value, (int, float)):
            target.value += 1
        elif isinstance(target, ast.Constant):
            target.value = "other"
        elif isinstance(target, ast.Name) and id(node) not in callees | binders:
            target.id = "m" if target.id != "m" else "n"
        else:
            continue
        yield changed


@pytest.mark.slow
def test_a_wrong_expectation_is_noticed() -> None:
    tried = 0
    for row in CORPUS:
        for wrong in mutants(row):
            try:
                noticed = not agrees(row, wrong)
            except (ValueError, OverflowError, ZeroDivisionError, AssertionError, KeyError):
                noticed = True  # a logarithm of something negative, a matrix times a number of another shape
            assert noticed or ast.unparse(wrong) in EQUAL_ANYWAY, (row["id"], ast.unparse(wrong))
            tried += 1
    assert tried > 500


#: changes that do not change the meaning
EQUAL_ANYWAY = frozenset(["Piecewise((x, x > 0), (s('alpha') * (exp(x) - 1), x <= 1))"])
