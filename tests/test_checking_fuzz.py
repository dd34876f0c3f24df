"""Fuzzing the checker: what nobody would write has a verdict too, and the fuzzer notices what it is there for."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import fuzzing
import pytest
from fuzzing_targets import TARGETS, Target, failing, one_assignment
from hypothesis import given
from hypothesis import strategies as st

from symgrad.checking import check_row
from symgrad.checking.verdict import Verdict
from symgrad.errors import SymgradError
from symgrad.grading.submissions import collect


@given(st.randoms(use_true_random=False))
def test_whatever_is_written_has_a_verdict(draw: random.Random) -> None:
    assert fuzzing.broken(fuzzing.row(draw)) is None


def misbehaving(act: Callable[[], object], status: Any = "equal") -> Callable[[object], Verdict]:
    def pretended(row: object) -> Verdict:
        act()
        return Verdict(
            status, None, text={"ko": "", "en": ""} if status == "equal" else {"ko": "가", "en": "a"}
        )

    return pretended


@pytest.mark.parametrize(
    ("act", "status", "noticed"),
    [
        (lambda: 1 / 0, "equal", "crashes: ZeroDivisionError"),
        (lambda: time.sleep(30), "equal", "hangs"),
        (lambda: eval("1+1"), "equal", "side effect: compile, exec"),
        (lambda: Path("/dev/null").open("w").close(), "equal", "side effect: open '/dev/null' for writing"),
        (lambda: None, "equal", "no verdict"),
        (lambda: None, "different", "differs from itself"),
    ],
)
def test_what_breaks_is_noticed(
    act: Callable[[], object], status: str, noticed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzzing, "check_row", misbehaving(act, status))
    monkeypatch.setattr(fuzzing, "GRACE", -0.2)
    said = fuzzing.broken({"reference": "x", "answer": "x"})
    assert said is not None
    assert said.startswith(noticed)


@pytest.mark.parametrize(
    ("truth", "said", "noticed"),
    [
        ("right, first wrong line 0", {"accept": False}, "a right one rejected"),
        ("wrong, first wrong line None", {"accept": True}, "a wrong one accepted"),
        ("right, first wrong line 0", {"accept": None, "first_wrong_line": 2}, "line 2 is right"),
        ("wrong, first wrong line 3", {"accept": False, "first_wrong_line": 2}, "line 2 is right"),
        ("wrong, first wrong line 2", {"accept": False, "first_wrong_line": 2}, None),
        ("wrong, first wrong line 2", {"accept": None, "first_wrong_line": 4}, None),
        ("right, first wrong line 0", {"accept": None}, None),
    ],
)
def test_an_untrue_verdict_on_a_dressed_answer_is_noticed(
    truth: str, said: dict[str, Any], noticed: str | None
) -> None:
    found = fuzzing._untrue_of_dressed({"id": f"dressed, {truth}"}, said)
    assert found == (None if noticed is None else f"an untrue verdict: {noticed}")


#: found by fuzzing: text, what is said of it
FOUND_BY_FUZZING = (
    (r"\lim_{h \to h x} h", "invalid", "goes to something"),
    (r"\sum_{i=1}^{m} m_i", "invalid", "has indices"),
    (r"\sigma'" * 21 + "(z)", "invalid", "too long"),
    pytest.param(r"\frac{d^9}{dx^9}\frac{1}{1 + e^{-x}}", "invalid", "too long", marks=pytest.mark.slow),
    (r"\mathrm{adj}" * 21 + "(A)", "invalid", "too long"),
    (r"\sum_k " * 21 + "y_k", "invalid", "too many sums"),
    ("((-1)^{1/3/1e400})^2", "invalid", ""),
    ("e^{e^{10}}", "different", ""),
    ("e^{e^{e^{4}}}", "invalid", "an exponent larger than 1000000"),
)


@pytest.mark.parametrize(
    ("answer", "verdict", "said"),
    [
        ("0.690", "rounded", None),
        ("0.68997448112762", "wrong", None),
        ("0.690", "wrong", "0.690 for 0.689974481127612"),
        ("0.689", "rounded", "0.689 for 0.689974481127612"),
        ("0.690", "exact", "0.690 for 0.689974481127612"),
        ("-0.690", "rounded", "-0.690 for 0.689974481127612"),
    ],
)
def test_an_untrue_verdict_on_a_number_is_noticed(answer: str, verdict: str, said: str | None) -> None:
    item = {"reference": r"\sigma(wx)", "given": {"w": "1.6", "x": "0.5"}, "decimals": 3, "answer": answer}
    status = "different" if verdict == "wrong" else "equal"
    found = fuzzing.untrue(item, {"status": status, "number": {"verdict": verdict}})
    assert (found is None) if said is None else said in found


@pytest.mark.parametrize(("text", "status", "said"), FOUND_BY_FUZZING)
def test_what_fuzzing_found(text: str, status: str, said: str) -> None:
    found = check_row({"reference": "x" if status == "invalid" else "10", "answer": text})
    assert found.status == status
    assert found.error is None or said in found.error.message


#: the same for whole items: what is said, and the seconds it may take at most
DOUBLING = {f"a_{{{n}}}": f"a_{{{n + 1}}} + a_{{{n + 1}}}" for n in range(200)}
UNSURE = ("different", "undecided")
KNOWN = {"b": "R", "x": "R"}
ITEMS_FOUND_BY_FUZZING: tuple[tuple[dict[str, Any], tuple[str, ...]], ...] = (
    # Constraints that no point satisfies: points were tried without end.
    ({"reference": "a", "answer": "x", "constraints": ["a = b^b", "b = x^x"], "variables": KNOWN}, UNSURE),
    # cos 10 in powers of cos 1, e to that, and each factor counted from its least value: more terms than memory.
    ({"reference": r"\cos(10)", "answer": r"\log(e^{\cos(10)})", "deadline": 0.5}, ("equal",)),
    # SymPy's derivative of a power of log 0 compares it with 0.
    (
        {"reference": r"(\log(0)(x+1))^2", "answer": r"(\log(0)(x+1))^3 (\log(0)(x+1))^2"},
        ("undecided", "invalid"),
    ),
    # e to a power of a root that SymPy took for complex: multiplied out, factor by factor.
    (
        {"reference": r"\sigma(2^{1/2})", "answer": r"-\max(\sigma((1/3)^{1/3/1e400}), \sigma(2^{1/2}))"},
        UNSURE,
    ),
    # SymPy does not compare 1/0 with anything, and a line with = is tried as a condition.
    ({"reference": "0^{-1}", "lines": ["0^{-1}", r"\frac{d}{dw}(w 0^{-1}) = 0^{-1}"]}, ("invalid",)),
    (
        {"reference": r"\log(\sum_{i=1}^3 0)", "lines": [r"\log 0", r"\frac{d}{dw}(w \log(0)) = \log(0)"]},
        ("equal", "undecided"),
    ),
    # SymPy's free symbols of a sum compare log 0 with 0.
    (
        {
            "reference": r"\frac{1}{m} \sum_{i=1}^{m} (y_i-\sqrt{\log(-(0))})^2",
            "lines": [r"|\frac{1}{m} \sum_{i=1}^{m} (y_i-\sqrt{\log(-(0))})^2|"],
        },
        ("undecided", "invalid"),
    ),
    # A power of a difference of logarithms: an angle of five thousand terms, written without a look at the clock.
    (
        {
            "reference": r"\sin((\log(\tanh(0.5)))^{100})",
            "answer": r"\sqrt{(\sin((\log(\tanh(1e400 \cdot .5)))^{100}))^2}",
        },
        ("undecided",),
    ),
    # SymPy's derivative asked for the real part of e to the hundredth power of a name, one part after the other.
    (
        {
            "reference": r"\tanh(\log(1+e^{((b)^{100})(100)}))",
            "answer": r"(\frac{1}{1/(\tanh(\log(1+e^{((b)^{100})(100)})))})^1",
            "variables": {"b": "[0,1]"},
        },
        ("equal", "undecided"),
    ),
    # Four indices where two are: taken for an element of a number.
    ({"reference": r"\sum_{i=1}^N Y_{ik} X_{id}", "answer": r"\sum_{i=1}^N Y_{ik} X_{idid}"}, ("invalid",)),
    # Data as long as the twenty-first power of a size were drawn without a look at the clock.
    (
        {
            "reference": r"\sum_{i=1}^{m} (p_i - y_i) x_i",
            "answer": r"\sum_{i=1}^{" + "m" * 21 + "} (p_i - y_i) x_i",
        },
        UNSURE,
    ),
    # e to the hundredth, to powers: relations applied to thousands of terms without a look at the clock.
    (
        {
            "reference": r"\cos((w+\sigma(100))(\frac{1}{m} \sum_{i=1}^{m} (y_i-e)^2))",
            "answer": r"\frac{(\cos((w+\sigma(100))(\frac{1}{m} \sum_{i=1}^{m} (y_i-e)^2)))^2}"
            r"{\cos((w+\sigma(100))(\frac{1}{m} \sum_{i=1}^{m} (y_i-e)^2))}",
            "deadline": 0.25,
        },
        ("agrees", "undecided", "equal_where_defined"),
    ),
    # A quotient written by SymPy, which asks for signs in an order that it draws: seconds, or none.
    (
        {
            "reference": r"\tanh(\cos(\sigma((100)^{\frac{1}{3}})))",
            "answer": r"\log(e^{\tanh(\cos(\sigma((100)^{\frac{1}{3}})))})",
            "deadline": 0.5,
        },
        ("equal",),
    ),
    # A condition of degree thirty thousand, divided by what is 0.
    (
        {
            "reference": r"\tanh((\mathrm{ReLU}(100-e))^2)",
            "answer": r"2(\frac{x(\tanh((\mathrm{ReLU}(100-e))^2))}{x})-(\frac{x(\tanh((\mathrm{ReLU}(100-e))^2))}{x})",
            "variables": KNOWN,
        },
        ("agrees", "undecided", "equal_where_defined"),
    ),
    # A common factor of polynomials of degree twenty thousand.
    (
        {
            "reference": r"\tanh(\frac{1}{m} \sum_{i=1}^{m} (y_i-\sum_{i=1}^{3} (\pi)+b)^2)",
            "answer": r"\max(\tanh(\frac{777}{m} \sum_{i=1}^{m} (y_i-\sum_{i=1}^{3} (\pi)+b)^2), "
            r"\tanh(\frac{1}{m} \sum_{i=1}^{m} (y_i-\sum_{i=1}^{3} (\pi)+b)^2))",
            "deadline": 0.25,
        },
        UNSURE,
    ),
    # A polynomial of degree eight thousand, divided by one with three terms.
    (
        {
            "reference": r"\mathrm{ReLU}(\sqrt{\sigma(400)}+-1)",
            "answer": r"-(-(\mathrm{ReLU}(\sqrt{\sigma(0.1)}+-1)))",
            "deadline": 0.25,
        },
        ("agrees", "undecided", "equal"),
    ),
    # A word that introduces something was taken from the answer, and left in the reference.
    ({"reference": "with partial inline slash", "answer": "with partial inline slash"}, ("equal",)),
    # 1/0 was counted among a product's numbers.
    (
        {"reference": r"L = 0^{-1} \frac{1}{m} (wx)^2", "answer": "2wx^2", "wrt": "w"},
        ("undecided", "invalid"),
    ),
    # The particle behind a name in Korean was looked for in all of it, from every blank on.
    ({"reference": "x", "answer": "x", "wrt": " " * 30_000}, ("invalid",)),
    # A number for the letter of a limit.
    (
        {
            "reference": r"\sigma(\lim_{h\to1e400}\frac{h(a+f)-f(a)}{h})",
            "answer": "1/3",
            "given": {"h": "1e400", "a": "1"},
        },
        ("undecided", "invalid"),
    ),
    # Figures that an answer has were read otherwise in a reference.
    ({"reference": "09%", "answer": "09%"}, ("equal",)),
    ({"reference": "69.0 %", "answer": "0.69"}, ("equal",)),
    # yhat for ŷ, in the answer only, of a reference that has both.
    ({"reference": r"\hat y (1yhat y)", "answer": r"\hat y (1yhat y)"}, ("equal",)),
    # An index of a name with one above as well, beside one that counts in steps.
    (
        {"reference": r"\sum_{i=1}^{m} (x_2^{(i)} - x_1^{(i)})", "answer": r"\sum_{9i=1}^{m} x_2^{(i)}"},
        ("invalid",),
    ),
    (
        {
            "reference": r"\sum_{i=1}^{m} (x_2^{(i)} - x_{2i})",
            "answer": r"\sum_{i=1}^{m} x_2^{(i)} - \sum_{k=1}^{m} x_{2k}",
        },
        ("equal", "invalid"),
    ),
    # Numbers that SymPy would work out, to put a sum in order or to take a logarithm.
    *(
        ({"reference": rf"\cos(\log(1 + {huge})) x", "answer": "x", **more}, ("invalid",))
        for huge, more in (
            ("e^{e^{e^{100}}}", {}),
            (r"\sinh(\sinh(\sinh(9)))", {}),
            (r"\exp(\exp(100))", {}),
            ("e^{e^{w}}", {"given": {"w": "100", "x": "1"}}),
            ("e^{v}", {"definitions": {"u": "e^{100}", "v": "e^{u}"}}),
        )
    ),
    ({"reference": "x", "answer": r"\left.x\right|_{x = e^{e^{100}}}"}, ("invalid",)),
    ({"reference": "x + e^{e^{9}}", "answer": "e^{e^{9}} + x"}, ("equal",)),
    # Cases in a condition of cases: SymPy brought them to the top, and compared numbers as 1/0 there.
    (
        {"reference": r"\mathbb{1}[x > \mathbb{1}[2 > 0.5]]", "answer": r"\mathbb{1}[x > 1]"},
        ("equal",),
    ),
    (
        {
            "reference": r"\sum_{i=1}^{m} \mathbb{1}[x_i > \mathbb{1}[0 > 3]] x_i",
            "answer": r"\sum_{i=1}^{m} \max(x_i, 0)",
        },
        ("equal",),
    ),
    (
        {
            "reference": r"\mathbb{1}[x > \begin{cases} 100 & w \ge 0 \\ 1 & \text{otherwise} \end{cases}]",
            "answer": r"\begin{cases} \mathbb{1}[x > 100] & w \ge 0 \\ \mathbb{1}[x > 1] & w < 0 \end{cases}",
        },
        ("equal",),
    ),
    (
        {
            "reference": r"|\begin{cases} w & 0.5 \ge 0 \\ 1 & \text{otherwise} \end{cases}|",
            "answer": r"\sum_{k=1}^{1} |\begin{cases} w & 0.5 \ge 0 \\ 1 & \text{otherwise} \end{cases}|",
            "variables": {"w": "R"},
        },
        ("equal",),
    ),
    (
        {
            "reference": r"\sum_{i=1}^{m} (y_i-(\mathbb{1}[2 > 0])^{3})^2",
            "answer": r"\sum_{i=1}^{m} (y_i-1)^2",
        },
        ("equal",),
    ),
    # A name that has indices, and none where a sum ends.
    *(
        (
            {
                "reference": r"p_k = \frac{e^{a_k}}{\sum_{l=1}^K e^{a_l}} \\ L = -\sum_{k=1}^K y_k \log p_k",
                "wrt": "a",
                "parameters": "a",
                "data": "y",
                "shapes": {"a": "K", "y": "K"},
                "answer": answer,
            },
            ("invalid",),
        )
        for answer in (r"\sum_{k=1}^{pK} e^{a_k}", r"\sum_{k=p}^K e^{a_k}")
    ),
    (
        {
            "reference": r"\max(w, (\begin{cases} w & 2 \ge 0 \\ 1 & \text{otherwise} \end{cases})^{e^{2}})",
            "wrt": "w",
            "answer": "1",
            "variables": {"w": "R"},
        },
        ("different", "undecided"),
    ),
    # A limit's letter that stands for something else.
    *(
        ({"reference": "x", "answer": r"\lim_{h\to0} (x+h)", "definitions": {"h": value}}, ("invalid",))
        for value in ("0", "x - w")
    ),
    # The sign of a polynomial with 52,488 terms, looked for in sixteen ways.
    (
        {
            "reference": r"\cos(\sin(\frac{1}{m} \sum_{i=1}^{m} (y_i-\sin(x))^2))",
            "answer": r"\frac{1}{1/\cos(\sin(\frac{1}{m} \sum_{i=1}^{m} (y_i-\sin(x))^2))}",
            "variables": {"x": "R"},
        },
        ("undecided", "equal_where_defined"),
    ),
    # The same many terms, printed as a condition.
    (
        {
            "reference": r"\sin(\sin(\cos(\frac{1}{m} \sum_{i=1}^{m} (y_i-b)^2)))",
            "answer": r"\frac{-1}{1/\sin(\sin(\cos(\frac{1}{m} \sum_{i=1}^{m} (y_i-b)^2)))}",
            "variables": {"b": "R"},
        },
        ("different",),
    ),
    ({"reference": "x", "answer": r"\lim_{h \to \lim_{h\to0} 0} (x + h)"}, ("invalid",)),
    # g^n over g^m, both astronomical, was divided out one g at a time.
    (
        {
            "reference": r"-\log(1+e^{b})",
            "lines": [
                r"\log(e^{-\log(1+e^{b})(1+10^{-20})})",
                r"-\log(1+e^{b})(1+10^{-20})",
                r"\log(e^{-\log(1+e^{b})(1+10^{-20})})(-\log(1+e^{b}))(1+10^{-20})",
            ],
            "variables": {"b": "R"},
        },
        ("different",),
    ),
    # A word without letters inside a name like E[g^2].
    ({"reference": "x", "answer": r"E[a\mathrm{}(x)"}, ("invalid",)),
    # Reading has the same deadline as judging, also in one of the lines.
    ({"reference": "x", "answer": "backprop" * 400, "deadline": 0.02}, ("undecided",)),
    ({"reference": "x", "lines": ["x" * 900] * 50, "deadline": 0.02}, ("undecided",)),
    ({"reference": "a_{0}", "answer": "x", "definitions": DOUBLING}, ("undecided", "invalid")),
    ({"reference": "x", "answer": "x", "variables": {f"v{n}": "R" for n in range(600)}}, ("invalid",)),
)


@pytest.mark.parametrize(("item", "statuses"), ITEMS_FOUND_BY_FUZZING)
def test_items_that_fuzzing_found(item: dict[str, Any], statuses: tuple[str, ...]) -> None:
    begin = time.perf_counter()
    found = check_row({"deadline": 0.08, **item})
    assert found.status in statuses, found
    assert time.perf_counter() - begin < 1


@pytest.mark.parametrize(
    ("reference", "answer", "domain"),
    [
        # Where the base is 0, the reference is 0 and the answer is not defined.
        (r"\mathrm{ReLU}(b)^{\sqrt{w}}", r"\frac{1}{1/\mathrm{ReLU}(b)^{\sqrt{w}}}", "b"),
        ("|b|^w", r"\frac{1}{1/|b|^w}", "b"),
        ("x^n", r"\frac{1}{1/x^n}", "x"),
        ("x^n", "x^{n+1}/x", "x"),
        ("n x^{n-1}", "n x^n/x", "x"),
        (r"\max(x,0)^n", r"\max(x,0)^{n+1}/\max(x,0)", "x"),
        ("x^{n-1} x", "x^n", ""),
        (r"\mathrm{ReLU}(x)^{n-1} \mathrm{ReLU}(x)", r"\mathrm{ReLU}(x)^n", ""),
        (r"\mathrm{ReLU}(x)^n", r"x^n \mathbb{1}[x > 0]", ""),
    ],
)
def test_powers_where_the_base_is_zero(reference: str, answer: str, domain: str) -> None:
    whole = {"n": {"domain": "Z", "range": [1, 10]}}
    found = check_row({"reference": reference, "answer": answer, "variables": {**KNOWN, "w": "R", **whole}})
    assert found.status == ("equal_where_defined" if domain else "equal")
    assert found.domain.startswith(domain)


@pytest.mark.parametrize(
    ("reference", "answer", "shown"),
    [
        ("0", r"\log(e^{0x + 10^{-30}})", ("0", "0." + "0" * 29 + "1")),
        (
            r"\frac{1}{3}",
            r"\frac{1}{3} + 10^{-30}",
            ("0." + "3" * 50 + "…", "0." + "3" * 29 + "4" + "3" * 20 + "…"),
        ),
        (
            r"\tanh((10^{100})^{-1})",
            r"2\tanh((10^{100})^{-1})",
            ("0." + "0" * 99 + "1", "0." + "0" * 99 + "2"),
        ),
        (r"\sin(\pi)", r"\sin(\pi) + 10^{-30}", ("0." + "0" * 15, "0." + "0" * 29 + "1")),
        (
            r"\sigma(\mathrm{sign}(\sin(\pi)))",
            r"-\sigma(\mathrm{sign}(\sin(\pi)))",
            ("[0.269, 0.731]", "[-0.731, -0.269]"),
        ),
        (r"2+\mathrm{sign}(\sin(\pi))", r"-2-\mathrm{sign}(\sin(\pi))", ("[1, 3]", "[-3, -1]")),
        (r"\pi", r"\pi(1 + 10^{-20})", ("3.141592653589793238462643…", "3.141592653589793238494059…")),
    ],
)
def test_a_counterexample_shows_numbers_that_differ(
    reference: str, answer: str, shown: tuple[str, str]
) -> None:
    found = check_row({"reference": reference, "answer": answer, "variables": KNOWN})
    assert found.counterexample is not None
    assert (found.counterexample["reference"], found.counterexample["answer"]) == shown


def test_a_counterexample_keeps_the_constraints() -> None:
    item = {"reference": "a", "answer": "x", "constraints": ["a = 7 b + 5"], "variables": KNOWN}
    found = check_row(item)
    assert found.counterexample is not None
    at = {key: Fraction(value) for key, value in found.counterexample["at"].items()}
    assert at["a"] == 7 * at["b"] + 5


#: how many inputs of a target the quick tests draw; an audit of a whole page takes too long
DRAWN = {"read": 40, "page": 6, "assignment": 30, "submissions": 60, "audit": 0}


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_whatever_is_read_is_refused_with_words(target: Target) -> None:
    for seed in range(DRAWN[target.name]):
        assert failing(target, seed) is None, seed


def test_a_target_that_crashes_is_noticed() -> None:
    said = failing(Target("broken", lambda draw: 0, lambda given: 1 // given), 1)
    assert said is not None
    assert said[0].startswith("crashes: ZeroDivisionError")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data, "outside"),  # for the member "."
        (lambda data: data.replace("가".encode(), b"\xe2\x80."), "cannot be unpacked"),
    ],
)
def test_archives_that_fuzzing_found(change: Callable[[bytes], bytes], said: str, tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("가.md", "# 1")  # its name says that it is UTF-8
        archive.writestr(".", "# 1")
    path = tmp_path / "a.zip"
    path.write_bytes(change(made.getvalue()))
    try:
        found = str(collect(one_assignment(), path).refused)
    except SymgradError as error:
        found = str(error)
    assert said in found
