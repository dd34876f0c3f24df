"""Pictures: the numbers in the axes are the right ones, files come in every format, both languages, nothing leaks."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import mpmath
import numpy as np
import pytest
import sympy as sp
from click.testing import CliRunner

import symgrad as sg
from symgrad.cli import main
from symgrad.cli.plot import spec
from symgrad.functions import BY_SPELLING, FUNCTIONS
from symgrad.optimizers import optimizer
from symgrad.plot import canvas, contours, curves, files, film, gradients, relief, walks
from symgrad.plot.words import WORDS, word

pytest.importorskip("matplotlib")

PAGES = Path(__file__).parent.parent / "derivations"
X, Y = np.array([0.0, 1, 2, 3, 4, 5]), np.array([0.0, 0.8, 2.2, 2.3, 4.3, 4.9])
DATA = {"x": X, "y": Y}
START = {"w": -1.0, "b": 3.0}
ACTIVATIONS = [row for row in FUNCTIONS if row.activation]


@pytest.fixture(scope="module")
def line() -> sg.model.Model:
    return sg.read(r"L = \frac{1}{2m} \sum_{i=1}^m (w x^{(i)} + b - y^{(i)})^2", parameters="w b", data="x y")


@pytest.fixture(scope="module", autouse=True)
def coarse() -> Iterator[None]:
    """Few points of the contours: they take the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contours, "GRID", 9)
        yield


def lines(axes) -> dict[str, np.ndarray]:
    return {each.get_label(): np.column_stack(each.get_data()) for each in axes.get_lines()}


def words(figure) -> str:
    import matplotlib.text

    return "\n".join(text.get_text() for text in figure.findobj(matplotlib.text.Text))


def descent(rate: float, steps: int) -> np.ndarray:
    """Gradient descent on the line, by hand."""
    w, b = START["w"], START["b"]
    points = [(w, b)]
    for _ in range(steps):
        residual = w * X + b - Y
        w, b = w - rate * (residual * X).mean(), b - rate * residual.mean()
        points.append((w, b))
    return np.array(points)


def loss_at(w, b) -> np.ndarray:
    return ((np.multiply.outer(w, X) + np.expand_dims(b, -1) - Y) ** 2).mean(axis=-1) / 2


# -- loss curves --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_loss_curves_are_the_histories(line) -> None:
    fits = [sg.fit(line, DATA, params=START, learning_rate=rate, epochs=8) for rate in (0.01, 0.1)]
    drawn = lines(sg.plot.loss(fits).axes[0])
    assert list(drawn) == ["gradient descent, α = 0.01", "gradient descent, α = 0.1"]
    for fit, curve in zip(fits, drawn.values(), strict=True):
        assert curve.tolist() == [[epoch, loss] for epoch, loss in enumerate(fit.history)]
    assert list(lines(sg.plot.loss({"mine": fits[0]}).axes[0])) == ["mine"]
    assert list(lines(sg.plot.loss([fits[0]] * 2).axes[0]))[1] == "gradient descent, α = 0.01 (2)"


@pytest.mark.slow
def test_validation_has_a_curve_of_its_own(line) -> None:
    fit = sg.fit(line, DATA, params=START, optimizer="adadelta_lecture", epochs=4, validation=0.4)
    drawn = lines(sg.plot.loss(fit, lang="en").axes[0])
    assert list(drawn) == ["adadelta lecture", "adadelta lecture, validation"]
    assert drawn["adadelta lecture, validation"][:, 1].tolist() == list(fit.validation)


@pytest.mark.slow
def test_the_loss_is_logarithmic_where_that_is_right() -> None:
    square = sg.read("L = w^2", parameters="w")
    far = sg.fit(square, {}, params={"w": 1}, learning_rate=0.3, epochs=8)
    assert sg.plot.loss(far).axes[0].get_yscale() == "log"
    near = sg.fit(square, {}, params={"w": 1}, learning_rate=0.01, epochs=8)
    assert sg.plot.loss(near).axes[0].get_yscale() == "linear"


@pytest.mark.parametrize("nothing", [[], {}, [3]], ids=str)
def test_what_is_no_fit_is_refused(nothing) -> None:
    with pytest.raises(sg.OptionError, match="fit"):
        sg.plot.loss(nothing)


# -- activations ----------------------------------------------------------------------------------------------


_Z = sp.Symbol("z")


