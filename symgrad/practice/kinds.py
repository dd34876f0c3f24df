"""The table of questions: kind and difficulty → templates of models.

``<a>`` to ``<d>`` are whole numbers from 2 to 9, all different, ``<n>`` an exponent from 2 to 5, ``<k>`` one from 3 to
5; ``<f>`` is one of sin, cos, exp, ``<t>`` sin or cos, and ``<s>`` an activation.  Asked for is the derivative of the
last line by ``wrt``, or a number.
A new question is a row here; its solution is derived.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from symgrad.errors import SymgradError

DIFFICULTIES = (1, 2, 3)


@dataclass(frozen=True)
class Template:
    """A model with slots.  ``asks`` is ``derivative``, its ``value`` at numbers, or the parameter after a ``step``."""

    model: str
    wrt: str
    parameters: str
    data: str = ""
    shapes: Mapping[str, str] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    asks: str = "derivative"
    notation: str = "names"

    def __post_init__(self) -> None:
        if self.asks not in ("derivative", "value", "step"):
            raise SymgradError(f"a template asks for no {self.asks}.")
        if (self.asks == "derivative") == bool(self.given):
            raise SymgradError("numbers are given where a number is asked for, and only there.")


@dataclass(frozen=True)
class Kind:
    """A kind of question, its name in both languages, and the templates of each difficulty."""

    id: str
    name: tuple[str, str]  # Korean, English
    levels: tuple[tuple[Template, ...], tuple[Template, ...], tuple[Template, ...]]


def _of(model: str, wrt: str = "x") -> Template:
    return Template(model, wrt, wrt)


def _net(model: str, wrt: str, parameters: str, data: str = "x y") -> Template:
    return Template(model, wrt, parameters, data)


def _number(asks: str, model: str, wrt: str, parameters: str, data: str = "x y") -> Template:
    rate = (r"\eta",) if asks == "step" else ()
    return Template(model, wrt, parameters, data, given=(*f"{parameters} {data}".split(), *rate), asks=asks)


def _matrix(model: str, wrt: str, parameters: str, data: str, shapes: str) -> Template:
    axes = dict(part.split(":") for part in shapes.split(";"))
    known = {key.strip(): sizes.strip() for key, sizes in axes.items()}
    return Template(model, wrt, parameters, data, known, notation="matrix")


_SOFTMAX = r"p_k = \frac{e^{z_k}}{\sum_{j=1}^K e^{z_j}}"
_LINE = "h = w x + b\n"
_NEURON = "a = w x + b\nh = <s>(a)\n"

KINDS: tuple[Kind, ...] = (
    Kind("function", ("함수의 미분", "derivative of a function"), (
        (_of("f = <a> x^<n> + <b> x + <c>"), _of("f = <a> x^<k> - <b> x^2"), _of("f = <a> <f>(x) + <b> x")),
        (_of("f = x^<n> <f>(x)"), _of(r"f = \frac{<a> x}{x^2 + <b>}"), _of("f = (<a> x + <b>) e^{x}")),
        (_of(r"f = \frac{<f>(x)}{x^2 + <a>}"), _of(r"f = x^<n> e^{<a> x} <t>(x)"), _of(r"f = x \log(x^2 + <a>)")),
    )),
    Kind("chain_rule", ("연쇄법칙", "chain rule"), (
        (_of("f = (<a> x + <b>)^<n>"), _of("f = e^{<a> x + <b>}"), _of("f = <f>(<a> x)")),
        (_of("f = (x^2 + <a> x)^<n>"), _of("f = <f>(x^<n> + <a>)"), _of("u = <a> x + <b>\nf = u^<n> + u")),
        (_of("f = e^{-<a> <t>(<b> x)}"), _of("u = x^2 + <a>\nv = <f>(u)\nf = v^<n>"),
         _of(r"u = <a> x + <b>\nf = \log(1 + u^2)".replace(r"\n", "\n"))),
    )),
    Kind("activation", ("활성화 함수", "activations"), (
        (_of("h = <s>(<a> w)", "w"), _of("h = <a> <s>(w)", "w")),
        (_of("h = <s>(<a> w + <b>)", "w"), _of("h = <s>(w)^2", "w"), _of("h = w <s>(w)", "w")),
        (_of("h = <s>(<a> <s>(w))", "w"), _of(r"h = \log(<s>(w) + <a>)", "w"), _of("h = <s>(w^2 + <a> w)", "w")),
    )),
    Kind("loss", ("손실 함수의 기울기", "gradient of a loss"), (
        (_net("L = (w x + b - y)^2", "w", "w b"), _net(r"L = \frac{1}{2} (w x + b - y)^2", "b", "w b"),
         _net("L = <a> (w x - y)^2", "w", "w")),
        (_net(r"L = \frac{1}{m} \sum_{i=1}^m (w x_i + b - y_i)^2", "w", "w b"),
         _net(r"L = \frac{1}{2m} \sum_{i=1}^m (w x_i + b - y_i)^2", "b", "w b"),
         _net(r"L = \frac{1}{m} \sum_{i=1}^m (w x_i - y_i)^2 + <a> w^2", "w", "w")),
        (_net("h = \\sigma(w x + b)\nL = -(y \\log(h) + (1 - y) \\log(1 - h))", "w", "w b"),
         _net(r"L = \frac{1}{m} \sum_{i=1}^m (<s>(w x_i) - y_i)^2", "w", "w")),
    )),
    Kind("gradient_value", ("기울기의 값", "value of a gradient"), (
        (_number("value", "L = (w x - y)^2", "w", "w"), _number("value", "L = (w x + b - y)^2", "b", "w b")),
        (_number("value", _LINE + r"L = \frac{1}{2} (h - y)^2", "w", "w b"),
         _number("value", "h = \\sigma(w x)\nL = (h - y)^2", "w", "w")),
        (_number("value", _NEURON + "L = (h - y)^2", "w", "w b"),
         _number("value", "h = <s>(u x)\no = v h\nL = (o - y)^2", "u", "u v")),
    )),
    Kind("gradient_step", ("경사하강법 한 걸음", "one step of gradient descent"), (
        (_number("step", "L = (w x - y)^2", "w", "w"), _number("step", "L = (w x + b - y)^2", "b", "w b")),
        (_number("step", _LINE + r"L = \frac{1}{2} (h - y)^2", "w", "w b"),
         _number("step", "h = \\sigma(w x)\nL = (h - y)^2", "w", "w")),
        (_number("step", _NEURON + "L = (h - y)^2", "w", "w b"),
         _number("step", "h = <s>(u x)\no = v h\nL = (o - y)^2", "u", "u v")),
    )),
    Kind("backprop", ("역전파", "backpropagation"), (
        (_net("h = <s>(w x)\nE = (y - h)^2", "w", "w"), _net("a = w x + b\nE = (y - a)^2", "w", "w b")),
        (_net(_NEURON + r"E = \frac{1}{2} (y - h)^2", "w", "w b"),
         _net("h = <s>(u x)\no = v h\nE = (y - o)^2", "u", "u v")),
        (_net("h_1 = <s>(w_1 x)\nh_2 = <s>(w_2 h_1)\nE = (y - h_2)^2", "w_1", "w_1 w_2"),
         _net("h_1 = <s>(w_1 x)\nh_2 = <s>(w_2 x)\no = w_3 h_1 + w_4 h_2\nE = (y - o)^2", "w_2",
              "w_1 w_2 w_3 w_4")),
    )),
    Kind("softmax", ("소프트맥스", "softmax"), (
        (_of(r"f = \frac{e^{x}}{e^{x} + <a>}"), _of(r"f = \frac{<a>}{1 + <b> e^{-x}}")),
        (Template(_SOFTMAX, "z", "z", shapes={"z": "K"}), _of(r"f = \log(e^{x} + e^{<a> x})")),
        # The cross-entropy of a softmax, multiplied out: that of -Σ y_k log p_k is p - y only where Σ y_k = 1.
        (Template(r"L = \log(\sum_{j=1}^K e^{z_j}) - \sum_{k=1}^K y_k z_k", "z", "z", "y", {"z": "K", "y": "K"}),
         Template(r"L = \log(\sum_{j=1}^K e^{<a> z_j})", "z", "z", shapes={"z": "K"})),
    )),
    Kind("matrix", ("행렬 미분", "matrix calculus"), (
        (_matrix(r"L = \|w - y\|^2", "w", "w", "y", "w: n; y: n"),
         _matrix(r"L = <a> w^\top y", "w", "w", "y", "w: n; y: n")),
        (_matrix(r"L = \|X w - y\|^2", "w", "w", "X y", "X: m n; w: n; y: m"),
         _matrix(r"L = w^\top A w", "w", "w", "A", "A: n n; w: n")),
        (_matrix(r"L = \|X w - y\|^2 + <a> \|w\|^2", "w", "w", "X y", "X: m n; w: n; y: m"),
         _matrix(r"L = \|X W - Y\|^2", "W", "W", "X Y", "X: N D; W: D M; Y: N M")),
    )),
)  # fmt: skip

BY_ID: Mapping[str, Kind] = {kind.id: kind for kind in KINDS}
