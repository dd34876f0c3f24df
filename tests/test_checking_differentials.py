"""dz for ∂L/∂z, ∇L(w), and names on the left that usually are something else than the gradient."""

from __future__ import annotations

from typing import Any

import pytest

from symgrad.checking import check_row

NAMES = {"wrt": "w", "parameters": "w b", "data": "x y"}
LINE = {**NAMES, "reference": "L=(wx+b-y)^2"}
SUM = {**NAMES, "reference": "z = wx+b\nL=(z-y)^2"}
HAT = {**NAMES, "reference": "\\hat y = wx+b\nL=(\\hat y-y)^2"}
LABELLED = {"reference": r"\frac{dL}{dw} = 2(wx+b-y)x"}
LAYERS = {
    "reference": "z_1=w_1x\na=\\sigma(z_1)\nz_2=w_2a\nL=(z_2-y)^2",
    "wrt": "w_1", "parameters": "w_1 w_2", "data": "x y",
}  # fmt: skip
RAISED = {
    "reference": "z^{[1]}=w^{[1]}x\na^{[1]}=\\sigma(z^{[1]})\nz^{[2]}=w^{[2]}a^{[1]}\nL=(z^{[2]}-y)^2",
    "wrt": "w^{[1]}", "parameters": "w^{[1]} w^{[2]}", "data": "x y",
}  # fmt: skip
VECTOR = {
    "reference": r"L = \|Xw-y\|^2", "wrt": "w", "parameters": "w", "data": "X y",
    "shapes": {"X": "n d", "w": "d", "y": "n"},
}  # fmt: skip
STEP = {"reference": r"w - \eta 2(wx+b-y)x"}
NUMBER = {**STEP, "given": {"w": "1", "x": "2", "b": "0", "y": "1", r"\eta": "0.1"}, "decimals": 2}
CUBE = {"reference": "3w^2"}
PRODUCT = {"reference": "L = w^3", "wrt": "w", "parameters": "w"}
MEAN = {"reference": r"\frac{1}{m}\sum_{i=1}^m x_i"}
G = " = 2(wx+b-y)x"


@pytest.mark.parametrize(
    ("question", "answer", "accepted", "note"),
    [
        *((LINE, left + G, True, "") for left in (
            "dw", r"\mathrm{d}w", "dLdw", "dJdw", "dL_dw", "g", "grad", "g_w", r"\bar{w}", r"\nabla_w L",
            r"\nabla L(w)", r"\frac{dL}{dw}(w)", r"\frac{\partial L(w)}{\partial w}",
            r"\frac{\partial L(w,b)}{\partial w}",
        )),
        *((LINE, left + G, False, "left_side") for left in (
            "db", "dx", "dy", r"\mathrm{d}b", "dLdb", "dL_db", "L", r"\nabla_b L", r"\nabla L(b)",
        )),
        *((LINE, left + G, None, "left_name") for left in (
            r"\Delta w", r"\hat y", "Δw", "dL", "g_b", r"\tilde y",
        )),
        (LINE, r"\Delta w = 2(wx+b+y)x", False, ""),
        (LINE, "dw = 2(wx+b-y)", False, ""),
        (LINE, "dL = 2(wx+b-y)x dw", None, ""),
        (LAYERS, "dw_1 = 2(z_2-y)w_2a(1-a)x", True, ""),
        (LAYERS, "dw_2 = 2(z_2-y)w_2a(1-a)x", False, "left_side"),
        (LAYERS, "dw_1 = 2(z_2-y)w_2a(1-a)", False, ""),
        (VECTOR, "dw = 2X^T(Xw-y)", True, ""),
        (VECTOR, "dX = 2X^T(Xw-y)", False, "left_side"),
        (VECTOR, "dw = X^T(Xw-y)", False, ""),
        (LABELLED, "dw" + G, True, ""),
        (LABELLED, "g" + G, True, ""),
        (LABELLED, "db" + G, False, "left_side"),
        (LABELLED, r"\Delta w" + G, None, "left_name"),
        *((NUMBER, f"{left} = 0.6", True, "") for left in ("w", "w'", "w_{t+1}", "w_1")),
        *((NUMBER, f"{left} = 0.6", None, "left_name") for left in (
            "L'(w)", r"\frac{dL}{dw}", r"\nabla L", "dw", r"\Delta w",
        )),
        (NUMBER, r"\frac{dL}{dw} = 0.5", False, ""),
        # no derivative is asked for
        (MEAN, r"\bar x = \frac{1}{m}\sum_{i=1}^m x_i", True, ""),
    ],
)  # fmt: skip
def test_left_sides(question: dict[str, Any], answer: str, accepted: bool | None, note: str) -> None:
    found = check_row({**question, "answer": answer})
    assert (found.accept, found.note) == (accepted, note)


SIGNS = {"p": "part", "=": "equal", "!": "different", ":": "definition", "?": "invalid"}


