"""The pages of B9 to B17: the equations of the optimizers are the rows, and which numbers hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import symgrad as sg
from symgrad.optimizers import optimizer
from symgrad.optimizers.equations import rule_from_text

PAGE = Path(__file__).parent.parent / "derivations" / "optimizers.md"
TEXT = PAGE.read_text(encoding="utf-8")
#: the blocks of equations in order, and the rows that are made of them; Adam's second one is no rule (∂L²/∂w)
ROWS = (
    "momentum_averaging",
    "nag_lecture",
    "adagrad_lecture",
    "rmsprop_as_printed",
    "rmsprop_lecture",
    "adadelta_lecture",
    "adam",
)
BLOCKS = re.findall(r'<!-- symgrad: claims id="B\d+" method="\w+" -->\n\$\$\n(.*?)\n\$\$', TEXT, re.DOTALL)
PRINTED = tuple(zip(ROWS, BLOCKS, strict=False))


def test_the_lectures_optimizers_are_all_there() -> None:
    assert [name for name, _ in PRINTED] == [
        "momentum_averaging",
        "nag_lecture",
        "adagrad_lecture",
        "rmsprop_as_printed",
        "rmsprop_lecture",
        "adadelta_lecture",
        "adam",
    ]


@pytest.mark.parametrize(("name", "latex"), PRINTED, ids=[name for name, _ in PRINTED])
def test_the_equations_as_printed_are_the_row(name: str, latex: str) -> None:
    row = optimizer(name)
    text = latex.replace(r"\begin{aligned}", "").replace(r"\end{aligned}", "").replace("&", "")
    printed = rule_from_text(text, row.hyperparameters, name=name, reference="the slide")
    assert printed.assignments == row.assignments
    assert (printed.state, printed.at) == (row.state, row.at)


def test_every_claim_holds_but_for_what_differs_from_its_method() -> None:
    audit = sg.audit(PAGE)
    assert len(BLOCKS) == len(ROWS) + 1
    assert [(claim.id, claim.about["printed"], claim.about["instead"]) for claim in audit.findings] == [
        ("B15-1.1", "E[g^2]_{t-1}", r"\beta E[g^2]_{t-1}"),
        ("B17-7.1", r"(1 - \beta_2) \frac{\partial L^2}{\partial w}", "(1 - \\beta_2) g^2"),
    ]
    assert all(claim.verdict == "differs_from_method" for claim in audit.findings)


def test_what_the_page_says_about_the_missing_beta_is_measured() -> None:
    model = sg.read(r"L = (y - w x)^2", parameters="w", data="x y")
    for name, printed in (("rmsprop_as_printed", "0.702"), ("rmsprop_lecture", "1.064")):
        fit = sg.fit(
            model, {"x": 2, "y": 2.2}, optimizer=name, learning_rate=0.01, epochs=100, params={"w": 0.2}
        )
        assert f"{fit.params['w']:.3f}" == printed
        assert printed in TEXT


def test_the_stochastic_steps_are_the_only_ones_that_do_not_hold() -> None:
    audit = sg.audit(PAGE.parent / "batches.md")
    assert [claim.id for claim in audit.findings] == ["B10-1.2", "B10-1.3", "B10-2.2", "B10-2.3"]
    # with the new weight the second step is shorter than the slide's
    assert float(audit.findings[-1].exact) == pytest.approx(0.52896, rel=1e-12)
