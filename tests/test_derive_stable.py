"""The rewrites into stable forms are steps of a derivation that can be shown."""

from __future__ import annotations

import pytest

import symgrad as sg

NAIVE = r"""
z = w x + b
p = \frac{1}{1+e^{-z}}
L = -y \log p - (1-y) \log(1-p)
"""


def test_each_rewrite_stands_in_front_with_its_reason() -> None:
    model = sg.read(NAIVE, parameters="w b", data="x y")
    plain, stable = sg.derive(model, "w"), sg.derive_stable(model, "w", strategy="board")
    rewrites = [step.rule for step in stable.steps if step.rule.startswith("stable_")]
    assert rewrites == ["stable_sigma", "stable_log_sigma", "stable_log_one_minus_sigma"]
    assert "softplus(z)" in stable.text()
    assert "로 바꾼다" in stable.text(lang="ko")
    assert r"\operatorname{softplus}" in stable.latex()
    numbers = {"w": 0.5, "b": -1, "x": 2, "y": 1}
    assert abs(plain.at(numbers).value - stable.at(numbers).value) < 1e-30


def test_a_model_without_naive_forms_has_no_such_step_and_text_is_refused() -> None:
    model = sg.read("L = (w x - y)^2", parameters="w", data="x y")
    assert sg.derive_stable(model, "w").steps == sg.derive(model, "w").steps
    with pytest.raises(sg.OptionError, match="derive_stable takes a model"):
        sg.derive_stable(NAIVE, "w")  # type: ignore[arg-type]
