"""One answer: what it is told, what is refused, and how a number stands to the exact value."""

from __future__ import annotations

from typing import Any

import pytest

import symgrad as sg
from symgrad.checking import check_row
from symgrad.checking.words import LANGUAGES, SENTENCES

MEAN = r"\frac1m\sum_{i=1}^m (wx^{(i)}+b-y^{(i)})x^{(i)}"
MSE = r"L = \frac{1}{2m}\sum_{i=1}^m (wx^{(i)}+b-y^{(i)})^2"
LEAST = {
    "model": r"L = \|X w - y\|^2", "wrt": "w", "parameters": "w", "data": "X y",
    "shapes": {"X": "m n", "w": "n", "y": "m"},
}  # fmt: skip
SOFTMAX = r"\frac{e^{z_k}}{\sum_{j=1}^K e^{z_j}}"
NUMBER = {"reference": r"\sigma(wx)", "given": {"w": "1.6", "x": "0.5"}, "decimals": 3}

#: (item, what the verdict must hold)
COLUMN = {"reference": r"2X^\top(Xw-y)", "shapes": {"X": "m n", "w": "n", "y": "m"}}
ROWS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"reference": "2x(wx-y)", "answer": "2 w x^2 - 2 x y"}, {"status": "equal", "accept": True}),
    (
        {"reference": r"\frac{1}{x}", "answer": r"\frac{x-3}{x^2-3x}", "variables": {"x": {"domain": "(0,inf)"}}},
        {"status": "equal_where_defined", "accept": True, "domain": r"x \ne 3"},
    ),
    ({"reference": "2x(wx-y)", "answer": "2x(y-wx)"}, {"status": "different", "accept": False, "relation": "sign"}),
    ({"reference": r"\frac1m x", "answer": "x", "variables": {"m": "Z"}}, {"relation": {"factor": "m"}}),
    ({"reference": r"\sigma(x)", "answer": r"\sigma(x)+10^{-9}"}, {"status": "different"}),
    ({"reference": "x^{-1/2}", "answer": r"\frac{1}{\sqrt x}", "variables": {"x": "(0,inf)"}}, {"status": "equal"}),
    ({"reference": r"\sqrt{x^2}", "answer": "x"}, {"status": "different"}),
    ({"reference": r"\sqrt{x^2}", "answer": "x", "variables": {"x": "[0,inf)"}}, {"status": "equal"}),
    # equations
    ({"reference": r"\frac{\partial L}{\partial w}=2w", "answer": r"\frac{dL}{dw} = w+w"}, {"status": "equal"}),
    ({"reference": r"\frac{\partial L}{\partial w}=2w", "answer": r"\frac{dL}{db} = 2w"}, {"note": "left_side"}),
    ({"reference": "(w-y)^2", "wrt": "w", "answer": r"L' = 2(w-y)"}, {"status": "equal"}),
    ({"reference": "L=(wx+b)^2", "wrt": "w", "answer": r"\frac{dL}{db}=2x(wx+b)"}, {"note": "left_side"}),
    ({"reference": "2w", "answer": r"\frac{d}{dw}[w^2]"}, {"status": "equal"}),
    # models, data, matrices
    ({"reference": MSE, "wrt": "w", "answer": r"\frac1m\sum_{j=1}^m (wx_j+b-y_j)x_j"}, {"status": "equal"}),
    ({"reference": MEAN, "answer": r"\frac1m\sum_{j=1}^m x_j(wx_j+b-y_j)"}, {"status": "equal"}),
    ({"reference": MEAN, "answer": r"\sum_{j=1}^m x_j(wx_j+b-y_j)"}, {"relation": {"factor": "m"}}),
    ({"reference": "h=\\sigma(wx)\nL=(h-y)^2", "wrt": "w", "answer": "2(h-y)h(1-h)x"}, {"status": "equal"}),
    ({**LEAST, "answer": r"2X^\top(Xw-y)"}, {"status": "equal"}),
    ({**LEAST, "answer": r"2(Xw-y)^\top X"}, {"status": "equal"}),
    ({**LEAST, "answer": r"\|Xw-y\|^2"}, {"status": "different", "note": "shape"}),
    ({**COLUMN, "answer": r"-2X^\top y + 2X^\top Xw"}, {"status": "equal"}),
    ({**COLUMN, "answer": r"2(Xw-y)^\top X"}, {"status": "different", "note": "shape"}),
    ({**COLUMN, "answer": r"(2(Xw-y)^\top X)^\top"}, {"status": "equal"}),
    ({"reference": r"p_i(\delta_{ij}-p_j)", "answer": r"p_j\delta_{ij}-p_ip_j"}, {"status": "equal"}),
    ({"reference": r"p_i(\delta_{ij}-p_j)", "answer": "-p_ip_j"}, {"status": "different", "relation": None}),
    ({"reference": r"\sum_{k=1}^m \delta_{ik} x_k", "answer": "x_i"}, {"status": "equal"}),
    ({"reference": r"\sum_{k=1}^m \delta_{ik} x_k", "variables": {r"\delta": "R"}, "answer": "x_i"}, {"accept": False}),
    (
        {"reference": f"p_k={SOFTMAX}", "wrt": "z", "answer": r"p_k(\delta_{kj} - p_j)"},
        {"status": "equal"},
    ),
    # definitions and constraints
    ({"reference": "p_k-y_k", "definitions": {"p": f"p_k={SOFTMAX}"}, "answer": f"{SOFTMAX}-y_k"}, {"status": "equal"}),
    ({"reference": "g(x)", "definitions": {"g": "g(t)=1/(1+e^{-t})"}, "answer": r"\sigma(x)"}, {"status": "equal"}),
    ({"reference": "2(wx+b)", "definitions": {"u": "wx+b"}, "answer": "2u"}, {"status": "equal"}),
    ({"reference": "y^2", "constraints": [r"y \in \{0,1\}"], "answer": "y"}, {"status": "equal"}),
    (
        {"reference": r"\sum_{k=1}^K y_k p", "constraints": [r"\sum_{k=1}^K y_k=1"], "answer": "p"},
        {"status": "equal"},
    ),
    # numbers
    ({**NUMBER, "answer": r"\sigma(0.8)"}, {"status": "equal"}),
    ({**NUMBER, "answer": "0.690"}, {"status": "equal", "number": "rounded"}),
    ({**NUMBER, "answer": "0.69"}, {"status": "equal", "number": "rounded"}),
    ({**NUMBER, "answer": "0.68997"}, {"status": "equal", "number": "rounded"}),
    ({**NUMBER, "answer": "0.689"}, {"status": "different", "accept": False, "number": "truncated"}),
    ({**NUMBER, "answer": "0.691"}, {"status": "different", "accept": False, "number": "wrong"}),
    ({**NUMBER, "given": {"w": "0", "x": "1"}, "answer": "0.5"}, {"status": "equal", "number": "exact"}),
    ({**NUMBER, "given": {"w": "1.6"}, "answer": "0.5"}, {"error": "wrong_type"}),
    ({"reference": "1234.56", "answer": "1230", "significant_figures": 3}, {"status": "equal", "number": "rounded"}),
    ({"reference": "1234.56", "answer": "1220", "significant_figures": 3}, {"status": "different", "number": "wrong"}),
    ({"reference": "1236.56", "answer": "1230", "significant_figures": 3}, {"number": "truncated", "accept": False}),
    ({"reference": "e^{10}", "answer": r"2.2026 \times 10^4", "significant_figures": 5}, {"accept": True}),
    ({"reference": "e^{-10}", "answer": r"-4.5 \cdot 10^{-5}", "significant_figures": 2}, {"number": "wrong"}),
    ({"reference": "e^{-10}", "answer": r"4.5 \cdot 10^{-5}", "significant_figures": 2}, {"number": "rounded"}),
    ({"reference": "e^{10}", "answer": "2.2e4", "significant_figures": 2}, {"accept": True, "number": "rounded"}),
    # words around an answer
    ({"reference": "2x(wx-y)", "answer": "따라서 2wx^2-2xy 이다."}, {"status": "equal"}),
    ({"reference": "2x(wx-y)", "answer": r"2wx^2-2xy \quad \text{(답)}"}, {"status": "equal"}),
    ({"reference": "2x", "answer": r"(2x)이다."}, {"status": "equal"}),
    ({"reference": "2x", "answer": r"두 식을 곱하면 2x를 얻는다"}, {"status": "equal"}),
    ({"reference": "2x", "answer": r"2x의 제곱"}, {"status": "invalid"}),
    ({"reference": "2x", "answer": r"2x손실"}, {"status": "invalid"}),
    ({"reference": "2x", "answer": r"답은 마이너스 2x"}, {"status": "invalid"}),
    ({"reference": "2x", "answer": r"2x를 두 배 한다"}, {"status": "invalid"}),
    ({"reference": "2x(wx-y)", "answer": r"\text{so } 2wx^2-2xy"}, {"status": "equal"}),
    ({"reference": r"\operatorname{ReLU}(x)", "answer": r"\text{ReLU}(x)"}, {"status": "equal"}),
    ({"reference": r"2\text{loss}", "answer": r"\text{loss} + \text{loss}"}, {"status": "equal"}),
    # constant ratios and differences
    ({"reference": "2x(wx-y)", "answer": "x(wx-y)"}, {"relation": {"factor": "1/2"}}),
    ({"reference": MEAN, "answer": MEAN.replace("1m", "1{m^2}")}, {"relation": {"factor": "1/m"}}),
    ({"reference": "2wx", "answer": r"-2\eta wx", "variables": {r"\eta": "(0,inf)"}}, {"relation": {"factor": "-η"}}),
    ({"reference": "2wx", "answer": "2wx+1"}, {"relation": {"difference": "1"}}),
    ({"reference": r"\frac13", "answer": "0.333"}, {"status": "different", "accept": None, "number": "rounded"}),
    (
        {"reference": "u y", "definitions": {"u": "u = wx"}, "given": {"w": "0.35", "x": "0.63", "y": "2"},
         "answer": "0.40", "decimals": 2, "shown": {"wx": "0.2"}},
        {"number": "follows_from_rounded", "accept": None},
    ),
    (
        {"reference": "u y", "definitions": {"u": "u = wx"}, "given": {"w": "0.35", "x": "0.63", "y": "2"},
         "answer": "0.40", "decimals": 2, "shown": {"u": "0.2"}},
        {"number": "follows_from_rounded", "accept": None},
    ),
]  # fmt: skip