@pytest.mark.parametrize(
    ("question", "lines", "statuses", "accepted"),
    [
        (SUM, ["dz = 2(z-y)", "dw = dz x", "= 2(wx+b-y)x"], "===", True),
        (SUM, ["dz = 2(z-y)", r"db = dz", r"dw = dz \cdot x = 2(z-y)x"], "===", True),
        (SUM, ["dz = 2(z+y)", "dw = dz x", "= 2(wx+b-y)x"], "!==", None),
        (SUM, ["dz = 2(z-y)", "dw = dz", "= 2(wx+b-y)"], "=!!", False),
        (SUM, ["dLdz = 2(z-y)", "dz_dw = x", "dLdw = dLdz*dz_dw", "= 2(z-y)x"], "====", True),
        (SUM, ["dLdz = 2(z-y)", "dz_dw = w", "dLdw = dLdz*dz_dw", "= 2(z-y)x"], "=!==", None),
        # the differential of z
        (SUM, ["dz = x dw", "dL/dw = 2(z-y)x"], "==", True),
        (SUM, ["dz = 2x dw", "dL/dw = 2(z-y)x"], "!=", None),
        (SUM, ["dz = x dw + db", "dL/dw = 2(z-y)x"], "?=", None),
        (SUM, ["d = z - y", "dw = 2 d x"], ":=", True),
        (HAT, [r"d\hat y = 2(\hat y-y)", r"dw = d\hat y \cdot x", r"= 2(\hat y-y)x"], "===", True),
        (LAYERS, ["dz_2 = 2(z_2-y)", "da = dz_2 w_2", r"dz_1 = da \cdot a(1-a)", "dw_1 = dz_1 x"], "====", True),
        (LAYERS, ["dz_2 = 2(z_2-y)", "da = dz_2 w_2", r"dz_1 = da \cdot a", "dw_1 = dz_1 x"], "==!=", False),
        (RAISED, ["dz^{[2]} = 2(z^{[2]}-y)", "dz^{[1]} = w^{[2]}dz^{[2]}a^{[1]}(1-a^{[1]})",
                  "dw^{[1]} = dz^{[1]}x"], "===", True),
        (LINE, [r"\Delta w" + G], "=", None),
        (STEP, ["dw" + G, r"w := w - \eta dw"], ":=", True),
        (STEP, ["dw = 2*(w*x+b-y)", "w -= eta*dw*x"], ":=", True),
        (STEP, ["dw = 2*(w*x+b-y)", "w -= eta*dw"], ":!", False),
        (STEP, [r"\nabla L(w_t) = 2(w_tx+b-y)x", r"w_{t+1} = w_t - \eta \nabla L(w_t)"], "==", True),
        (STEP, [r"\nabla L(w)" + G, r"w \leftarrow w + \eta \nabla L(w)"], "=!", False),
        (STEP, [r"\frac{dL}{dw}(w)" + G, r"w \leftarrow w - \eta \frac{dL}{dw}(w)"], "==", True),
        # a term worked out by itself
        (CUBE, [r"w \frac{d}{dw}(w^2) = 2w^2", "3w^2"], "==", True),
        (CUBE, [r"w \frac{d}{dw}(w^2) = 2w", "3w^2"], "!=", None),
        (CUBE, [r"w \frac{d}{dw}(w^2) = w(2w)", "= 2w^2", "3w^2"], "===", True),
        (CUBE, [r"w \frac{d}{dw}(w^2) = w(2w)", "= 2w", "3w^2"], "=!=", None),
        (CUBE, [r"w \frac{d}{dw}(w^2) = w(2w)", "= 2w^2"], "=!", False),
        (CUBE, [r"w \frac{d}{dw}(w^2) = 2w^2"], "!", False),
        (PRODUCT, [r"\frac{d}{dw}(w^2) \cdot w = 2w^2", r"w^2 \frac{d}{dw}w = w^2", "3w^2"], "===", True),
        (CUBE, ["2w w = 2w^2", r"w^2 \cdot 1 = w^2", "3w^2"], "pp=", True),
        (CUBE, ["2w w = 2w^2", r"w^2 \cdot 1 = 2w^2", "3w^2"], "=!=", None),
        (CUBE, ["2w w = 2w^2", r"w^2 \cdot 1 = w^2", "4w^2"], "==!", False),
        # behind the derivative of a formula, or of a name that a line defines, a bracket is a factor
        (CUBE, [r"\frac{d}{dw}(w^2)(w) + (w^2)\frac{d}{dw}(w)", "2ww + w^2", "3w^2"], "===", True),
        (CUBE, [r"\frac{d}{dw}(w^2)(w) + (w)\frac{d}{dw}(w)", "2ww + w^2"], "!=", None),
        (CUBE, [r"\frac{d}{dw}(w^2)(w) = 2w^2", "3w^2"], "==", True),
        (CUBE, [r"\frac{d}{dw}(w^2)(w) = 2w", "3w^2"], "!=", None),
        (CUBE, ["u = w^2", r"\frac{du}{dw}(w) + u", "3w^2"], ":==", True),
        (CUBE, ["u = w^2", r"\frac{du}{dw}(w)", "3w^2"], ":!=", None),
        (PRODUCT, [r"\frac{d}{dw}(w^2)(w) + (w^2)\frac{d}{dw}(w)", "3w^2"], "==", True),
        (PRODUCT, [r"\frac{d}{dw}(w^2)(w) = 2w^2", r"\frac{dL}{dw}(w) = 2w^2 + w^2"], "==", True),
        (PRODUCT, [r"\frac{d}{dw}(w^2)(w) = 2w", "3w^2"], "!=", None),
    ],
)  # fmt: skip
def test_lines(question: dict[str, Any], lines: list[str], statuses: str, accepted: bool | None) -> None:
    found = check_row({**question, "lines": lines})
    assert [line.status for line in found.lines] == [SIGNS[sign] for sign in statuses]
    assert found.accept is accepted
