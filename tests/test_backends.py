"""The backends against NumPy: every optimizer, every kind of node, checkpoints that go from one to the other.

Run with the library installed: ``make numba-test``, ``make jax-test``, ``make torch-test``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import models
import networks
import numpy as np
import pytest
import sympy as sp
from click.testing import CliRunner
from test_stepper import CASES

import symgrad as sg
import symgrad.arrays as nodes
from symgrad.arrays import ArrayNode
from symgrad.arrays.shapes import Shape, shape_of
from symgrad.cli import main
from symgrad.dialects import JaxCode, TorchCode
from symgrad.errors import OptionError
from symgrad.exponentials import written_out
from symgrad.expressions import Minimum
from symgrad.forms import paired
from symgrad.functions import FUNCTIONS
from symgrad.model import Model
from symgrad.optimizers import OPTIMIZERS, UpdateRule, clipped_by_norm, optimizer, schedules
from symgrad.printer import ArrayCode
from symgrad.schedule import share
from symgrad.stepper import Stepper
from symgrad.stepper.backends import BACKENDS, backend_named
from symgrad.stepper.engines import jax_engine
from symgrad.stepper.exponential import exponential
from symgrad.stepper.loops import Loops
from symgrad.stepper.machine import _Gradient
from symgrad.stepper.nests import Nest, joined
from symgrad.stepper.rownumbers import split
from symgrad.stepper.update import plain_update, update_of

Values = dict[str, Any]
OTHERS = [pytest.param(name, marks=getattr(pytest.mark, name)) for name in BACKENDS if name != "numpy"]
RULES = (*OPTIMIZERS, clipped_by_norm(optimizer("sgd"), 0.01))

MODELS: dict[str, Callable[[], Model]] = {
    "softmax cross-entropy": models.softmax_cross_entropy,
    "two layers": models.multilayer,
    "least squares": models.least_squares,
    "line": models.regression,
    **{name: lambda name=name: networks.layers(2, name) for name in ("relu", "elu", "tanh", "softplus")},  # type: ignore[misc]
    "hinge": lambda: sg.read(
        r"L = \sum_{i=1}^m \max(0, 1 - y_i (w x_i + b)) + w^2 \log 2 / m + \log m",
        parameters="w b",
        data="x y",
    ),
    "ridge": lambda: sg.read(
        r"L = \|X w - y\|^2 + \lambda \|w\|^2",
        parameters="w",
        data="X y",
        constants={r"\lambda": 0.1},
        shapes={"X": "m n", "w": "n", "y": "m"},
    ),
    "cases": lambda: sg.read(
        r"L = \sum_{i=1}^m \begin{cases} \frac12 (y_i - w x_i)^2 & |y_i - w x_i| \le 1 \\"
        r" |y_i - w x_i| - \frac12 & \text{otherwise} \end{cases}",
        parameters="w",
        data="x y",
    ),
    "logistic": lambda: sg.read(
        r"L = -\frac{1}{m}\sum_{i=1}^m (y_i \log \sigma(w x_i+b) + (1-y_i)\log(1-\sigma(w x_i+b)))",
        parameters="w b",
        data="x y",
    ),
}


def of_matrices(text: str, *, shapes: str = "A: n n, B: n n", parameters: str = "A") -> Callable[[], Model]:
    """Models whose code has the nodes of arrays that the others do not have."""
    sizes = dict(item.split(": ") for item in shapes.split(", "))
    data = " ".join(key for key in sizes if key not in parameters.split())
    return lambda: sg.read(text, parameters=parameters, data=data, shapes=sizes)


MODELS |= {
    "inverse": of_matrices(r"L = \|(A^\top A + B B^\top)^{-1} B\|^2"),
    "determinant": of_matrices(r"L = \det(A)^2 + \operatorname{tr}(A B)"),
    "logarithm of a determinant": of_matrices(r"L = \log \det(A^\top A + B B^\top)"),
    "outer product": of_matrices(r"L = \|M - u v^\top\|^2", shapes="u: m, v: n, M: m n", parameters="u v"),
    "diagonal": of_matrices(r"L = \sum_{i=1}^n (A_{ii} B_{ii}^2 + i A_{ii}^2)"),
    "elements": of_matrices(r"L = w_1 w_2 + \sum_{i=1}^n w_i^2 x_i", shapes="w: n, x: n", parameters="w"),
    "a sum alone": of_matrices(r"L = \sum_{i=1}^n w_i + x_1", shapes="w: n, x: n", parameters="w"),
    "three axes": of_matrices(
        r"L = \sum_{i=1}^a \sum_{j=1}^b \sum_{k=1}^c (T_{ijk} - u_i v_j w_k)^2",
        shapes="u: a, v: b, w: c, T: a b c",
        parameters="u v w",
    ),
    "neighbours": of_matrices(
        r"L = \sum_{i=2}^m (x_i - w_1 x_{i-1})^2 + \sum_{i=1}^m i v_i x_{m-i+1} + \sum_{j=1}^{m-1} (v_{j+1} - v_j)^2",
        shapes="w: 2, x: m, v: m",
        parameters="w v",
    ),
    "log-sum-exp": of_matrices(
        r"L = \sum_{i=1}^m \log \sum_{j=1}^k \exp(w_j x_i)", shapes="w: k, x: m", parameters="w"
    ),
}


def numbers(model: Model) -> tuple[Values, Values]:
    """Parameters and data in general position."""
    random = np.random.default_rng(4)

    def value(key: str) -> Any:
        shape = [
            int(axis) if axis.is_Integer else 3 + len(str(axis)) + ord(str(axis)[0]) % 4
            for axis in model[key].axes
        ]
        return random.normal(size=shape) if shape else float(random.uniform(0.5, 2))

    inputs = [key for key in (*model.data, *model.constants) if key not in model.numbers]
    return {key: value(key) for key in model.parameters}, {key: value(key) for key in inputs}


def close(found: Any, expected: Any, tolerance: float = 1e-10) -> None:
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance * np.max(np.abs(expected)))


def stepper(case: str, rule: UpdateRule, backend: str, **options: Any) -> Stepper:
    model, params, data = CASES[case]()
    pytest.importorskip(BACKENDS[backend].library)
    return Stepper(model, rule, rule.values({}), params, data, backend=backend, **options)


def alike(one: Stepper, other: Stepper, tolerance: float = 1e-10) -> None:
    expected, found = one.state_dict(), other.state_dict()
    assert list(found) == list(expected)
    for key, value in expected.items():
        close(found[key], value, tolerance)


@pytest.mark.parametrize("backend", OTHERS)
@pytest.mark.parametrize("case", ["tiny", "layers"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_twenty_steps_of_every_optimizer(rule: UpdateRule, case: str, backend: str) -> None:
    ours, other = stepper(case, rule, "numpy"), stepper(case, rule, backend)
    close(other.run(19), ours.run(19))
    close(other.step(), ours.step())
    alike(ours, other)


@pytest.mark.parametrize("backend", OTHERS)
@pytest.mark.parametrize("name", MODELS)
def test_loss_and_gradient_of_every_kind_of_model(name: str, backend: str) -> None:
    pytest.importorskip(BACKENDS[backend].library)
    model = MODELS[name]()
    params, data = numbers(model)
    row = optimizer("gradient_descent")
    loss, gradient = sg.compile(model).value_and_grad(params, data)
    made = Stepper(model, row, row.values({}), params, data, backend=backend, hoist=False)
    found, slopes = made.value_and_grad()
    close(found, loss)
    close(made.loss(), loss)
    assert list(slopes) == list(gradient)
    for key, value in gradient.items():
        assert np.shape(slopes[key]) == np.shape(value)
        close(slopes[key], value)


@pytest.mark.parametrize("backend", OTHERS)
@pytest.mark.parametrize("rows", [FUNCTIONS[start::5] for start in range(5)], ids=lambda rows: rows[0].name)
def test_loss_and_gradient_of_every_function(rows: tuple[Any, ...], backend: str) -> None:
    """A few at a time: what a compiler takes for one loop grows with more than the loop's length."""
    pytest.importorskip(BACKENDS[backend].library)
    terms = "+".join(rf"({row.spellings[0]}(w_{{{n}}} x_i) - y_i)^2" for n, row in enumerate(rows, 1))
    model = sg.read(
        rf"L = \frac{{1}}{{m}} \sum_{{i=1}}^m ({terms})",
        parameters="w",
        data="x y",
        shapes={"w": str(len(rows)), "x": "m", "y": "m"},
    )
    params, data = numbers(model)
    params["w"], data["x"] = np.abs(params["w"]), np.abs(data["x"])  # for the logarithm
    params["w"][[row.name not in ("log", "tan") for row in rows]] *= -1
    loss, gradient = sg.compile(model).value_and_grad(params, data)
    row = optimizer("gradient_descent")
    found, slopes = Stepper(model, row, row.values({}), params, data, backend=backend).value_and_grad()
    close(found, loss)
    np.testing.assert_allclose(slopes["w"], gradient["w"], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("backend", ["numpy", *OTHERS])
@pytest.mark.parametrize("length", [1, 2, 4])
def test_a_sum_that_starts_behind_the_last_element_is_zero(backend: str, length: int) -> None:
    pytest.importorskip(BACKENDS[backend].library)
    text = r"L = \sum_{i=4}^m \sum_{j=1}^n \exp(v_j x_i) x_{i-2}^2 + \sum_{j=1}^n v_j^2"
    model = of_matrices(text, shapes="v: n, x: m", parameters="v")()
    v, x = np.array([0.5, -0.25]), np.arange(1.0, length + 1)
    row = optimizer("gradient_descent")
    made = Stepper(model, row, row.values({}), {"v": v}, {"x": x}, backend=backend, hoist=False)
    last = 4.0 * np.exp(4 * v) if length == 4 else 0 * v
    loss, slopes = made.value_and_grad()
    close(loss, np.sum(last + v**2))
    close(slopes["v"], 4 * last + 2 * v)


@pytest.mark.parametrize("backend", OTHERS)
def test_a_parameter_without_influence(backend: str) -> None:
    pytest.importorskip(BACKENDS[backend].library)
    model = sg.read(
        r"L = \sum_{i=1}^m (\operatorname{step}(w x_i) - b y_i)^2",
        parameters="w b",
        data="x y",
        shapes={"x": "m"},
    )
    params, data = numbers(model)
    rule = clipped_by_norm(optimizer("sgd"), 0.5)
    ours, other = (
        Stepper(model, rule, rule.values({}), params, data, backend=name) for name in ("numpy", backend)
    )
    close(other.run(3), ours.run(3))
    alike(ours, other)


def array_nodes() -> set[type]:
    """Those that programs are made of; matrix notation has one more, for printing alone."""
    return {node for node in ArrayNode.__subclasses__() if node.__module__.startswith("symgrad.arrays")}


@pytest.mark.slow
def test_every_node_of_arrays_is_in_a_model() -> None:
    met: set[type] = set()
    for make in MODELS.values():
        written = _Gradient(make(), "float64")
        for _, expr in share(paired(written.body, written.writer.cut), sp.numbered_symbols("t_")):
            met |= {type(node) for node in sp.preorder_traversal(expr)}
    # a sum of exponentials is taken apart before code is written
    assert array_nodes() - met == {nodes.LogSumExpOver}


@pytest.mark.numba
@pytest.mark.parametrize(("kind", "ends"), [("float32", (-110, 95)), ("float64", (-760, 715))])
def test_the_exponential_in_compiled_loops(kind: str, ends: tuple[float, float]) -> None:
    numba = pytest.importorskip("numba")
    one = exponential(kind)
    run = numba.vectorize(lambda z: one(z))
    at = np.concatenate([np.linspace(*ends, 100_001), [0, -0.0, np.inf, -np.inf, np.nan, 1e30, -1e30]])
    at = at.astype(kind)
    with np.errstate(all="ignore"):
        expected, found = np.exp(at.astype(np.longdouble)), run(at)
        rounded = expected.astype(kind)
        error = np.abs(found - expected) / np.spacing(rounded).astype(np.longdouble)
    assert np.nanmax(error[np.isfinite(rounded) & (rounded > 0)]) < 1.3
    for special in (np.isinf, np.isnan):
        np.testing.assert_array_equal(special(found), special(rounded))
    assert not found[at < 1.01 * np.log(np.finfo(kind).smallest_subnormal)].any()


def test_loops_next_to_each_other_are_joined() -> None:
    here = "at_0, at_1"
    a, b = (
        Nest(("n", "m"), out=name, value=value)
        for name, value in (("a", f"x[{here}]"), ("b", f"a[{here}] + 1"))
    )
    total = Nest(("n", "m"), (f"total += b[{here}]",), before=("total = 0.0",), collected="total")
    lines, unstored = joined([a, b, total], frozenset())
    assert unstored == {"a", "b"}
    assert [line.strip() for line in lines] == [
        "total = 0.0",
        "for at_0 in range(n):",
        "for at_1 in range(m):",
        f"a_here = x[{here}]",
        "b_here = a_here + 1",
        "total += b_here",
    ]
    # what reads another element, or a sum that is not done, has a loop of its own
    for reader in (f"a[{here[::-1]}]", "a[at_0, 0]", "total"):
        later = Nest(("n", "m"), out="c", value=reader)
        lines, unstored = joined([a, total, later], frozenset({"c"}))
        assert sum("for at_0" in line for line in lines) == 2
        assert ("a" in unstored) == (reader == "total")


@pytest.mark.parametrize("backend", OTHERS)
def test_batches_of_indices_slices_and_masks(backend: str) -> None:
    mask = np.array([True, False] * 4 + [False])
    batches: list[Any] = [np.array([3, 1, 4]), slice(2, 6), np.array([-1, 0]), mask, np.array([5, 6, 7])]
    ours, other, together = (stepper("layers", optimizer("adam"), b) for b in ("numpy", backend, backend))
    losses = [ours.step(batch) for batch in batches]
    close([other.step(batch) for batch in batches], losses)
    close(together.run_batches(batches), losses)
    alike(ours, other)
    alike(ours, together)
    with pytest.raises(IndexError):
        other.step(np.array([9]))


@pytest.mark.parametrize("backend", OTHERS)
def test_a_checkpoint_goes_from_one_backend_to_another(backend: str) -> None:
    ours, other = (stepper("layers", optimizer("adam"), b) for b in ("numpy", backend))
    other.run(3)
    ours.load(other.state_dict())
    alike(other, ours, 0)
    close(ours.run(3), other.run(3))
    other.load(ours.state_dict())
    alike(ours, other, 0)


@pytest.mark.parametrize("backend", OTHERS)
def test_single_precision_stays_single(backend: str) -> None:
    ours, other = (stepper("layers", optimizer("adam"), b, dtype=np.float32) for b in ("numpy", backend))
    close(other.run(20), ours.run(20), 1e-5)
    assert {value.dtype for value in other.params.values()} == {np.dtype(np.float32)}
    alike(ours, other, 1e-4)


@pytest.mark.parametrize("backend", OTHERS)
def test_a_fit_is_the_same_run(backend: str) -> None:
    pytest.importorskip(BACKENDS[backend].library)
    model, params, data = CASES["layers"]()
    rate = schedules.warm_up(schedules.cosine(0.05, steps=40), steps=5)
    options: dict[str, Any] = {"optimizer": "adam", "learning_rate": rate, "epochs": 5, "batch_size": 4}
    expected = sg.fit(model, data, params=params, **options)
    found = sg.fit(model, data, params=params, backend=backend, **options)
    close(found.history, expected.history)
    for key, value in expected.params.items():
        close(found.params[key], value)


@pytest.mark.jax
def test_a_program_for_jax_can_be_traced_and_taken_along() -> None:
    jax = pytest.importorskip("jax")
    model, params, data = CASES["layers"]()
    program = sg.compile(model, backend="jax")
    assert "import jax.numpy as jnp" in program.source
    assert "np." not in program.source.replace("jnp.", "")
    taken: Values = {}
    exec(program.source, taken)  # what an engineer takes along
    expected, gradient = sg.compile(model).value_and_grad(params, data)
    for run in (program.value_and_grad, jax.jit(taken["value_and_grad"])):
        loss, slopes = run(params, data)
        close(loss, expected, 1e-6)  # JAX's usual precision is single
        for key, value in gradient.items():
            close(slopes[key], value, 1e-5)


@pytest.mark.torch
def test_a_program_for_torch_takes_tensors_of_any_kind() -> None:
    torch = pytest.importorskip("torch")
    model, params, data = CASES["layers"]()
    program = sg.compile(model, backend="torch")
    taken: Values = {}
    exec(program.source, taken)
    expected, gradient = sg.compile(model).value_and_grad(params, data)
    tensors = [{key: torch.tensor(value) for key, value in part.items()} for part in (params, data)]
    loss, slopes = taken["value_and_grad"](*tensors)
    close(loss, expected)
    for key, value in gradient.items():
        close(slopes[key], value)


PAGE = Path(__file__).parent.parent / "derivations" / "backpropagation-2-2-1.md"


def code(*options: str, status: int = 0) -> str:
    result = CliRunner().invoke(main, ["code", str(PAGE), *options])
    assert result.exit_code == status, result.output
    return result.output


@pytest.mark.parametrize("backend", [param for param in OTHERS if param.values[0] != "numba"])
def test_the_command_line_writes_programs_for_other_libraries(backend: str) -> None:
    pytest.importorskip(BACKENDS[backend].library)
    row = BACKENDS[backend].code
    assert row is not None
    assert row.imports in code("--backend", backend)


def test_whole_trainings_are_written_with_numpy_alone() -> None:
    assert "written with NumPy" in code("--optimizer", "adam", "--backend", "jax", status=2)
    assert "no backend called 'abacus'" in code("--backend", "abacus", status=2)


@pytest.mark.numba
def test_numba_has_no_programs_of_its_own() -> None:
    pytest.importorskip("numba")
    with pytest.raises(OptionError, match="no programs of its own"):
        sg.compile(CASES["layers"]()[0], backend="numba")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_row_in_two_parts_is_the_row(rule: UpdateRule) -> None:
    update = update_of(rule, rule.values({}))
    parts = split(update)
    w, g, norm = 1.25, -0.75, 2.5
    states = [0.5 + 0.05 * place for place in range(len(update.state))]
    with np.errstate(invalid="ignore"):  # a case that is not taken
        expected = plain_update(update)(w, g, 3, norm, *states)
    known: dict[sp.Basic, Any] = dict(zip(parts.numbers, parts.table(2, 2)[1], strict=True))
    known |= {update.parameter: w, update.gradient: g, **dict(zip(update.state, states, strict=True))}
    known |= {update.norm: norm} if update.norm is not None else {}
    for left, right in parts.assignments:
        known[left] = right.xreplace({key: sp.Float(value) for key, value in known.items()}).doit()
    close(
        [float(known[key]) for key in (update.parameter, *update.state)], [float(x) for x in expected], 1e-12
    )


def test_a_backend_that_is_not_there_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OptionError, match="no backend called 'numbra'") as wrong:
        backend_named("numbra")
    assert "numba" in str(wrong.value)
    monkeypatch.setattr("symgrad.stepper.backends.find_spec", lambda name: None)
    for name in ("numba", "jax", "torch"):
        with pytest.raises(OptionError, match=f"needs {name}") as missing:
            backend_named(name)
        assert f"pip install 'symgrad[{name}]'" in str(missing.value)


