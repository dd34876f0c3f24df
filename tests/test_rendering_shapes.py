r"""Matrix notation is well typed on paper: the shape of every part that is printed, by the rules of a textbook.

Vectors are columns.  A B needs as many columns of A as rows of B; + and ⊙ need two arrays of one shape; a number may be
added to and multiplied with anything; only a *name* of a vector may be added to a matrix, to every row of it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

import pytest

import symgrad as sg
from symgrad.errors import UnsupportedError
from symgrad.model import Model
from symgrad.reading import syntax
from symgrad.reading.names import Names
from symgrad.reading.parser import parse
from symgrad.rendering import matrix

Shape = tuple[str, str]
NUMBER: Shape = ("", "")
#: a vector of ones fits wherever it stands
ANY = "?"


class BadShape(AssertionError):
    """Two arrays that do not fit together on paper."""


def fits(a: str, b: str) -> bool:
    return a == b or ANY in (a, b)


def equal(left: Shape, right: Shape, what: str) -> Shape:
    if left == NUMBER:
        return right
    if right == NUMBER:
        return left
    if not (fits(left[0], right[0]) and fits(left[1], right[1])):
        raise BadShape(f"{what}: {left} and {right}")
    rows, columns = (a if b == ANY else b for a, b in zip(left, right, strict=True))
    return rows, columns


def product(left: Shape, right: Shape, what: str) -> Shape:
    if NUMBER in (left, right):
        return equal(left, right, what)
    if not fits(left[1], right[0]):
        raise BadShape(f"{what}: {left} times {right}")
    return left[0], right[1]


def shape_of(node: syntax.Node, known: Mapping[str, Shape]) -> Shape:
    """Rows and columns of what is printed; raises ``BadShape``."""
    written = node.origin.fragment

    def inside(part: syntax.Node) -> Shape:
        return shape_of(part, known)

    match node:
        case syntax.Number():
            return NUMBER
        case syntax.Ones():
            return ANY, ""
        case syntax.Name():
            return known[node.key]
        case syntax.Derived():
            return known[node.by[0].key]
        case syntax.Plus():
            shape = NUMBER
            for _, term in node.terms:
                mine = inside(term)
                named = isinstance(term, syntax.Name) and mine[1] == ""
                if named and shape[1] not in ("", ANY) and mine != NUMBER:
                    mine = equal((ANY, mine[0]), shape, written)  # added to every row
                shape = equal(shape, mine, written)
            return shape
        case syntax.Times():
            shape = inside(node.factors[0])
            for sign, factor in zip(node.signs, node.factors[1:], strict=True):
                rule = equal if sign in (r"\odot", r"\oslash") else product
                shape = rule(shape, inside(factor), written)
            return (shape[0] if shape[1] != "" or shape[0] else "", shape[1])
        case syntax.Transposed():
            rows, columns = inside(node.body)
            return columns, rows
        case syntax.Diagonal():
            rows, columns = inside(node.body)
            return rows, ("" if columns else rows)
        case syntax.Norm() | syntax.Trace():
            shape = inside(node.body)
            if isinstance(node, syntax.Trace) and not fits(*shape):
                raise BadShape(f"{written}: the trace of {shape}")
            return NUMBER
        case syntax.Power():
            base = inside(node.base)
            if isinstance(node.base, syntax.Name) and node.base.key == "e":
                return inside(node.exponent)
            if base != NUMBER and not node.elementwise:
                raise BadShape(f"{written}: a power of {base}")
            return base
        case syntax.Quotient():
            if inside(node.bottom) != NUMBER:
                raise BadShape(f"{written}: divided by {inside(node.bottom)}")
            return inside(node.top)
        case syntax.Call():
            return inside(node.arguments[0])
        case syntax.Root():
            return inside(node.body)
    raise AssertionError(f"no rule for {type(node).__name__} in {written}")


def check(shown: str, wanted: Shape, known: Mapping[str, Shape]) -> None:
    values = frozenset((*known, "e"))
    (statement,) = parse(shown, Names(values=values, undeclared="value"))
    assert isinstance(statement, syntax.Formula)
    found = shape_of(statement.body, {"e": NUMBER, **known})
    if not (fits(found[0], wanted[0]) and fits(found[1], wanted[1])):
        raise BadShape(f"{shown} has the shape {found}, not {wanted}")


def shapes(model: Model) -> dict[str, Shape]:
    names = {key: [str(axis) for axis in name.axes] for key, name in model.names.items()}
    return {key: (axes[0] if axes else "", axes[1] if len(axes) > 1 else "") for key, axes in names.items()}


def check_everything(model: Model) -> int:
    """The definitions and every line of every derivative, by both walks; how many have a matrix form."""
    known = shapes(model)
    count = 0
    for definition in model.definitions:
        check(
            matrix.expression(definition.expr, definition.index, model.names), known[definition.name], known
        )
    for name in model.parameters:
        for strategy in ("board", "backprop"):
            try:
                rows = matrix.rows(derivation := sg.derive(model, name, strategy=strategy))
            except UnsupportedError:
                continue
            count += 1
            everything = {**known, **shapes_of_deltas(matrix.names_of(derivation))}
            wanted = known[name]
            for row in rows:
                by = re.search(r"\\partial (\S+)\}$", row.left)
                wanted = known[by[1]] if by else wanted
                if not row.line.startswith(r"\frac{\partial}"):
                    check(row.line, wanted, everything)
    return count


def shapes_of_deltas(names: Mapping[str, object]) -> dict[str, Shape]:
    found = {}
    for key, name in names.items():
        axes = [str(axis) for axis in getattr(name, "axes", ())]
        found[key] = (axes[0] if axes else "", axes[1] if len(axes) > 1 else "")
    return found


RELU = (
    "H = \\operatorname{ReLU}(X W_1 + b_1)\n\\hat y = H w_2\nL = \\frac{1}{2m} \\|\\hat y - y\\|^2",
    {
        "parameters": "W_1 b_1 w_2",
        "data": "X y",
        "shapes": {"X": "m n", "W_1": "n h", "b_1": "h", "w_2": "h", "y": "m"},
    },
)
SOFTMAX = (
    "H = \\tanh(X W_1 + b_1)\nZ = H W_2 + b_2\nP_{ik} = \\frac{e^{Z_{ik}}}{\\sum_{j=1}^K e^{Z_{ij}}}\n"
    "L = -\\frac{1}{N}\\sum_{i=1}^N \\sum_{k=1}^K Y_{ik} \\log P_{ik}",
    {
        "parameters": "W_1 b_1 W_2 b_2",
        "data": "X Y",
        "shapes": {"X": "N D", "W_1": "D M", "b_1": "M", "W_2": "M K", "b_2": "K", "Y": "N K"},
    },
)
#: text, declarations, by what, the walk, the last line
FORMS = [
    (
        r"L = \|X W - Y\|_F^2",
        {"parameters": "W", "data": "X Y", "shapes": {"X": "m n", "W": "n k", "Y": "m k"}},
        "W",
        "board",
        r"2 X^\top (X W - Y)",
    ),
    (
        r"f = x^\top A x",
        {"parameters": "x", "data": "A", "shapes": {"x": "n", "A": "n n"}},
        "x",
        "board",
        r"A x + A^\top x",
    ),
    (
        r"f = \operatorname{tr}(A X B)",
        {"parameters": "X", "data": "A B", "shapes": {"A": "p n", "X": "n m", "B": "m p"}},
        "X",
        "board",
        r"A^\top B^\top",
    ),
    (
        *RELU,
        "W_1",
        "backprop",
        r"\frac{1}{m} X^\top (((\hat{y} - y) w_2^\top) \odot \operatorname{step}(X W_1 + b_1))",
    ),
    (
        *RELU,
        "b_1",
        "board",
        r"\frac{1}{m} w_2 \odot ((\operatorname{step}(X W_1 + b_1))^\top (\hat{y} - y))",
    ),
    (
        r"f = \|X w - y\|",
        {"parameters": "w", "data": "X y", "shapes": {"X": "m n", "w": "n", "y": "m"}},
        "w",
        "board",
        r"\frac{1}{\left\| X w - y \right\|} X^\top (X w - y)",
    ),
    (
        r"f = \sum_{i=1}^m \sum_{j=1}^n W_{ij} x_j",
        {"parameters": "W", "data": "x", "shapes": {"W": "m n", "x": "n"}},
        "W",
        "board",
        r"\mathbf{1} x^\top",
    ),
]


@pytest.mark.parametrize(("text", "declared", "wrt", "strategy", "last"), FORMS)
def test_gradients_look_as_in_a_textbook(
    text: str, declared: dict[str, str], wrt: str, strategy: str, last: str
) -> None:
    rows = matrix.rows(sg.derive(sg.read(text, **declared), wrt, strategy=strategy))
    assert rows[-1].line == last
    assert not any("I_{" in row.line for row in rows), "an identity matrix that is on its way out"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"f = \operatorname{tr}(A X B)", r"\operatorname{tr}(A X B)"),
        (r"f = \operatorname{tr}(X^\top C X)", r"\operatorname{tr}(X^\top C X)"),
        (r"f = \operatorname{tr}(C)", r"\operatorname{tr}(C)"),
        (r"f = 2 \operatorname{tr}(X^\top C X) + 1", r"2 \operatorname{tr}(X^\top C X) + 1"),
    ],
)
def test_a_trace_is_printed_as_a_trace(text: str, shown: str) -> None:
    sizes = {"A": "p n", "X": "n m", "B": "m p", "C": "n n"}
    used = [key for key in sizes if key in text.split("tr", 1)[1]]
    model = sg.read(text, data=" ".join(used), shapes={key: sizes[key] for key in used})
    (definition,) = model.definitions
    assert matrix.expression(definition.expr, (), model.names) == shown


@pytest.mark.parametrize(
    ("text", "declared"), [RELU, SOFTMAX, *[row[:2] for row in FORMS if row[:2] != RELU]]
)
@pytest.mark.slow
def test_what_is_printed_fits_together(text: str, declared: dict[str, str]) -> None:
    model = sg.read(text, **declared)
    assert check_everything(model) >= len(model.parameters)


ACTIVATIONS = (r"\sigma", r"\tanh", r"\operatorname{ReLU}", r"\operatorname{softplus}")


def network(seed: int) -> Model:
    """A random network: one to three layers with or without bias, some ending in a vector, some regularized."""
    drawn = random.Random(seed)
    depth = drawn.randint(1, 3)
    lines, parameters, sizes = [], [], {"X": "N D_0"}
    before = "X"
    for layer in range(1, depth + 1):
        last = layer == depth
        column = last and drawn.random() < 0.5
        weight = f"w_{layer}" if column else f"W_{layer}"
        sizes[weight] = f"D_{layer - 1}" if column else f"D_{layer - 1} D_{layer}"
        parameters.append(weight)
        line = f"{before} {weight}"
        if drawn.random() < 0.7:
            bias = f"b_{layer}"
            parameters.append(bias)
            if not column:
                sizes[bias] = f"D_{layer}"
            line += f" + {bias}"
        name = f"h_{layer}" if column else f"H_{layer}"
        activation = drawn.choice(ACTIVATIONS)
        lines.append(
            f"{name} = {line}" if last and drawn.random() < 0.5 else f"{name} = {activation}({line})"
        )
        before = name
    target = "y" if before[0] == "h" else "Y"
    sizes[target] = "N" if target == "y" else f"N D_{depth}"
    loss = drawn.choice([r"\frac{1}{N} \|%s - %s\|^2", r"\|%s - %s\|"]) % (before, target)
    if drawn.random() < 0.4:
        loss += rf" + c \|{parameters[0]}\|^2"
        return sg.read(
            "\n".join([*lines, f"L = {loss}"]), parameters=parameters, data=f"X {target} c", shapes=sizes
        )
    return sg.read(
        "\n".join([*lines, f"L = {loss}"]), parameters=parameters, data=f"X {target}", shapes=sizes
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_what_is_printed_for_a_random_network_fits_together(seed: int) -> None:
    model = network(seed)
    assert check_everything(model) >= len(model.parameters)


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        (r"w \odot (X^\top Y)", ("n", "k")),  # a vector beside a matrix
        (r"\mathbf{1}^\top Y", ("k", "")),  # a row is no column
        (r"X Y", ("m", "k")),
        (r"X + X^\top", ("m", "n")),
        (r"X^{2}", ("m", "n")),
        (r"X + 2 w", ("m", "n")),  # not a name
    ],
)
def test_the_checker_sees_what_does_not_fit(shown: str, wanted: Shape) -> None:
    known = {"X": ("m", "n"), "Y": ("m", "k"), "w": ("n", "")}
    with pytest.raises(BadShape):
        check(shown, wanted, known)
    check(r"X^\top Y", ("n", "k"), known)
    check(r"(X^\top X + w) w", ("n", ""), known)


def test_errors_speak_symgrads_own_notation() -> None:
    huber = sg.read(
        "r_i = y_i - w x_i\nL = \\sum_{i=1}^m \\begin{cases} r_i^2 & r_i > 0 \\\\ r_i & \\text{otherwise} \\end{cases}",
        parameters="w",
        data="x y",
    )
    with pytest.raises(UnsupportedError, match=r"it is given by cases") as caught:
        huber.text(notation="matrix")
    assert "rᵢ²" in str(caught.value)
    for leaked in ("Piecewise", "Tuple", "Symbol", "r[i]", "**"):
        assert leaked not in str(caught.value)