def assert_shows(axes, row) -> None:
    """The panel shows the row's definition and its slope, both by mpmath."""
    drawn = lines(axes)
    kinks = [float(kink) for kink in row.kinks]

    exact = sp.lambdify(_Z, row.definition(_Z), modules=[{"Maximum": max, "Minimum": min}, "mpmath"])
    away = [
        n for n, (z, _) in enumerate(drawn["function"]) if min((abs(z - k) for k in kinks), default=1) > 1e-6
    ]
    for n in away[::23]:
        z = mpmath.mpf(float(drawn["function"][n, 0]))
        assert drawn["function"][n, 1] == pytest.approx(float(exact(z)), rel=1e-12, abs=1e-14)
        assert drawn["derivative"][n, 1] == pytest.approx(float(mpmath.diff(exact, z)), rel=1e-8, abs=1e-9)
    assert ("kink" in drawn) == bool(kinks)
    if kinks:
        assert drawn["kink"].tolist() == [[kink, float(row.at_kink)] for kink in kinks]


@pytest.mark.slow
def test_every_activation_is_shown_and_a_wrong_curve_is_seen() -> None:
    figure = sg.plot.activations()
    edges, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert min(edges.x0, edges.y0, width - edges.x1, height - edges.y1) >= 0, "something is cut off"
    panels = {axes.get_title(): axes for axes in figure.axes}
    assert len(panels) == len(ACTIVATIONS) + 1
    prelu = lines(panels[canvas.shown(r"\operatorname{PReLU}(z),\ \alpha = 0.25")])
    z, slope = prelu["function"].T, prelu["derivative"].T
    assert z[1] == pytest.approx(np.where(z[0] > 0, z[0], z[0] / 4))
    away = z[0] != 0
    assert slope[1][away] == pytest.approx(np.where(slope[0] > 0, 1, 0.25)[away])
    assert prelu["kink"].tolist() == [[0, 0.25]]
    for row in ACTIVATIONS:
        assert_shows(panels[canvas.shown(f"{row.latex}(z)")], row)
    # A line is broken where it jumps, and only there.
    relu = lines(panels[canvas.shown(r"\operatorname{ReLU}(z)")])
    at = relu["derivative"][:, 0] == 0
    assert at.sum() == 1
    assert np.isnan(relu["derivative"][at, 1]).all()
    assert relu["function"][at, 1] == 0
    for curve in [
        line for line in figure.axes[0].get_lines() if line.get_label() in ("function", "derivative")
    ]:
        x, y = curve.get_data()
        curve.set_data(x, y * 1.0001)
        with pytest.raises(AssertionError):
            assert_shows(figure.axes[0], ACTIVATIONS[0])
        curve.set_data(x, y)


# -- the vanishing gradient -----------------------------------------------------------------------------------


def chain(f, slope, layers: int) -> list[float]:
    """∂h_L/∂w_l for l = L, …, 1 with weights and input 1, by hand."""
    h = [mpmath.mpf(1)]
    for _ in range(layers):
        h.append(f(h[-1]))
    found, product = [], mpmath.mpf(1)
    for layer in range(layers, 0, -1):
        product *= slope(h[layer - 1])
        found.append(float(product * h[layer - 1]))
    return found


@pytest.mark.slow
def test_the_gradient_shrinks_layer_by_layer() -> None:
    drawn = lines(sg.plot.vanishing(("sigma", "tanh", "relu"), layers=6).axes[0])
    sigmoid = lambda z: 1 / (1 + mpmath.exp(-z))  # noqa: E731
    by_hand = {
        r"$\sigma$": chain(sigmoid, lambda z: mpmath.diff(sigmoid, z), 6),
        r"$\tanh$": chain(mpmath.tanh, lambda z: mpmath.diff(mpmath.tanh, z), 6),
        r"$\operatorname{ReLU}$": [1.0] * 6,
    }
    for label, values in by_hand.items():
        assert drawn[label][:, 0].tolist() == [1, 2, 3, 4, 5, 6]
        assert drawn[label][:, 1] == pytest.approx(values, rel=1e-12)
    bound = drawn["bound $(1/4)^L$"]
    assert bound[:, 1].tolist() == [0.25**depth for depth in range(1, 7)]
    assert (drawn[r"$\sigma$"][:, 1] < bound[:, 1]).all()
    # Only σ is steeper nowhere than something below 1.
    assert len(drawn) == 4


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"activation": "sigmod"}, "Did you mean sigma"),
        ({"activation": "exp"}, "no activation called 'exp'"),
        ({"activation": ()}, "no activation to draw"),
        ({"activation": "step"}, "the gradient of step is 0"),
        ({"layers": 1}, "layers is 1"),
        ({"layers": 2.5}, "layers is 2.5"),
    ],
)
@pytest.mark.slow
def test_chains_that_do_not_exist(options, message) -> None:
    with pytest.raises(sg.OptionError, match=message):
        sg.plot.vanishing(**options)