# -- every node of arrays, also where no library but NumPy is installed -----------------------------------------

x, u, A, B, T, n = sp.symbols("x u A B T n")
SIDE = 4
SHAPES: dict[sp.Symbol, Shape] = {x: (n,), u: (n,), A: (n, n), B: (n, n), T: (n, n, n)}


def cuts(*ends: tuple[Any, ...]) -> sp.Tuple:
    return sp.Tuple(*[sp.Tuple(*cut) for cut in ends])


#: node → formulas in which it stands
NODES: dict[type[ArrayNode], list[sp.Expr]] = {
    nodes.MatMul: [
        nodes.MatMul(A, x),
        nodes.MatMul(nodes.Transpose(A), 2 * B) + A,
        nodes.MatMul(x, u),
    ],
    nodes.Tensordot: [
        nodes.Tensordot(T, A, sp.Tuple(1), sp.Tuple(0)),
        nodes.Tensordot(A, B, sp.Tuple(0, 1), sp.Tuple(1, 0)),
    ],
    nodes.Outer: [nodes.Outer(x + 1, u) + A],
    nodes.Transpose: [nodes.Transpose(A) * B, nodes.Transpose(nodes.InverseOf(A))],
    nodes.Permute: [nodes.Permute(T, sp.Tuple(2, 0, 1)) + 1],
    nodes.Align: [nodes.Align(x, sp.Tuple(1, 0)) * A + u],
    nodes.SumOver: [
        nodes.SumOver(A * B, sp.Tuple(0), sp.Integer(2)),
        2 * nodes.SumOver(A, sp.Tuple(0, 1), sp.Integer(2)),
    ],
    nodes.MaxOver: [
        nodes.MaxOver(T, sp.Tuple(1), sp.Integer(3)),
        nodes.MaxOver(x, sp.Tuple(0), sp.Integer(1)) + x,
    ],
    nodes.LogSumExpOver: [
        nodes.LogSumExpOver(A, sp.Tuple(1), sp.Integer(2)),
        sp.exp(A - nodes.Align(nodes.LogSumExpOver(A, sp.Tuple(1), sp.Integer(2)), sp.Tuple(1, 0))),
    ],
    nodes.Take: [nodes.Take(T, sp.Tuple(0, 2, 0)) * A],
    nodes.Part: [
        nodes.Part(x, cuts((2, n, 1))) - nodes.Part(x, cuts((1, n - 1, 1))),
        nodes.Part(x, cuts((n, 1, -1))) * u,
        nodes.Part(x, cuts((n - 1, 2, -1))) * 2,
        nodes.Part(T, cuts((), (2, n - 1, 1), (n, 1, -1))) + x,
        nodes.Part(nodes.Part(x, cuts((n, 2, -1))), cuts((n - 1, 1, -1))),
        nodes.Part(nodes.Positions(n), cuts((3, n, 1))) * nodes.Part(u, cuts((1, n - 2, 1))),
        nodes.MatMul(nodes.Part(A, cuts((2, n, 1), ())), x),
        nodes.Part(nodes.InverseOf(A), cuts((2, 2, 1), (1, n - 1, 1))),
        nodes.Part(nodes.Eye(n), cuts((n, 1, -1), ())) + A,
    ],
    nodes.Diagonal: [nodes.Diagonal(T, *sp.Tuple(0, 2)) * A, nodes.Diagonal(A, *sp.Tuple(0, 1)) * x],
    nodes.Spread: [nodes.Spread(x, sp.Tuple(n, n)) + A, nodes.Spread(sp.Integer(2), sp.Tuple(n)) * x],
    nodes.Eye: [nodes.Eye(n) + A],
    nodes.Unit: [nodes.Unit(n, sp.Integer(2)) + x],
    nodes.Positions: [nodes.Positions(n) * x],
    nodes.InverseOf: [nodes.InverseOf(A) * B, nodes.InverseOf(A + B)],
    nodes.Solve: [nodes.Solve(A, x), nodes.Solve(nodes.Transpose(A), B) + 1],
    nodes.DeterminantOf: [nodes.DeterminantOf(A) * x],
    nodes.LogDeterminantOf: [nodes.LogDeterminantOf(A) + x],
    nodes.LargestExponent: [sp.exp(Minimum(x, nodes.LargestExponent(x)), evaluate=False)],
}
FORMULAS = [
    pytest.param(written_out(expr), id=f"{node.__name__}-{number}")
    for node, formulas in NODES.items()
    for number, expr in enumerate(formulas)
]


