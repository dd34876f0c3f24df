"""What numerical differentiation costs, counted from the model: the lecture's numbers (B5), and small ones by hand."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

import symgrad as sg
from symgrad.cli import main

NETWORK = r"""
H = \sigma(X W_1 + b_1)
P = \sigma(H W_2 + b_2)
L = \frac{1}{N} \|P - Y\|^2
"""
SHAPES = {"X": "N D", "Y": "N K", "W_1": "D M", "b_1": "M", "W_2": "M K", "b_2": "K"}
SIZES = {"N": 56_000, "D": 784, "M": 100, "K": 10}


def network() -> sg.model.Model:
    return sg.read(NETWORK, parameters="W_1 b_1 W_2 b_2", data="X Y", shapes=SHAPES)


def test_the_lectures_count() -> None:
    found = sg.cost(network(), SIZES)
    assert found.parameters == 79_400 + 110
    assert found.products == 79_400 * 56_000 == 4_446_400_000
    assert found.evaluations == 79_511
    assert found.total == 353_537_710_400_000
    assert round(found.seconds) == 415_927  # the lecture cuts it: 415,926
    assert int(found.seconds / 3600) == 115


@pytest.mark.parametrize(
    ("text", "parameters", "sizes", "products"),
    [
        ("L = (y - w x)^2", "w", {}, 1),
        ("L = (y - 2 w)^2", "w", {}, 0),
        (r"L = \frac{1}{m} \sum_{i=1}^m (w x_i + b - y_i)^2", "w b", {"m": 7}, 7),
        (r"L = \sum_{i=1}^m (u v x_i - y_i)^2", "u v", {"m": 7}, 14),
        ("h = w x\nL = (y - v \\sigma(h))^2 + b", "w v b", {}, 2),
    ],
)
def test_products_with_a_parameter_are_counted(text, parameters, sizes, products) -> None:
    names = [name for name in ("x", "y") if name in text.replace("\\sum", "")]
    model = sg.read(text, parameters=parameters, data=names)
    assert sg.cost(model, sizes).products == products


def test_the_backward_pass_is_measured_beside_it() -> None:
    found = sg.cost(network(), {"N": 20, "D": 5, "M": 4, "K": 2}, measure=True)
    assert found.measured is not None
    assert 0 < found.measured < 1
    assert "measured" in found.text(lang="en")
    assert "실측" in found.text(lang="ko")
    with pytest.raises(sg.DataError, match="axis"):
        sg.cost(network(), {"N": 20})
    with pytest.raises(sg.DataError, match="too many"):
        sg.cost(network(), {**SIZES, "N": 10**6}, measure=True)


def test_the_cost_from_the_command_line(tmp_path) -> None:
    path = tmp_path / "net.tex"
    path.write_text(NETWORK)
    names = [
        "--parameters",
        "W_1 b_1 W_2 b_2",
        "--data",
        "X Y",
        "--shapes",
        "; ".join(f"{k}: {v}" for k, v in SHAPES.items()),
    ]
    sizes = "N=56000 D=784 M=100 K=10"
    result = CliRunner().invoke(
        main, ["cost", str(path), *names, "--sizes", sizes, "--no-measure", "--lang", "en"]
    )
    assert result.exit_code == 0, result.output
    assert "353,537,710,400,000" in result.output
    assert "hours" in result.output