# -- paths ------------------------------------------------------------------------------------------------------


def draw(line, **options):
    given = {"optimizers": {"down": {"optimizer": "gradient_descent", "learning_rate": 0.1}}, "steps": 5}
    return sg.plot.paths(line, DATA, **{"start": START, **given, **options})


def test_a_path_is_the_walk_by_hand(line) -> None:
    axes = draw(line).axes[0]
    drawn = lines(axes)
    hand = descent(0.1, 5)
    assert drawn["down"] == pytest.approx(hand, rel=1e-12)
    assert drawn["start"].tolist() == [[-1, 3]]
    assert drawn["lowest loss reached"] == pytest.approx(hand[loss_at(*hand.T).argmin()][None], rel=1e-12)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("$w$", "$b$")


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrong", [{"learning_rate": 0.1001}, {"learning_rate": 0.1, "batch_size": 3}], ids=str
)
def test_a_wrong_path_is_seen(line, wrong) -> None:
    drawn = lines(draw(line, optimizers={"down": {"optimizer": "gradient_descent", **wrong}}).axes[0])
    assert drawn["down"] != pytest.approx(descent(0.1, 5), rel=1e-6)


def test_names_along_say_which_axis_is_which(line) -> None:
    axes = draw(line, along="b w").axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("$b$", "$w$")
    assert lines(axes)["down"] == pytest.approx(descent(0.1, 5)[:, ::-1], rel=1e-12)


def test_contours_are_the_loss(line) -> None:
    ground = walks.plane(line, DATA, along="w b", start=START, seed=0)
    points = np.stack(np.meshgrid(np.linspace(-2, 2, 4), np.linspace(0, 3, 5)), axis=-1)
    assert ground.loss(points) == pytest.approx(loss_at(points[..., 0], points[..., 1]), rel=1e-12)
    assert ground.gradient(np.array([-1.0, 3.0])) == pytest.approx(
        (descent(1, 1)[0] - descent(1, 1)[1]), rel=1e-12
    )
    levels = contours.levels_of(ground.loss(points))
    assert (np.diff(levels) > 0).all()
    assert levels[0] == ground.loss(points).min()


@pytest.mark.slow
def test_elements_of_a_vector() -> None:
    model = sg.read(r"L = \|X w - y\|^2", parameters="w", data="X y", shapes={"X": "m n", "w": "n", "y": "m"})
    matrix = np.column_stack([X, np.ones(6)])
    data = {"X": matrix, "y": Y}
    figure = sg.plot.paths(
        model,
        data,
        along="w[1] w[2]",
        start={"w": [-1, 3]},
        optimizers={"down": {"optimizer": "gradient_descent", "learning_rate": 0.1 / 12}},
        steps=5,
    )
    # ‖Xw − y‖² is 2m times the mean of halves.
    assert lines(figure.axes[0])["down"] == pytest.approx(descent(0.1, 5), rel=1e-12)
    assert figure.axes[0].get_xlabel() == "$w_{1}$"
    with pytest.raises(sg.OptionError, match=r"w\[2\] would have to stand still"):
        sg.plot.learning_rates(model, data, along="w[1]", start={"w": [-1, 3]})


@pytest.mark.slow
def test_other_parameters_are_held() -> None:
    page = sg.read("h = \\sigma(w_1 x)\nE = (y - w_2 h - b)^2", parameters="w_1 w_2 b", data="x y")
    start, data = {"w_1": 0.5, "w_2": 0.3, "b": 0.1}, {"x": 0.7, "y": 1}
    figure = sg.plot.paths(
        page,
        data,
        along="w_1 w_2",
        start=start,
        optimizers={"down": {"optimizer": "gradient_descent", "learning_rate": 0.5}},
        steps=4,
    )
    program, here = sg.compile(page), dict(start)
    for point in lines(figure.axes[0])["down"]:
        assert point == pytest.approx([here["w_1"], here["w_2"]], rel=1e-12)
        gradient = program.value_and_grad(here, data)[1]
        here |= {key: here[key] - 0.5 * gradient[key] for key in ("w_1", "w_2")}
    assert "held: $b$ = 0.1" in words(figure)


