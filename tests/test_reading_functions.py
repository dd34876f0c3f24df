"""Functions that a text defines: what they mean, by value, and that a printed model is read back as the same model."""

from __future__ import annotations

import math
import random
import re
import time
from collections.abc import Mapping
from typing import Any

import models
import networks
import pytest

import symgrad as sg
from symgrad.errors import ModelError, ReadError
from symgrad.exact import evaluate
from symgrad.model import Model
from symgrad.reading import expression


def value(model: Model, **numbers: Any) -> float:
    return float(evaluate(model, numbers)[model.target])


W, V, X = 0.7, 0.3, 1.2


def g(s: float) -> float:
    return W * s + V


def f(t: float) -> float:
    return g(t) ** 2 + t


#: definitions of one number with parameters w, v and data x -> the value by hand at W, V, X
SCALAR = {
    "g(s) = w s + v\nf(t) = g(t)^2 + t\nL = f(x) + f(2 w)": f(X) + f(2 * W),
    "g(s) = w s + v\nf(t) = g(2 t) + g(t + 1)\nL = f(x - v)": g(2 * (X - V)) + g(X - V + 1),
    "g(s) = w s + v\nf(s) = g(s^2) s\nL = f(x + w) + g(x)": g((X + W) ** 2) * (X + W) + g(X),
    "g(s) = w s + v\nf(t) = g(-t)\nL = f(x - 1) + f(2)": g(1 - X) + g(-2),
    "g(s) = w s + v\nL = g(g(x))": g(g(X)),
    "g(s) = w s + v\nL = g(g(g(x) + v)^2) g(x)": g(g(g(X) + V) ** 2) * g(X),
    "g(s) = w s + v\nf(t) = g(g(t))\nL = f(f(x)) + f(g(x))": g(g(g(g(X)))) + g(g(g(X))),
    "k(s, t) = s - w t\nq(t, s) = k(t, s) + k(s, t)^2\nL = q(x, v)": X - W * V + (V - W * X) ** 2,
    "g(x) = x + v\nL = g(w) + g(x)": W + V + X + V,
    "g(x) = w\nf(w) = g(w) + w\nL = f(x)": W + X,
}


@pytest.mark.parametrize(("text", "by_hand"), SCALAR.items())
def test_scalar_functions_by_value(text: str, by_hand: float) -> None:
    model = sg.read(text, parameters="w v", data="x")
    assert value(model, w=W, v=V, x=X) == pytest.approx(by_hand, rel=1e-12)
    assert sg.compile(model).loss({"w": W, "v": V}, {"x": X}) == pytest.approx(by_hand, rel=1e-12)


XS, ZS = (0.4, -1.1, 0.8), (0.3, 0.9, -0.2)

#: the same with samples x, z
SUMS = {
    r"\phi(z)=z^2; g(s)=\phi(s)+v; L=\sum_i g(w x_i)": sum((W * x) ** 2 + V for x in XS),
    r"p(a, b) = a - w b; L = \sum_{i=1}^m p(x_i, z_i) p(z_i, x_i)": sum(
        (x - W * z) * (z - W * x) for x, z in zip(XS, ZS, strict=True)
    ),
    r"g(s) = w s + v; L = \sum_{i=1}^m \sum_{j=1}^m g(x_i) g(x_j z_i)": sum(
        g(x) * g(y * z) for x, z in zip(XS, ZS, strict=True) for y in XS
    ),
    r"g(s) = w s + v; f(t) = g(t)^2; L = \sum_{i=1}^m f(g(x^{(i)})) + \sum_{j=1}^m f(x^{(j)})": sum(
        g(g(x)) ** 2 + g(x) ** 2 for x in XS
    ),
    r"h(x) = w x + v; L = \frac{1}{m} \sum_{i=1}^m (h(x^{(i)}) - z^{(i)})^2": sum(
        (g(x) - z) ** 2 / 3 for x, z in zip(XS, ZS, strict=True)
    ),
    r"g(s) = \sum_{k=1}^m s z_k; L = \sum_{i=1}^m g(w x_i)^2": sum((W * x * sum(ZS)) ** 2 for x in XS),
    r"h(x_i) = w x_i + z_i; h(z_i) = v z_i; L = \sum_{j=1}^m h(x_j) h(z_j)": sum(
        (W * x + z) * V * z for x, z in zip(XS, ZS, strict=True)
    ),
    r"h(x_i) = w x_i + v; L = \sum_{j=1}^m h(x_j) h(z_j)": sum(
        g(x) * g(z) for x, z in zip(XS, ZS, strict=True)
    ),
}