#: (answer, reason): nothing here counts as wrong mathematics
ATTACKS: list[tuple[str, str]] = [
    ("", "empty"), ("  ", "empty"), ("(x+", "parse"), (r"(g(x) ", "parse"), ("x + z", "unknown_symbol"),
    (r"\frac{1}{0}", "undefined"),
    (r"\frac{x}{x-x}", "undefined"), ("x < 2", "wrong_type"), ("9^9^9^9", "parse"), (r"9^{9^{9^9}}", "resource"),
    ("9**9**9**9", "resource"), ("x^{99999999}", "resource"), ("1e99999", "resource"), ("100!", "parse"),
    ("7" * 500, "resource"),
    ("x" * 1_000_000, "resource"), ("(" * 3000 + "x" + ")" * 3000, "resource"), ("{" * 80 + "x" + "}" * 80, "resource"),
    (r"\input{/etc/passwd}", "unsafe"), (r"\immediate\write18{ls}", "unsafe"),
    (r"\def\x{y} x", "unsafe"), (r"\catcode`\@=11", "unsafe"), ("__import__('os').system('ls')", "unsafe"),
    ("import os", "unsafe"), ("eval(x)", "unsafe"), ("lambda x: x", "unsafe"), ("<script>alert(1)</script>", "unsafe"),
    ("x\x00", "unsafe"), ("x\x1b[2J", "unsafe"), ("x\u202e+1", "unsafe"), ("\u2066x", "unsafe"), ("\u0445", "unsafe"),
    ("x\ud800", "unsafe"), (r"\sum_{i=1}^{10^{9}} x", "resource"),
]  # fmt: skip