def test_without_a_learning_rate_the_best_one_is_taken(line) -> None:
    ground = walks.plane(line, DATA, along=None, start=START, seed=0)
    (walker,) = walks.walkers(["gradient_descent"])
    means = {rate: loss_at(*descent(rate, 7).T).mean() for rate in walks.RATES}
    best = min(means, key=means.get)
    assert walker.walk(ground, 7, 0).label == f"gradient descent, α = {best:g}"


@pytest.mark.slow
def test_a_row_of_ones_own_walks(line) -> None:
    own = optimizer(r"w := w - \alpha g", alpha=0.1)
    assert lines(draw(line, optimizers={"down": own}).axes[0])["down"] == pytest.approx(
        descent(0.1, 5), rel=1e-12
    )


def test_batches_take_every_sample_once_a_pass(line) -> None:
    ground = walks.plane(line, DATA, along=None, start=START, seed=0)
    batches = walks._batches(ground, 4, 0)
    taken = [next(batches) for _ in range(4)]
    assert [len(batch) for batch in taken] == [4, 2, 4, 2]
    assert sorted([*taken[0], *taken[1]]) == sorted([*taken[2], *taken[3]]) == list(range(6))
    assert taken[0].tolist() != taken[2].tolist()


@pytest.mark.slow
def test_a_walk_that_leaves_ends_before_infinity() -> None:
    steep = sg.read(r"L = e^{w^2} + b^2", parameters="w b")
    figure = sg.plot.paths(
        steep,
        {},
        start={"w": 2, "b": 1},
        optimizers={
            "out": {"optimizer": "gradient_descent", "learning_rate": 1},
            "in": {"optimizer": "adam", "learning_rate": 0.1},
        },
        steps=5,
    )
    assert np.isfinite(lines(figure.axes[0])["out"]).all()
    assert len(lines(figure.axes[0])["out"]) < 6
    assert len(lines(figure.axes[0])["in"]) == 6


@pytest.mark.slow
def test_batches_are_those_training_takes(line) -> None:
    drawn = lines(
        draw(
            line, optimizers={"some": {"optimizer": "sgd", "learning_rate": 0.1, "batch_size": 4}}, seed=3
        ).axes[0]
    )
    fit = sg.fit(line, DATA, params=START, optimizer="sgd", learning_rate=0.1, batch_size=4, seed=3, epochs=2)
    assert drawn["some"][4] == pytest.approx([fit.params["w"], fit.params["b"]], rel=1e-12)


def test_a_curvature_that_changes_is_that_at_the_start() -> None:
    model = sg.read("L = w^4 + b^2", parameters="w b")
    ground = walks.plane(model, {}, along=None, start={"w": 2, "b": 1}, seed=0)
    assert contours.curvature(ground) == pytest.approx(48, rel=1e-6)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"optimizers": ["adma"]}, "Did you mean adam"),
        ({"optimizers": []}, "no optimizer to draw"),
        ({"optimizers": {"a": {"optimizer": "adam", "gamma": 1}}}, "adam has no option 'gamma'"),
        ({"optimizers": {"a": {"optimizer": "sgd", "batch_size": 0}}}, "batch_size is 0"),
        ({"along": "w c"}, "no parameter 'c'"),
        ({"along": "w w"}, "w is named twice"),
        ({"along": "w"}, "contours need two parameters"),
        ({"along": "w[1] b"}, r"no parameter 'w\[1\]'"),
        ({"steps": 0}, "steps is 0"),
        ({"lang": "fr"}, "no words in 'fr'"),
    ],
    ids=str,
)
def test_options_that_do_not_exist(line, options, message) -> None:
    with pytest.raises(sg.OptionError, match=message):
        draw(line, **options)


def test_a_model_with_many_parameters_asks_for_two() -> None:
    model = sg.read("L = (a + b + c - y)^2", parameters="a b c", data="y")
    with pytest.raises(sg.OptionError, match='along="a b"'):
        sg.plot.paths(model, {"y": 1}, optimizers=["sgd"])
    with pytest.raises(sg.DataError, match="no data for y"):
        sg.plot.paths(model, {}, along="a b", optimizers=["sgd"])