def samples(text: str) -> str:
    """The data of a row of ``SUMS``."""
    return "x z" if "z_" in text or "z^{(" in text else "x"


@pytest.mark.parametrize(("text", "by_hand"), SUMS.items())
def test_functions_in_sums_by_value(text: str, by_hand: float) -> None:
    used = samples(text).split()
    model = sg.read(text, parameters="w v", data=samples(text))
    numbers = {"x": XS, "z": ZS}
    given = {key: numbers[key] for key in used}
    assert value(model, w=W, v=V, **given) == pytest.approx(by_hand, rel=1e-12)


def test_no_dummy_is_left() -> None:
    model = sg.read("g(s) = w s + v\nf(t) = g(t)^2 + t\nL = f(x) + f(2 w)", parameters="w v", data="x")
    assert [definition.name for definition in model.definitions] == ["g(x)", "f(x)", "g(2 w)", "f(2 w)", "L"]


#: text -> a part of the message
REFUSED = {
    "g(s) = g(s - 1)\nL = g(x)": "g is defined by itself",
    "g(s) = h(s)\nh(s) = g(s)\nL = g(x)": "is defined by itself",
    "g(x) = g(x) + w\nL = g(x)": "g is defined by itself",
    "g(x) = g(2 x) + w\nL = g(x)": "g is defined by itself",
    "g(2 x) = g(w) + 1\ng(w) = g(2 x)\nL = g(w)": "g is defined by itself",
    "g(s) = s\ng(t) = 2 t\nL = g(x)": "g is defined twice",
    "g(2 x) = x\ng(2 x) = w\nL = g(2 x)": "g is defined twice",
    "g(2 x) = x\ng(w) = w\nL = g(3 x)": "g is not defined at 3 x, only at 2 x, w",
    "g(s) = s\nL = g(x, w)": "g takes 1 argument",
    "g(2 s) = s\nL = g(x)": "the argument of a function's definition is a name",
    "(h)_{1} = w\nL = h": "the index 1 on the left side is no letter",
}


@pytest.mark.parametrize(("text", "message"), REFUSED.items())
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises((ModelError, ReadError)) as raised:
        sg.read(text, parameters="w v", data="x")
    assert message in str(raised.value)


@pytest.mark.slow
@pytest.mark.parametrize("argument", ["2 t", "t + t", "t t", "t - 3"])
def test_functions_that_double_at_every_line_end_soon(argument: str) -> None:
    lines = ["f_0(t) = t"]
    lines += [f"f_{{{k}}}(t) = f_{{{k - 1}}}(t + v) + f_{{{k - 1}}}({argument})" for k in range(1, 40)]
    begin = time.process_time()
    with pytest.raises(ReadError) as raised:
        sg.read("\n".join([*lines, "L = f_{39}(x)"]), parameters="w v", data="x")
    assert raised.value.reason == "resource"
    assert time.process_time() - begin < 10


def test_a_formula_with_another_sign_is_another_use() -> None:
    model = sg.read("g(s) = s^2\nL = g(w + x)", parameters="w", data="x")
    assert str(expression("g(w + x)", model)[0]) == "g"
    with pytest.raises(ReadError):
        expression("g(w - x)", model)


# -- a printed model is read back -------------------------------------------------------------------------

#: text, declarations
TEXTS: list[tuple[str, dict[str, Any]]] = [
    *((text, {"parameters": "w v", "data": "x"}) for text in SCALAR),
    *((text, {"parameters": "w v", "data": samples(text)}) for text in SUMS),
    (
        "h_1 = \\sigma(W_1 x)\nh_2 = \\tanh(W_2 h_1)\nL = h_2^\\top h_2 + (h_1)_{1}",
        {"parameters": "W_1 W_2", "data": "x", "shapes": {"W_1": "p n", "W_2": "q p", "x": "n"}},
    ),
    (
        "g(s) = \\sigma(W s)\nL = g(x)^\\top g(x_1) + \\|g(x)\\|^2",
        {"parameters": "W", "data": "x x_1", "shapes": {"W": "3 2", "x": "2", "x_1": "2"}},
    ),
    (
        "g(s) = W s + b\nf(t) = \\sigma(g(t))\nL = \\|f(x) - f(y)\\|^2 + \\|g(g(x))\\|^2",
        {"parameters": "W b", "data": "x y", "shapes": {"W": "n n", "x": "n", "y": "n", "b": "n"}},
    ),
    (
        "f(s) = s_1 + 2 s_2\nL = f(x)^2 + f(z)",
        {"parameters": "w", "data": "x z", "shapes": {"x": "2", "z": "2"}},
    ),
    ("f(s) = s + x_1\nL = f(x)^2 + w", {"parameters": "w", "data": "x x_1"}),
    (
        r"f(t) = \frac{t}{2} + \sqrt{t} - |t|^{3}" + "\nL = f(x^2) + f(e^{w})",
        {"parameters": "w", "data": "x"},
    ),
    (r"f(t) = \max(t, 0)" + "\n" + r"L = f(x - w) + f(\sigma(x))", {"parameters": "w", "data": "x"}),
]
BY_HAND: list[Model] = [
    models.one_sample(),
    models.regression(),
    models.least_squares(),
    models.network_221(),
    models.multilayer(),
    models.softmax_cross_entropy(),
    networks.net_2_2_1(),
    networks.least_squares(),
    networks.layers(2),
    networks.layers(3, "tanh"),
]