def side_by_side() -> Values:
    """Values of the names in ``NODES``; the determinants are positive."""
    random = np.random.default_rng(8)
    values = {str(name): random.normal(size=[SIDE] * len(shape)) for name, shape in SHAPES.items()}
    return {**values, "A": values["A"] + 4 * np.eye(SIDE), "B": values["B"] + 4 * np.eye(SIDE), "n": SIDE}


def by_numpy(expr: sp.Expr) -> Any:
    return eval(ArrayCode().doprint(expr), {"np": np, **side_by_side()})


def test_no_node_of_arrays_is_left_out() -> None:
    assert set(NODES) == array_nodes()
    for node, formulas in NODES.items():
        assert all(formula.has(node) for formula in formulas)


@pytest.mark.parametrize("expr", FORMULAS)
def test_every_node_has_a_compiled_loop(expr: sp.Expr) -> None:
    """The text for the compiler, run by Python as it stands."""
    result = sp.Symbol("result")
    loops = Loops(dict(SHAPES), {result: "room"}, sp.numbered_symbols("t_"), frozenset({n}))
    loops.assign(result, expr)
    lines = loops.written()
    names: Values = {"np": np, "as_kind": np.float64, "largest_exponent": np.log(np.finfo(float).max / 2)}
    names |= side_by_side() | {str(name): float(value) for value, name in loops.constants.items()}
    for name, shape in [*loops.work, ("room", shape_of(expr, SHAPES))]:
        names[name] = np.full([int(axis.xreplace({n: sp.Integer(SIDE)})) for axis in shape], np.nan)
    exec("from math import *\n" + "\n".join(lines), names)
    expected = by_numpy(expr)
    assert np.shape(names["result"]) == np.shape(expected)
    close(names["result"], expected, 1e-12)