# -- learning rates -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_usual_rates_come_from_the_curvature(line) -> None:
    figure = sg.plot.learning_rates(line, DATA, start=START, steps=20)
    largest = np.linalg.eigvalsh(np.array([[(X**2).mean(), X.mean()], [X.mean(), 1]])).max()
    rates = [0.1 / largest, 1 / largest, 2.1 / largest]
    verdicts = ["too small: slow", "right", "too large: diverges"]
    for rate, verdict, axes in zip(rates, verdicts, figure.axes, strict=False):
        assert axes.get_title() == f"α = {rate:.3g}\n{verdict}"
    below = lines(figure.axes[3])
    for rate in rates:
        hand = loss_at(*descent(rate, 20).T)
        assert below[f"α = {rate:.3g}"][:, 1] == pytest.approx(hand, rel=1e-9)
    assert figure.axes[3].get_yscale() == "log"


def test_over_one_parameter_the_loss_is_a_curve(line) -> None:
    figure = sg.plot.learning_rates(line, DATA, rates=(0.05,), along="w", start={"w": -1, "b": 0}, steps=3)
    curve, walk, _ = (np.column_stack(each.get_data()) for each in figure.axes[0].get_lines())
    assert curve[:, 1] == pytest.approx(loss_at(curve[:, 0], np.zeros(len(curve))), rel=1e-12)
    assert walk[:, 1] == pytest.approx(loss_at(walk[:, 0], np.zeros(4)), rel=1e-12)
    assert walk[1, 0] == pytest.approx(-1 - 0.05 * ((-X - Y) * X).mean(), rel=1e-12)


def test_verdicts_are_what_the_walks_did() -> None:
    def walk(*losses, left=False):
        return walks.Walk("", np.zeros((len(losses), 1)), np.array(losses), left)

    rates = (0.1, 1.0, 2.0, 3.0, 4.0)
    found = contours.judged(rates, [walk(9, 8), walk(9, 1), walk(9, 3), walk(9, 10), walk(9, left=True)])
    assert found == ("too_small", "right", "large", "too_large", "too_large")
    assert contours.judged((1.0,), [walk(1, 2)]) == ("too_large",)


def test_rates_that_do_not_follow(line) -> None:
    flat = sg.read("L = w", parameters="w")
    with pytest.raises(sg.OptionError, match="does not curve upwards"):
        sg.plot.learning_rates(flat, {}, start={"w": 1})
    with pytest.raises(sg.OptionError, match="one to five learning rates"):
        sg.plot.learning_rates(line, DATA, rates=())
    with pytest.raises(sg.OptionError, match="learning_rate is -1"):
        sg.plot.learning_rates(line, DATA, rates=(-1,))


# -- files, languages, and what is left behind ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def moving(line) -> film.Film:
    return sg.plot.animation(
        line,
        DATA,
        start=START,
        steps=4,
        optimizers={
            "down": {"optimizer": "gradient_descent", "learning_rate": 0.1},
            "adam": {"optimizer": "adam", "learning_rate": 0.3},
        },
    )


BEGINS = {
    ".png": b"\x89PNG",
    ".svg": b"<?xml",
    ".pdf": b"%PDF",
    ".gif": b"GIF89a",
    ".html": b"<!DOCTYPE html>",
}


def test_every_format_has_its_beginning() -> None:
    assert set(BEGINS) == {*files.STILL, *files.MOVING}


@pytest.mark.slow
@pytest.mark.parametrize("suffix", BEGINS)
def test_files_in_every_format(suffix, moving, tmp_path) -> None:
    picture = moving if suffix in files.MOVING else moving.figure
    one = sg.plot.save(picture, tmp_path / "new" / f"one{suffix}")
    two = sg.plot.save(picture, str(tmp_path / f"two{suffix.upper()}"))
    assert one.read_bytes().startswith(BEGINS[suffix])
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("name", ["a.jpg", "a", "a.gif"])
def test_a_format_that_does_not_exist(name, moving, tmp_path) -> None:
    with pytest.raises(sg.OptionError, match=r"ends in \.png, \.svg, \.pdf"):
        sg.plot.save(moving.figure, tmp_path / name)
    assert not (tmp_path / name).exists()