def declarations(model: Model) -> dict[str, Any]:
    shapes = {key: " ".join(map(str, name.axes)) for key, name in model.names.items() if name.axes}
    inputs = (*model.parameters, *model.data, *model.constants)
    return {
        "parameters": " ".join(model.parameters),
        "data": " ".join(model.data),
        "constants": " ".join(model.constants),
        "shapes": {key: shape for key, shape in shapes.items() if key in inputs},
    }


def numbers_for(model: Model, seed: int) -> dict[str, Any]:
    draw = random.Random(seed)
    lengths = {size: 2 + place % 2 for place, size in enumerate(model.sizes)}

    def array(axes: tuple[Any, ...]) -> Any:
        if not axes:
            return round(draw.uniform(0.2, 1.5), 6)
        length = int(axes[0]) if axes[0].is_Integer else lengths[str(axes[0])]
        return [array(axes[1:]) for _ in range(length)]

    inputs = (*model.parameters, *model.data, *model.constants)
    return {key: array(model[key].axes) for key in inputs} | lengths


def assert_same(model: Model, again: Model) -> None:
    assert again.target == model.target
    for seed in range(3):
        numbers: Mapping[str, Any] = numbers_for(model, seed)
        known = {key: number for key, number in numbers.items() if key in again.names}
        one, other = evaluate(model, numbers), evaluate(again, known)
        assert float(other[model.target]) == pytest.approx(float(one[model.target]), rel=1e-12)


@pytest.mark.parametrize(("text", "given"), TEXTS)
def test_a_model_that_was_read_is_read_back(text: str, given: dict[str, Any]) -> None:
    model = sg.read(text, **given)
    again = sg.read(model.latex(), **given)
    assert_same(model, again)
    assert again.latex() == model.latex()


@pytest.mark.parametrize("number", range(len(BY_HAND)))
def test_a_model_made_by_hand_is_read_back(number: int) -> None:
    model = BY_HAND[number]
    assert_same(model, sg.read(model.latex(), **declarations(model)))


ARGUMENTS = ("{0}", "2 {0}", "-{0}", "{0} + v", "{0}^2", "w {0}", r"\tanh({0})", "{1}({0})", "{1}({0} - w)")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(25))
def test_random_functions_are_read_back(seed: int) -> None:
    """Functions of functions with random arguments: their value by Python, and the printed model's."""
    draw = random.Random(seed)
    lines, callables = ["f_0(t) = w t + v"], {"f_0": "w*t+v"}
    for k in range(1, 4):
        terms = [
            rf"f_{draw.randrange(k)}({draw.choice(ARGUMENTS).format('t', f'f_{draw.randrange(k)}')})"
            for _ in range(2)
        ]
        lines.append(f"f_{k}(t) = {terms[0]} - \\frac{{1}}{{2}} {terms[1]}")
        callables[f"f_{k}"] = f"{python(terms[0])}-{python(terms[1])}/2"
    outer = [draw.choice(ARGUMENTS).format("x", "f_1") for _ in range(2)]
    lines.append(f"L = f_3({outer[0]}) + f_2({outer[1]})")
    model = sg.read("\n".join(lines), parameters="w v", data="x")
    scope: dict[str, Any] = {"tanh": math.tanh, "w": 0.31, "v": -0.2, "x": 0.57}
    for name, body in callables.items():
        scope[name] = eval(f"lambda t: {body}", scope)  # text made here
    by_hand = eval(python(lines[-1].partition("=")[2].strip()), scope)
    assert value(model, w=0.31, v=-0.2, x=0.57) == pytest.approx(by_hand, rel=1e-9)
    assert_same(model, sg.read(model.latex(), parameters="w v", data="x"))


def python(text: str) -> str:
    """The text's formula in Python."""
    return re.sub(r"\b([2w]) (?=\w)", r"\1*", text.replace("^", "**").replace("\\", ""))