@pytest.mark.parametrize("expr", FORMULAS)
def test_every_node_is_in_every_dialect(expr: sp.Expr) -> None:
    """``jax.numpy`` is spelled as NumPy is; PyTorch's text is run where it is installed."""
    assert "torch." in in_torch(expr) or not expr.has(nodes.MaxOver, nodes.Eye, nodes.Positions)
    close(eval(JaxCode().doprint(expr), {"jnp": np, **side_by_side()}), by_numpy(expr), 1e-12)


def in_torch(expr: sp.Expr) -> str:
    printer = TorchCode()
    printer.given([n], like="x")
    return printer.doprint(expr)


@pytest.mark.torch
@pytest.mark.parametrize("expr", FORMULAS)
def test_every_node_in_torch(expr: sp.Expr) -> None:
    torch = pytest.importorskip("torch")
    values = {key: torch.tensor(v) if np.ndim(v) else v for key, v in side_by_side().items()}
    close(eval(in_torch(expr), {**TorchCode().namespace(), **values}).numpy(), by_numpy(expr), 1e-12)


@pytest.mark.jax
@pytest.mark.parametrize("expr", FORMULAS)
def test_every_node_in_jax(expr: sp.Expr) -> None:
    jax = pytest.importorskip("jax")
    with jax_engine().here():
        values = {key: jax.numpy.array(v) if np.ndim(v) else v for key, v in side_by_side().items()}
        found = eval(JaxCode().doprint(expr), {**JaxCode().namespace(), **values})
    close(found, by_numpy(expr), 1e-12)
