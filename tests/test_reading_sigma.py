r"""σ as a function, and as a name: ``\sigma(z)``, the variance ``\sigma_B^2``, the standard deviation ``\sigma``."""

from __future__ import annotations

import pytest
from test_audit_forms import claims

from symgrad.errors import ReadError
from symgrad.reading import read

MEAN = r"\mu = \frac{1}{m} \sum_{i=1}^m x_i; "


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        # a variance is a name of its own; without the square it is its root
        (r"v_B^2 = x^2 + 1; z = v_B^2 x", "", {"v_B^2": "x**2 + 1", "z": "v_B^2*x"}),
        (r"\sigma_B^2 = x^2; z = \frac{x}{\sigma_B}", "", {r"\sigma_B^2": "x**2", "z": r"x/(sqrt(\sigma_B^2))"}),
        (r"\sigma^{2} = x^2; z = \frac{x}{\sigma} + (\sigma^2)^2", "", {"z": r"\sigma^2**2 + x/(sqrt(\sigma^2))"}),
        (r"\sigma^2 = x^2; \sigma = \sqrt{\sigma^2}; z = \sigma^2 - \sigma", "", {"z": r"-\sigma + \sigma^2"}),
        (r"p = \frac{x}{\sigma^2}", r"\sigma^2", {"p": r"x/\sigma^2"}),
        # a standard deviation is a name, its square a power
        (r"\sigma = \sqrt{x^2 + 1}; z = \frac{x}{\sigma^2}", "", {"z": r"x/(\sigma**2)"}),
        (r"\sigma_x = x^2; z = \sigma_x x", "", {"z": r"\sigma_x*x"}),
        # the function stays one beside them
        (r"\sigma_h = x^2; z = \sigma(x) + \sigma_h", "", {"z": r"\sigma_h + sigma(x)"}),
        (r"\sigma_B^2 = x^2; z = \sigma(x) \sigma_B^2", "", {"z": r"\sigma_B^2*sigma(x)"}),
        (r"\sigma = x^2 + 1; z = \sigma(x) + \frac{x}{\sigma}", "", {"z": r"sigma(x) + x/\sigma"}),
        (r"z = \sigma x + \sigma'(x)", "", {"z": "(1 - sigma(x))*sigma(x) + sigma(x)"}),
        # declared, it is what the page says
        (r"z = \sigma (x - 1)", r"\sigma", {"z": r"\sigma*(x - 1)"}),
    ],
)  # fmt: skip
def test_sigma_in_models(text: str, declared: str, expected: dict[str, str]) -> None:
    model = read(text, parameters=declared, data="x")
    assert {key: str(model.by_name[key].expr) for key in expected} == expected


def test_a_variance_for_each_feature() -> None:
    text = (
        r"\mu_j = \frac{1}{m} \sum_{i=1}^m x_{ij}; \sigma_j^2 = \frac{1}{m} \sum_{i=1}^m (x_{ij} - \mu_j)^2;"
    )
    model = read(text + r" z_{ij} = \frac{x_{ij} - \mu_j}{\sigma_j}", data="x", shapes={"x": "m n"})
    assert [(each.name, len(each.index)) for each in model.definitions] == [
        (r"\mu", 1),
        (r"\sigma^2", 1),
        ("z", 2),
    ]


@pytest.mark.parametrize("text", [r"z = \sigma", r"z = \sigma + x", r"z = \sigma_B x", "z = v_B^2"])
def test_sigma_that_nothing_defines(text: str) -> None:
    with pytest.raises(ReadError):
        read(text, data="x")


BOTH = ('parameters="w" data="x" shapes="x: m"', r"h_i = \sigma(w x_i) \\ L = \sum_{i=1}^{m} h_i")


@pytest.mark.parametrize(
    ("line", "verdicts"),
    [
        (r"\sigma_h^2 = \frac{1}{m} \sum_{i=1}^{m} h_i^2 \approx 0.8416 \\ \sigma_h \approx 0.9174", "rounded rounded"),
        (r"\sigma^2 = \frac{4 w}{9} \\ \sigma \approx 0.76 \\ \sigma(w x_2) \approx 0.818", "defined wrong wrong"),
        (r"\sigma^2 = \frac{4}{9} \\ \sigma \approx 0.67 \\ \sigma(w x_2) \approx 0.881", "defined rounded rounded"),
        (r"\sigma^2 = \frac{4 w}{9} \\ \sigma \approx 0.67 \\ \sigma(w x_2) \approx 0.881", "defined rounded rounded"),
        (r"\sigma = \frac{2 w}{3} \approx 0.67 \\ \sigma^2 \approx 0.44 \\ \sigma(0) = 0.5", "rounded rounded exact"),
        (r"\sigma = \frac{2 w}{3} \approx 0.67 \\ \sigma(0) = 0.6", "rounded wrong"),
    ],
)  # fmt: skip
def test_sigma_on_a_page_with_both(line: str, verdicts: str) -> None:
    assert [claim.verdict for claim in claims(BOTH, line, "w = 1, x = (3, 2)")] == verdicts.split()
