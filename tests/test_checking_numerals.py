"""Numbers as people write them, and lines in which some of the given numbers are put in."""

from __future__ import annotations

from typing import Any

import pytest

from symgrad.checking import check_row

#: 0.68997…
SIGMOID = {"reference": r"\sigma(wx)", "given": {"w": "1.6", "x": "0.5"}, "decimals": 3}
#: (2·3 + 1 − 4)·3 = 9
GRADIENT = {
    "reference": r"L = \frac12(wx+b-y)^2", "wrt": "w", "parameters": "w b", "data": "x y",
    "given": {"w": "2", "x": "3", "b": "1", "y": "4"},
}  # fmt: skip
#: 2 − 0.1·9 = 1.1
UPDATE = {
    "reference": r"w - \eta(wx+b-y)x", "constants": r"\eta",
    "given": {"w": "2", "x": "3", "b": "1", "y": "4", r"\eta": "0.1"},
}  # fmt: skip
THIRD = {"reference": r"\frac{x}{y}", "given": {"x": "1", "y": "3"}}
LARGE = {"reference": "x^2", "given": {"x": "1200"}}
NAMED = {"reference": "3E + 2", "variables": {"E": {"domain": "R"}}}

ANSWERS = [
    *((SIGMOID, text, True) for text in (
        "69.0%", r"69.0\%", "69.0 %", "0,690", "6.90E-1", "≈0.690", r"\approx 0.690", r"$\approx 0.690$",
        "답은 약 69.0%이다", r"\sigma(0.8) \approx 69.0\%", r"y = 0,690",
    )),
    *((SIGMOID, text, False) for text in ("68.9%", "0,689", "6.89E-1", "≈0.689", "690%")),
    (THIRD, r"0.\dot{3}", True), (THIRD, r"0.\overline{3}", True), (THIRD, "33.3%", True),
    (THIRD, r"0.\dot{4}", False), (THIRD, r"0.0\dot{3}", False), (THIRD, r"0.\overline{34}", False),
    ({"reference": r"\frac{x}{6}", "given": {"x": "1"}}, r"0.1\dot{6}", True),
    ({"reference": r"\frac{x}{99}", "given": {"x": "12"}}, r"0.\dot{1}\dot{2}", True),
    (UPDATE, r"1\frac{1}{10}", True), (UPDATE, "1 1/10", True), (UPDATE, r"w = 2 - 0.9 = 1\frac{1}{10}", True),
    (UPDATE, r"2\frac{1}{10}", False), (UPDATE, r"-1\frac{1}{10}", False),
    (LARGE, "1 440 000", True), (LARGE, "1.44E6", True), (LARGE, "1 440 001", False),
    (LARGE, "144만", None), (LARGE, "1.44 0", None),
    # no thousands begin with 0
    (SIGMOID, "0 690", None), ({"reference": "777x"}, "0 777", None), ({"reference": "x + 777"}, "x + 1 777", None),
    ({"reference": "x + 777"}, "x + 0,777", None),
    (NAMED, "3E+2", True), (NAMED, "2+3E", True),
    # beside anything else it is a factor
    ({"reference": "x"}, r"2\frac{1}{2}x", True),
    *((GRADIENT, text, True) for text in (
        r"\left.\frac{\partial L}{\partial w}\right|_{w=2} = 9", r"\frac{dL}{dw}(2) = 9", "L'(2) = 9",
    )),
    (GRADIENT, r"\left.\frac{\partial L}{\partial w}\right|_{w=3} = 9", False),
    (GRADIENT, r"\left.\frac{\partial L}{\partial w}\right|_{w=2} = 8", False),
    (GRADIENT, r"\left.\frac{\partial L}{\partial b}\right|_{w=2} = 9", False),
    # right for the numbers, but not worked out
    (GRADIENT, "3x", None), (GRADIENT, "2x", False),
]  # fmt: skip

LINES = [
    (GRADIENT, ["r = 7-4 = 3", "dL/dw = r x = 9"], True, None),
    (GRADIENT, ["y_hat = 2*3+1 = 7", "error = 7-4 = 3", "dL/dw = error * x = 3*3 = 9"], True, None),
    (GRADIENT, ["(wx+b-y)x", "= (7-y)x", "= 3x", "= 9"], True, None),
    (GRADIENT, ["(wx+b-y)x", "= (6-y)x", "= 2x", "= 6"], False, 2),
    (GRADIENT, ["r = 7+4 = 11", "dL/dw = r x = 33"], False, 2),
    (SIGMOID, ["z = wx = 0.8", "a = σ(z) = 0.690"], True, None),
    (SIGMOID, ["z = wx = 0.8", "a = σ(z) = 0.711"], False, 2),
    (SIGMOID, ["z = 0.8", "e^{-0.8} = 0.449", r"\frac{1}{1+0.449} = 0.690"], True, None),
    (SIGMOID, ["z = 0.8", "e^{-0.8} = 0.449", r"\frac{1}{1+0.549} = 0.646"], False, 3),
    (SIGMOID, ["σ(0.8)", "≈ 0.690"], True, None),
    (SIGMOID, ["σ(0.8)", "≈ 0.710"], False, 2),
    (UPDATE, ["기울기 = (6+1-4)×3 = 9", "w = 2 - 0.1×9 = 1.1"], True, None),
    (UPDATE, ["기울기: 9", "새로운 w = 2 - 0.1×9 = 1.1"], True, None),
    (UPDATE, ["기울기 = 8", "w = 2 - 0.1×8 = 1.2"], False, 1),
    (GRADIENT, ["기울기 = (6+1-4)×3 = 8"], False, 1),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "answer", "accept"), ANSWERS)