@pytest.mark.slow
def test_an_animation_has_a_frame_for_every_update(moving, tmp_path) -> None:
    from PIL import Image

    with Image.open(sg.plot.save(moving, tmp_path / "a.gif")) as image:
        assert image.n_frames == 5
    frames = list(moving.frames())
    assert all((one != two).any() for one, two in pairwise(frames))
    # The picture itself is whole again.
    assert lines(moving.axes)["down"] == pytest.approx(descent(0.1, 4), rel=1e-12)


@pytest.mark.slow
def test_the_web_page_has_every_point_and_fetches_nothing(moving) -> None:
    html = moving.html()
    assert not re.search(r"(src|href)\s*=\s*[\"'](https?:)?//|@import|url\(['\"]?http", html)
    (points, *_) = re.findall(r'<polyline points="([^"]+)"', html)
    places = np.array([[float(number) for number in pair.split(",")] for pair in points.split()])
    # Affine in the data: the same line through the same points, the vertical axis turned round.
    for axis, sign in ((0, 1), (1, -1)):
        slope, _ = np.polyfit(descent(0.1, 4)[:, axis], places[:, axis], 1)
        fitted = np.polyval(
            np.polyfit(descent(0.1, 4)[:, axis], places[:, axis], 1), descent(0.1, 4)[:, axis]
        )
        assert np.sign(slope) == sign
        assert places[:, axis] == pytest.approx(fitted, abs=0.02)
    assert 'max="4"' in html
    assert moving.html().count("aria-label=") == 2, "the button and the slider say what they are"
    assert "srcdoc" in moving._repr_html_()


def test_every_word_is_there_twice_and_used() -> None:
    source = "".join(path.read_text() for path in Path(canvas.__file__).parent.glob("*.py"))
    for key, (english, korean) in WORDS.items():
        assert source.count(f'"{key}"') > 1, f"{key} is never used"
        assert re.search("[가-힣]", korean)
        assert not re.search("[가-힣]", english)
        assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", korean))


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_words_in_the_language(line, lang) -> None:
    spoken = lang if canvas.korean_font() else "en"
    said = words(sg.plot.learning_rates(line, DATA, start=START, lang=lang)) + words(draw(line, lang=lang))
    for key in (
        "learning_rates",
        "too_small",
        "right",
        "too_large",
        "loss",
        "steps",
        "paths",
        "start",
        "lowest",
    ):
        assert word(key, spoken) in said
    assert bool(re.search("[가-힣]", said)) == (spoken == "ko")


