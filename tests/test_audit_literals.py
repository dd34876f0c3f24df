r"""What a decimal in arithmetic may stand for: a value of the page with fewer digits, or itself, exactly as written."""

from __future__ import annotations

import pytest
from test_audit_forms import claims

NEURON = (
    'parameters="w b" data="x y"',
    r"z = w x + b \\ p = \sigma(z) \\ L = -(y \ln p + (1 - y) \ln(1 - p))",
)
NUMBERS = "w = 0.37, b = -0.12, x = 1.9, y = 1"
SOFTMAX = (
    'data="z" shapes="z: n"',
    r"p_i = \frac{e^{z_i}}{\sum_{j=1}^{n} e^{z_j}} \\ H = -\sum_{i=1}^{n} p_i \ln p_i",
)
DECAY = ('parameters="w" constants="\\eta"', r"R = \eta w^2")


@pytest.mark.parametrize(
    ("page", "given", "line", "verdicts"),
    [
        # on the way through a function, a formula, a derivative that only symgrad has a formula for
        (NEURON, NUMBERS, r"p = \frac{1}{1 + 0.5582} = \frac{1}{1.5582} \approx 0.6418", "rounded rounded rounded"),
        (NEURON, NUMBERS, r"\frac{\partial L}{\partial w} = -0.358 \cdot 1.9 \approx -0.68", "rounded rounded"),
        (SOFTMAX, "z = (1.2, 0.4, -0.3)", r"p_1 = \frac{3.32}{3.32 + 1.492 + 0.741}", "rounded"),
        # 0.5 is nothing of the page with fewer digits, and neither is 0.9
        (NEURON, NUMBERS, r"p = \frac{1}{1 + 0.5} \approx 0.667", "wrong wrong"),
        (NEURON, NUMBERS, r"\frac{\partial L}{\partial w} = -0.3 \cdot 1.9", "wrong"),
        (DECAY, r"w = 1.62, \eta = 0.1", r"w = 2 \cdot 0.9^2 \\ w = 2 \cdot 0.9^3", "exact wrong"),
        (DECAY, r"w = 1.62, \eta = 0.1", r"R = 0.1 \cdot 1.6^2 \approx 0.26", "rounded rounded"),
    ],
)  # fmt: skip
def test_a_decimal_is_rounded_if_something_of_the_page_has_more_digits(
    page: tuple[str, str], given: str, line: str, verdicts: str
) -> None:
    assert [claim.verdict for claim in claims(page, line, given)] == verdicts.split()