def test_a_number_as_people_write_it(asked: dict[str, Any], answer: str, accept: bool | None) -> None:
    assert check_row({**asked, "answer": answer}).accept is accept


@pytest.mark.parametrize(("asked", "lines", "accept", "wrong"), LINES)
def test_numbers_in_lines(
    asked: dict[str, Any], lines: list[str], accept: bool | None, wrong: int | None
) -> None:
    verdict = check_row({**asked, "lines": lines})
    assert (verdict.accept, verdict.first_wrong_line) == (accept, wrong)


def test_long_texts_are_looked_at_in_linear_time() -> None:
    for text in ("1 " * 20_000, "0," * 20_000 + "1", "= " * 20_000 + "5%", " " * 40_000 + "5 만"):
        assert check_row({**SIGMOID, "answer": text, "deadline": 1}).accept is not True


@pytest.mark.parametrize(
    ("reference", "answer", "asked", "accept", "standing"),
    [
        # Known to lie between -1 and 1, or between 0 and 1, by numbers; what it is has to be proved.
        (r"\mathrm{sign}(\sin\pi)", "0", {}, True, None),
        (r"\mathrm{sign}(\sin\pi)", "2", {}, False, None),
        (r"\mathbb{1}[\sin\pi \ge 0]", "1", {}, True, None),
        (r"\mathbb{1}[\sin\pi \ge 0]", "0", {}, None, None),
        # Smaller and larger than what is written out.
        (r"\sigma(-3^w)", "0.000", {"given": {"w": "12"}, "decimals": 3}, True, "rounded"),
        (r"\sigma(-3^w)", "0.001", {"given": {"w": "12"}, "decimals": 3}, False, "wrong"),
        (r"-\sigma(-3^w)", "0", {"given": {"w": "12"}, "decimals": 0}, True, "rounded"),
        (r"w + \sigma(-3^w)", "12.0", {"given": {"w": "12"}, "decimals": 1}, True, "rounded"),
        (r"e^{3^w}", "0.0", {"given": {"w": "12"}, "decimals": 1}, False, None),
        # A decimal or a half, by a proof only.
        (r"\sin\pi", "0", {}, True, "exact"),
        (r"\sin\pi", "0.00", {"decimals": 2}, True, "exact"),
        (r"\sqrt2^2", "2", {}, True, "exact"),
        (r"\sin\pi + \frac12", "1", {"decimals": 0}, True, "rounded"),
        (r"\sin\pi + \frac12", "0", {"decimals": 0}, False, "truncated"),
        (r"w\sin\pi + \frac12", "0.5", {"given": {"w": "3"}}, True, "exact"),
        (r"w\mathrm{sign}(\sin\pi)", "0", {"given": {"w": "3"}}, True, None),
        # Next to one, but not one.
        (r"e^{10^{-90}} - 1", "0", {}, None, "rounded"),
        (r"2e^{10^{-90}}", "2", {}, None, "rounded"),
        (r"2e^{10^{-90}}", "2", {"decimals": 0}, True, "rounded"),
        (r"e^{10^{-90}} - \frac12", "1", {"decimals": 0}, True, "rounded"),
        (r"\frac32 - e^{10^{-90}}", "1", {"decimals": 0}, False, "wrong"),
        (r"\frac{1}{e^{10^{-90}} - 1}", "0", {}, False, "wrong"),
    ],
)
def test_a_value_that_is_hardly_known(
    reference: str, answer: str, asked: dict[str, Any], accept: bool | None, standing: str | None
) -> None:
    found = check_row({"reference": reference, "answer": answer, **asked})
    assert found.accept is accept, found
    assert (None if found.number is None else found.number.verdict) == standing
    lines = check_row({"reference": reference, "lines": [f"= {answer}"], "variables": {"w": "R"}, **asked})
    assert lines.accept is accept, lines


@pytest.mark.parametrize("given", [{"w": "0"}, {"w": "-1"}])
def test_no_value_at_the_numbers(given: dict[str, str]) -> None:
    found = check_row({"reference": r"\frac{1}{w} + \log w", "answer": "3", "given": given})
    assert found.status == "invalid"
    assert "no value at these numbers" in found.text["en"]