@pytest.mark.slow
def test_without_a_korean_font_the_words_are_english(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(canvas, "korean_font", lambda: None)
    figure = sg.plot.vanishing(layers=2, lang="ko")
    assert word("vanishing", "en") in words(figure)
    sg.plot.save(figure, tmp_path / "a.png")


def test_names_that_cannot_be_set_are_written_in_unicode() -> None:
    assert canvas.shown(r"W^{[1]}") == r"$W^{[1]}$"
    assert canvas.shown(r"\hat{y}") == r"$\hat{y}$"
    assert "$" not in canvas.shown(r"\nosuchmacro{w}_1")


@pytest.mark.slow
def test_settings_and_figures_do_not_leak() -> None:
    code = (
        "import sys, symgrad as sg\n"
        "print('matplotlib' in sys.modules)\n"
        "sg.plot\n"
        "print('matplotlib' in sys.modules)\n"
        "import matplotlib\n"
        "now = lambda: {key: matplotlib.rcParams[key] for key in matplotlib.rcParams if key != 'backend'}\n"
        "before = now()\n"
        "sg.plot.vanishing(layers=2, lang='ko')\n"
        "print('matplotlib.pyplot' in sys.modules, now() == before)\n"
    )
    shown = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    assert shown.stdout.split() == ["False", "False", "False", "True"]
    assert shown.stderr == ""


def test_without_matplotlib_the_extra_is_named(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(sg.MissingExtraError, match=r"symgrad\[plot\]"):
        sg.plot.activations()
    result = CliRunner().invoke(main, ["plot", "vanishing", "--layers", "2"])
    assert result.exit_code == 2
    assert "symgrad[plot]" in result.output


def test_the_steepest_slope_of_sigma_is_a_quarter() -> None:
    assert gradients._steepest(BY_SPELLING["sigma"]) == 0.25


# -- the command --------------------------------------------------------------------------------------------------

D, B6 = str(PAGES / "linear-regression.md"), str(PAGES / "backpropagation-2-2-1.md")


def run(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(main, ["plot", *arguments])
    assert result.exit_code == status, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "lang"),
    [
        (["loss", D, "--learning-rate", "0.1", "--learning-rate", "1", "--epochs", "5"], "ko"),
        (["paths", D, "--steps", "3", "--optimizer", "sgd learning_rate=0.1 batch_size=2"], "en"),
        (["paths", B6, "--along", "w_1 w_5", "--steps", "3", "--optimizer", "adadelta_lecture"], "ko"),
        (["learning-rates", D, "--rate", "0.1", "--steps", "3", "--along", "w"], "en"),
        (["vanishing", "--activation", "tanh", "--layers", "3"], "ko"),
    ],
    ids=lambda value: " ".join(value)[:20],
)
def test_commands_write_files(arguments, lang, tmp_path) -> None:
    target = tmp_path / "new" / "picture.png"
    said = run(*arguments, "--lang", lang, "-o", str(target))
    assert {"en": f"wrote {target}", "ko": f"{target}를 썼습니다"}[lang] in said
    assert target.read_bytes().startswith(BEGINS[".png"])


@pytest.mark.slow
def test_the_command_for_activations(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(gradients, "FUNCTIONS", ACTIVATIONS[:1])
    run("activations", "--lang", "ko", "-o", str(tmp_path / "a.svg"))
    assert (tmp_path / "a.svg").read_bytes().startswith(BEGINS[".svg"])


@pytest.mark.slow
def test_the_suffix_makes_it_an_animation(tmp_path) -> None:
    for suffix in files.MOVING:
        target = tmp_path / f"a{suffix}"
        run("paths", D, "--steps", "2", "--optimizer", "sgd learning_rate=1", "-o", str(target))
        assert target.read_bytes().startswith(BEGINS[suffix])


@pytest.mark.slow
def test_a_table_and_a_start(tmp_path) -> None:
    (tmp_path / "line.tex").write_text(r"L = \frac{1}{2m} \sum_{i=1}^m (w x_i + b - y_i)^2")
    (tmp_path / "data.csv").write_text("x, y\n" + "".join(f"{x}, {y}\n" for x, y in zip(X, Y, strict=True)))
    (tmp_path / "start.json").write_text('{"w": -1, "b": 3}')
    run(
        *("loss", str(tmp_path / "line.tex"), "--parameters", "w b", "--shapes", "x: m; y: m"),
        *("--data", str(tmp_path / "data.csv"), "--start", str(tmp_path / "start.json")),
        *("--epochs", "2", "-o", str(tmp_path / "loss.pdf")),
    )
    assert (tmp_path / "loss.pdf").read_bytes().startswith(b"%PDF")


def test_the_ticks_stay_when_the_style_is_gone() -> None:
    """A figure is laid out for its ticks: others, made later in another style, were cut off at the edge."""
    import matplotlib

    with canvas.page("en", 3, 2) as (figure, _):
        axes = figure.add_subplot()
    room = []
    for size in (5, 20):
        with matplotlib.rc_context({"font.size": size}):
            room.append((axes.xaxis.get_tick_space(), axes.yaxis.get_tick_space()))
    assert room[0] == room[1]


def test_equations_are_drawn_with_their_own_rate(tmp_path, monkeypatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr("symgrad.plot.loss", lambda fits, lang: seen.extend(fits))
    monkeypatch.setattr("symgrad.plot.save", lambda picture, output: output)
    equations = r"v := \beta v + (1-\beta) g; w := w - \alpha v"
    run(
        "loss",
        D,
        "--optimizer",
        f"{equations} beta=0.5 alpha=0.25",
        "--optimizer",
        "momentum",
        "--epochs",
        "2",
    )
    assert [fit.learning_rate for fit in seen] == [0.25, 1.0]  # the second is the page's
    found = spec(f"{equations} beta=0.5 alpha=0.25 batch_size=2")
    assert (found["learning_rate"], found["batch_size"]) == (0.25, 2)
    assert found["optimizer"].values({})["beta"] == 0.5
    fixed = spec(r"w := w - \alpha g; \alpha = 0.3")
    assert "learning_rate" not in fixed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["paths", D, "--optimizer", "adam learning_rate=fast"], "sets no number"),
        (["paths", D, "--optimizer", "adma"], "Did you mean adam?"),
        (["loss", D, "--optimizer", r"w := w - \alpha g"], "alpha=…"),
        (["paths", B6], "two parameters"),
        (["loss", str(PAGES / "linear-model-three-samples.md"), "-o", "a.jpg"], "a.jpg"),
        (["activations", "-o", "a.bmp"], "'a.bmp'"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_drawn_is_status_2(arguments, message, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert message in run(*arguments, status=2)
    assert list(tmp_path.iterdir()) == []


def test_every_picture_says_what_it_is() -> None:
    group = main.commands["plot"]
    assert isinstance(group, click.Group)
    for name, command in group.commands.items():
        assert command.help, name
        for option in command.params:
            assert isinstance(option, click.Argument) or option.help, f"{name} {option.name}"


# -- the surface ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_walks_on_the_surface_stand_where_the_loss_is(line) -> None:
    from mpl_toolkits.mplot3d.proj3d import proj_transform

    who = {
        "slow": {"optimizer": "gradient_descent", "learning_rate": 0.02},
        "mad": {"optimizer": "adam", "learning_rate": 9.0},
    }
    figure = sg.plot.surface(line, DATA, optimizers=who, start=START, steps=12)
    (axes,) = figure.axes
    path = descent(0.02, 12)
    across, up, _ = proj_transform(*path.T, loss_at(*path.T), axes.get_proj())
    drawn = {each.get_label(): np.column_stack(each.get_data()) for each in axes.get_lines()}
    np.testing.assert_allclose(drawn["slow"], np.column_stack([across, up]), rtol=1e-9)
    np.testing.assert_allclose(drawn["start"][0], drawn["slow"][0], rtol=1e-12)
    # what climbs out of the box ends there
    assert len(drawn["mad"]) == 1
    assert axes.get_zlim()[1] >= loss_at(*path.T).max()


@pytest.mark.slow
def test_a_surface_is_seen_from_where_the_walks_end(line) -> None:
    """The camera stands beyond the end of the walk: the start is farther away than the end."""
    window = np.array([[0.0, 1.0], [0.0, 1.0]])
    east = walks.Walk("", np.array([[0.0, 0.5], [1.0, 0.5]]), np.array([2.0, 1.0]))
    north = walks.Walk("", np.array([[0.5, 0.0], [0.5, 1.0]]), np.array([2.0, 0.5]))
    assert relief.facing([east], window) == pytest.approx(relief.ASIDE)
    assert relief.facing([east, north], window) == pytest.approx(90 + relief.ASIDE)
    with pytest.raises(sg.OptionError, match="elevation"):
        sg.plot.surface(line, DATA, start=START, steps=1, optimizers=["adam"], elevation=0)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_surface_from_the_command_line_still_and_moving(lang, tmp_path) -> None:
    page = str(PAGES / "linear-regression.md")
    given = ["--optimizer", "adam learning_rate=0.3", "--steps", "4", "--lang", lang]
    for suffix in (".png", ".svg", ".gif", ".html"):
        path = tmp_path / f"surface{suffix}"
        result = CliRunner().invoke(main, ["plot", "surface", page, *given, "-o", str(path)])
        assert result.exit_code == 0, result.output
        assert path.stat().st_size > 2000
    moving = (tmp_path / "surface.html").read_text()
    assert moving.count('class="walk"') == 1
    spoken = lang if canvas.korean_font() else "en"
    assert word("surface", spoken) in moving


def test_legends_have_the_names_of_the_methods_in_the_language(line, monkeypatch) -> None:
    ground = walks.plane(line, DATA, along=None, start=START, seed=0)
    given = {"optimizer": "gradient_descent", "learning_rate": 0.5, "batch_size": 1}
    (walker,) = walks.walkers([given])
    labels = {lang: walker.walk(ground, 1, 0, lang).label for lang in ("en", "ko")}
    assert labels == {"en": "gradient descent, α = 0.5, batch 1", "ko": "경사 하강법, α = 0.5, 배치 1"}
    fits = [sg.fit(line, DATA, params=START, optimizer=name, epochs=1) for name in ("momentum", "sgd")]
    for font, said in (("NanumGothic", "모멘텀"), (None, "momentum")):
        monkeypatch.setattr(canvas, "korean_font", lambda font=font: font)
        assert next(iter(curves._named(fits, canvas.spoken("ko")))).startswith(said)