@pytest.mark.parametrize(("item", "expected"), ROWS)
def test_verdict(item: dict[str, Any], expected: dict[str, Any]) -> None:
    found = check_row({"deadline": 20, **item}).as_dict()
    seen = {
        **found,
        "number": found.get("number", {}).get("verdict"),
        "error": found.get("error", {}).get("reason"),
    }
    assert {key: seen.get(key) for key in expected} == expected, found
    assert set(found["text"]) == set(LANGUAGES)


@pytest.mark.parametrize(("answer", "reason"), ATTACKS, ids=range(len(ATTACKS)))
def test_what_is_no_answer_is_refused_with_its_reason(answer: str, reason: str) -> None:
    verdict = check_row({"reference": "x", "answer": answer})
    assert verdict.status == "invalid", verdict
    assert verdict.accept is None
    assert verdict.error is not None
    assert (verdict.error.reason, bool(verdict.error.message)) == (reason, True)
    assert verdict.ms < 1500


@pytest.mark.parametrize("row", [None, [], {}, {"reference": "x"}, {"answer": "x"}, {"reference": 1, "answer": "x"},
                                 {"reference": "x", "answer": "x", "deadline": -1},
                                 {"reference": "x", "answer": "x", "variables": {"x": "(1,0)"}},
                                 {"reference": "x", "answer": "x", "variables": {"x": {"domain": "Z", "range": "ab"}}},
                                 {"reference": "x", "answer": "x", "given": {"x": "0x1"}},
                                 {"reference": "x", "answer": "x", "definitions": {"u": "u = v"}, "wrt": 3},
                                 {"model": "L = w", "answer": "1"}])  # fmt: skip
def test_an_item_that_is_none_is_invalid(row: Any) -> None:
    assert check_row(row).status == "invalid"


def test_definitions_in_a_circle_and_of_the_letters_of_a_sum() -> None:
    row = {"reference": "x", "answer": "u", "definitions": {"u": "v+1", "v": "u-1"}}
    assert check_row(row).status == "invalid"
    row = {"reference": "2x", "definitions": {"f": r"f(t)=t\sum_{i=1}^m 1"}, "answer": r"\frac{2}{m} f(x)",
           "variables": {"m": "Z"}}  # fmt: skip
    assert check_row(row).status == "equal"


def test_in_python() -> None:
    verdict = sg.check("2x(wx-y)", "2wx^2 - 2xy")
    assert (verdict.status, verdict.accept, verdict.proof) == ("equal", True, "normal form")
    model = sg.read("L = (w x - y)^2", parameters="w", data="x y")
    assert sg.check(model, "2x(wx-y)", wrt="w").accept
    assert sg.check(sg.derive(model, "w"), "x(wx-y)").relation == {"factor": "1/2"}
    assert sg.check("2c", "6", constants={"c": 3}).accept
    assert sg.check("x", "x + 0 c", constants="c").accept
    with pytest.raises(sg.OptionError):
        sg.check(model, "x")


def test_every_sentence_has_both_languages() -> None:
    assert all(len(row) == len(LANGUAGES) and all(row) for row in SENTENCES.values())


@pytest.mark.parametrize(
    ("reference", "answer", "said"),
    [
        ("(x", "x", {"en": "The question could not be read", "ko": "문제를 읽지 못해"}),
        (r"\frac{1}{0}", "x", {"en": "The question could not be read", "ko": "문제를 읽지 못해"}),
        ("x", "(x", {"en": "The answer could not be read", "ko": "답안을 읽지 못했습니다"}),
    ],
)
def test_it_is_said_which_side_cannot_be_read(reference: str, answer: str, said: dict[str, str]) -> None:
    found = check_row({"reference": reference, "answer": answer})
    assert (found.status, found.accept) == ("invalid", None)
    assert all(found.text[lang].startswith(words) for lang, words in said.items())


def test_a_limit_in_an_answer_is_said_to_be_none_of_ours() -> None:
    found = check_row({"reference": "2x", "answer": r"\lim_{h\to0} \frac{(x+h)^2-x^2}{h}"})
    assert (found.status, found.accept) == ("invalid", None)
    assert "a limit is not worked out" in found.text["en"]
    assert "극한" in found.text["ko"]
