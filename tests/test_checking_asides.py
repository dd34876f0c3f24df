"""Lines beside the derivation, and what stands around them: true equations, side results, lists, differentials."""

from __future__ import annotations

from typing import Any

import pytest

from symgrad.checking import check_row

Q = {"reference": "f(x)=(x^2+1)^3", "wrt": "x"}
F = {"reference": "f(x)=x^2e^{3x}", "wrt": "x"}
G = {"reference": r"f(x)=\frac{x}{x^2+1}", "wrt": "x"}
L = {"reference": "L=(wx+b-y)^2", "wrt": "w", "parameters": "w b", "data": "x y"}
A = {"reference": r"L=(\sigma(wx+b)-y)^2", "wrt": "w", "parameters": "w b", "data": "x y"}
POS = {"variables": {"x": "(0,inf)"}}
E = {"reference": r"f(x)=\frac{e^{2x}}{x^2+1}", "wrt": "x"}
END = r"f' = \frac{2e^{2x}(x^2-x+1)}{(x^2+1)^2}"
H = {"reference": r"f(x)=\frac{x^2+1}{2x-3}", "wrt": "x"}
H1 = r"f' = \frac{2x(2x-3)-2(x^2+1)}{(2x-3)^2}"
H2 = r"f'(x) = \frac{2x^2-6x-2}{(2x-3)^2}"
MSE = {
    "reference": r"L = \frac{1}{m}\sum_{i=1}^m (w x_i+b-y_i)^2",
    "wrt": "w",
    "parameters": "w b",
    "data": "x y",
}
MSEb = {**MSE, "wrt": "b"}
LOG = {
    "reference": "z_i = w x_i + b\np_i = \\sigma(z_i)\n"
    "L = -\\frac{1}{n}\\sum_{i=1}^n [y_i \\log p_i + (1-y_i)\\log(1-p_i)]",
    "wrt": "w",
    "parameters": "w b",
    "data": "x y",
}
LS = {
    "reference": r"L = \|Xw - y\|^2",
    "wrt": "w",
    "parameters": "w",
    "data": "X y",
    "shapes": {"X": "n d", "w": "d", "y": "n"},
}
RI = {
    "reference": r"J = \frac{1}{2n}\|Xw - y\|^2 + \frac{\lambda}{2}\|w\|^2",
    "wrt": "w",
    "parameters": "w",
    "data": "X y \\lambda",
    "shapes": {"X": "n d", "w": "d", "y": "n"},
}
RIDGE = {
    "reference": r"J = \sum_{i=1}^n (y_i - w x_i)^2 + \lambda w^2",
    "wrt": "w",
    "parameters": "w",
    "data": "x y \\lambda",
}
QF = {
    "reference": r"f = x^T A x + b^T x",
    "wrt": "x",
    "parameters": "x",
    "data": "A b",
    "shapes": {"A": "n n", "x": "n", "b": "n"},
}
TR = {
    "reference": r"f = \operatorname{tr}(A X B)",
    "wrt": "X",
    "parameters": "X",
    "data": "A B",
    "shapes": {"A": "m n", "X": "n p", "B": "p m"},
}
FR = {
    "reference": r"L = \|X W - Y\|_F^2",
    "wrt": "W",
    "parameters": "W",
    "data": "X Y",
    "shapes": {"X": "n d", "W": "d k", "Y": "n k"},
}
OUT = {
    "reference": r"L = \frac12 \|W x - y\|^2",
    "wrt": "W",
    "parameters": "W",
    "data": "x y",
    "shapes": {"W": "k d", "x": "d", "y": "k"},
}
NET = {
    "reference": "z_1 = w_1 x + b_1\na_1 = \\sigma(z_1)\n"
    "z_2 = w_2 a_1 + b_2\na_2 = \\sigma(z_2)\nL = \\frac{1}{2}(a_2 - y)^2",
    "wrt": "w_1",
    "parameters": "w_1 w_2 b_1 b_2",
    "data": "x y",
}
SM = {
    "reference": "p_i = \\frac{e^{z_i}}{\\sum_{j=1}^K e^{z_j}}\nL = -\\sum_{i=1}^K y_i \\log p_i",
    "wrt": "z_k",
    "parameters": "z",
    "data": "y",
    "shapes": {"z": "K", "y": "K"},
}
SMK = {**SM, "constraints": ["\\sum_{i=1}^K y_i = 1"]}
GW = r"\frac{\partial L}{\partial w} = \frac2m\sum_i (wx_i+b-y_i)x_i"
GL = r"\nabla_w L = 2X^T(Xw-y)"
GR = r"\nabla_w J = \frac1nX^T(Xw-y) + \lambda w"
GP = r"dL/dw = \frac1n\sum_i(p_i-y_i)x_i"
GQ = r"\nabla f = (A+A^T)x + b"
GF = r"\nabla_W L = 2X^T(XW-Y)"
GN = r"\frac{\partial L}{\partial w_1} = (a_2-y)a_2(1-a_2)w_2a_1(1-a_1)x"
Q1 = {"reference": r"f(x)=\sqrt{1+x^2}", "wrt": "x"}
Q2 = {"reference": r"y=\sqrt{1+x^2}", "wrt": "x"}
Q3 = {"reference": r"f(x)=\tanh(x)", "wrt": "x"}
Q4 = {"reference": r"f(x)=\sin(x^2+1)", "wrt": "x"}
Q5 = {"reference": "L=e^{-(wx-y)^2}", "wrt": "w", "parameters": "w", "data": "x y"}
Q6 = {"reference": r"L=-\ln\frac{e^z}{e^z+e^v}", "wrt": "z", "parameters": "z v"}
Q7 = {**G, **POS}
Q8 = {"reference": "f(x)=x^x", "wrt": "x", **POS}

D = r"\frac{\partial L}{\partial w}"
V = {"reference": r"L = \sum_i (w x_i + b - y_i)^2", "wrt": "w", "parameters": "w b", "data": "x_i y_i"}
Z = {"reference": "z = wx+b\nL=(z-y)^2", "wrt": "w", "parameters": "w b", "data": "x y"}
S = {"reference": "s = w t + b\nL=(s-y)^2", "wrt": "w", "parameters": "w b", "data": "t y"}
P1 = {"reference": "2x(wx+b-y)"}
P2 = {"reference": "2(x^2+1)2x"}
P3 = {"reference": "2xe^x+x^2e^x"}
P4 = {"reference": "f=x^2e^x", "wrt": "x", "parameters": "x"}
P5 = {"reference": "L=w^2e^w", "wrt": "w", "parameters": "w"}
P6 = {"reference": "2x e^{x^2}"}
P7 = {"reference": "L=w(w+1)^2", "wrt": "w", "parameters": "w"}
P8 = {"reference": "L=(d w^2-y)^2", "wrt": "w", "parameters": "w d", "data": "y"}

B = r"\frac{\partial L}{\partial b}"
GM = D + r"=\frac2m\sum_i x_i(wx_i+b-y_i)"
GS = r"\frac{\partial L}{\partial z_k}=p_k-y_k"
R1 = {"reference": "f(x)=x^3", "wrt": "x"}
R2 = {"reference": "f(x) = x^3+2x^2-5x", "wrt": "x"}
R3 = {"reference": "2x"}
R4 = {"reference": "-2x"}
R5 = {"reference": "-1.44"}

TQ = {"reference": "h = \\sigma(wx)\nL = (h-y)^2", "wrt": "w", "parameters": "w", "data": "x y"}
ABS = {"reference": "L=|x|", "wrt": "x"}
T1 = {"reference": "f(x)=(x^2+1)^3", "wrt": "x"}
T2 = {"reference": r"f(x)=\ln(x^2+1)", "wrt": "x"}
T3 = {"reference": r"L = \exp(w x) + \sin(w)", "wrt": "w", "parameters": "w", "data": "x"}
T4 = {"reference": "L = |w x - y|", "wrt": "w", "parameters": "w", "data": "x y"}
T5 = {
    "reference": "z = w x\nh = \\max(0, z)\nL = \\frac{1}{2}(h - y)^2",
    "wrt": "w",
    "parameters": "w",
    "data": "x y",
}

RIGHT, WRONG, OPEN = "right", "a line is wrong", "no line is wrong"
ASKED, DENIED = "for a person, no line is wrong", "not right"
ROWS: list[tuple[str, dict[str, Any], list[str]]] = [
    (WRONG, Q, ["u = x^2+1", "u^2 = x^4+1", r"f' = 3u^2 \cdot 2x", "= 6x(x^2+1)^2"]),
    (RIGHT, Q, ["u = x^2+1", "u^2 = x^4+2x^2+1", r"f' = 3u^2 \cdot 2x", "= 6x(x^2+1)^2"]),
    (WRONG, Q1, ["f^2 = 1 - x^2", r"f' = \frac{x}{f}", r"= \frac{x}{\sqrt{1+x^2}}"]),
    (RIGHT, Q1, ["f^2 = 1 + x^2", r"f' = \frac{x}{f}", r"= \frac{x}{\sqrt{1+x^2}}"]),
    (WRONG, Q2, ["y^2 = 1 - x^2", r"2y \frac{dy}{dx} = 2x", r"y' = \frac{x}{\sqrt{1+x^2}}"]),
    (WRONG, Q3, [r"t = \tanh(x)", r"t^2 = 1 - \cosh^2(x)", "f' = 1-t^2"]),
    (WRONG, L, ["e = wx+b-y", "e^2 = w^2x^2+b^2+y^2", "dL/dw = 2ex"]),
    (WRONG, Q4, [r"f' = u' \cos u where u = x^2+1", "where u' = 2", r"f' = 2x \cos(x^2+1)"]),
    (WRONG, Q4, ["u = x^2+1", r"f' = u' \cos u", "where u' = 2 and u = x^2+1", r"f' = 2x \cos(x^2+1)"]),
    (WRONG, Q, ["Let u = x^2+1", "Let u' = x", "f' = 6x(x^2+1)^2"]),
    (RIGHT, Q, ["Let u = x^2+1", "Let u' = 2x", "f' = 6x(x^2+1)^2"]),
    (ASKED, Q, ["u = x^2+1", "u_x = x", "f' = 6x(x^2+1)^2"]),
    (ASKED, Q, ["u = x^2+1, f = u^3", "f_u = u^2, u_x = 2x", "f' = 6x(x^2+1)^2"]),
    (ASKED, A, [r"z = wx+b, a = \sigma(z)", "z_w = w", "dL/dw = 2(a-y)a(1-a)x"]),
    (RIGHT, L, ["L = e^2, e = wx+b-y", "L_e = 2e", "e_w = x", "L_w = 2ex"]),
    (RIGHT, Q, ["u = x^2+1, f = u^3", "f_u = 3u^2, u_x = 2x", "f_x = f_u u_x = 6x(x^2+1)^2"]),
    (RIGHT, Q5, ["L = e^{v}, v = -u^2, u = wx-y", "L_v = e^v, v_u = -2u, u_w = x", r"L_w = e^v \cdot (-2u)\cdot x",
        "= -2x(wx-y)e^{-(wx-y)^2}"]),
    (WRONG, Q, ["u = x^2+1", "du = x dx", "f' = 6x(x^2+1)^2"]),
    (RIGHT, G, ["u = x, v = x^2+1", "u' = 1, v' = 2x", r"u'v = 1 \cdot (x^2+1) = x^2+1", r"uv' = x \cdot 2x = 2x^2",
        r"f' = \frac{x^2+1-2x^2}{(x^2+1)^2}"]),
    (WRONG, G, ["u = x, v = x^2+1", "u' = 1, v' = 2x", r"u'v = 1 \cdot (x^2+1) = x^2", r"uv' = x \cdot 2x = 2x^2",
        r"f' = \frac{x^2+1-2x^2}{(x^2+1)^2}"]),
    (RIGHT, E, ["u = e^{2x}, v = x^2+1", "u' = 2e^{2x}, v' = 2x", "f' = (u'v-uv')/v^2", "u'v = 2e^{2x}(x^2+1)",
        "uv' = 2xe^{2x}", END]),
    (RIGHT, E, ["u = e^{2x}, v = x^2+1", "u' = 2e^{2x}, v' = 2x", "u'v - uv' = 2e^{2x}(x^2+1)-2xe^{2x}",
        "= 2e^{2x}(x^2-x+1)", END]),
    (RIGHT, Q, ["f' = 3u^2u' where u = x^2+1, u' = 2x", "= 6x(x^2+1)^2"]),
    (WRONG, Q, ["f' = 3u^2u' where u = x^2+1, u' = 2x", "= 6x(x^2+1)"]),
    (RIGHT, G, [r"f' = \frac{u'v-uv'}{v^2}, u = x, v = x^2+1, u' = 1, v' = 2x",
        r"= \frac{1\cdot(x^2+1) - x\cdot 2x}{(x^2+1)^2}", r"= \frac{x^2+1-2x^2}{(x^2+1)^2}",
        r"= \frac{1-x^2}{(x^2+1)^2}"]),
    (RIGHT, Q6, [r"dL/dz = -1 + \frac{e^z}{e^z+e^v}", r"= p - 1 where p = \frac{e^z}{e^z+e^v}"]),
    (RIGHT, Q, ["f' = 3(x^2+1)^2(2x)", "= 6xu^2, u = x^2+1"]),
    (WRONG, Q, ["f' = 3(x^2+1)^2(2x)", "= 6xu^2, u = x^2-1"]),
    (RIGHT, A, [r"z = wx + b, a = \sigma(z)", "(1) dL/da = 2(a - y)", "(2) da/dz = a(1 - a)", "(3) dz/dw = x",
        "dL/dw = 2(a - y) a (1 - a) x"]),
    (RIGHT, F, ["u = x^2, v = e^{3x}", "(1) u' = 2x", "(2) v' = 3e^{3x}", "f' = 2xe^{3x}+3x^2e^{3x}"]),
    (RIGHT, F, ["(1) (x^2)' = 2x", "(2) (e^{3x})' = 3e^{3x}", "f' = 2xe^{3x}+3x^2e^{3x}"]),
    (RIGHT, F, ["(1) (x^2)' = 2x", "(2) (e^{3x})' = 3e^{3x}", "(3) f' = 2xe^{3x}+3x^2e^{3x}"]),
    (RIGHT, F, ["u = x^2, v = e^{3x}", "- u' = 2x", "- v' = 3e^{3x}", "f' = 2xe^{3x}+3x^2e^{3x}"]),
    (WRONG, F, ["u = x^2, v = e^{3x}", "- u' = 2x", "- v' = -3e^{3x}", "f' = 2xe^{3x}+3x^2e^{3x}"]),
    (OPEN, F, ["- (x^2)' = 2x", "- (e^{3x})' = 3e^{3x}", "f' = 2xe^{3x}+3x^2e^{3x}"]),
    (RIGHT, A, [r"z = wx + b, a = \sigma(z)", "1) dL/da = 2(a - y)", "2) da/dz = a(1 - a)", "3) dz/dw = x",
        "dL/dw = 2(a - y) a (1 - a) x"]),
    (RIGHT, A, [r"z = wx + b, a = \sigma(z)", "(a) dL/da = 2(a - y)", "(b) da/dz = a(1 - a)", "(c) dz/dw = x",
        "dL/dw = 2(a - y) a (1 - a) x"]),
    (RIGHT, A, [r"z = wx + b, a = \sigma(z)", "* dL/da = 2(a - y)", "* da/dz = a(1 - a)", "* dz/dw = x",
        "dL/dw = 2(a - y) a (1 - a) x"]),
    (RIGHT, H, [H1, "numerator: 2x(2x-3) - 2(x^2+1) = 2x^2 - 6x - 2", H2]),
    (RIGHT, Q7, ["1/f = x + 1/x", r"f' = \frac{1-x^2}{(x^2+1)^2}"]),
    (RIGHT, G, ["(x^2+1)f = x", r"f' = \frac{1-x^2}{(x^2+1)^2}"]),
    (OPEN, Q8, [r"\ln f = x \ln x", r"\frac{f'}{f} = \ln x + x\cdot\frac1x", r"= \ln x + 1", r"f' = f(\ln x + 1)",
        r"f' = x^x(\ln x+1)"]),
    (OPEN, Q, [r"f'/f = 3\cdot 2x/(x^2+1)", "= 6x/(x^2+1)", "f' = 6x(x^2+1)^2"]),
    (OPEN, LS, [r"\nabla L = 2X^T(Xw-y)", r"w^TX^Ty = y^TXw"]),
    (OPEN, MSEb, [r"\frac{\partial L}{\partial b} = \frac2m\sum_i(wx_i+b-y_i)", r"\sum_{i=1}^m b = mb"]),
    (OPEN, LOG, [r"\frac{\partial L}{\partial w} = \frac1n\sum_i(p_i-y_i)x_i", r"1-p_i = \sigma(-z_i)"]),
    (RIGHT, MSE, [r"(wx_i+b-y_i)^2 = w^2x_i^2 + 2wx_i(b-y_i) + (b-y_i)^2", GW]),
    (RIGHT, MSE, [r"\sum_i b x_i = b\sum_i x_i", GW]),
    (WRONG, MSE, [r"\sum_i b x_i = \sum_i x_i", GW]),
    (RIGHT, MSE, [r"\sum_{i=1}^m 1 = m", GW]),
    (RIGHT, MSE, [r"\sum_i (wx_i+b-y_i)x_i = w\sum_i x_i^2 + b\sum_i x_i - \sum_i x_iy_i", GW]),
    (RIGHT, MSEb, [r"\frac{\partial L}{\partial b} = \frac2m\sum_{i=1}^m (wx_i+b-y_i)", r"\sum_{i=1}^m b = mb",
        r"\bar{x} = \frac1m\sum_{i=1}^m x_i, \bar{y} = \frac1m\sum_{i=1}^m y_i",
        r"\frac{\partial L}{\partial b} = 2(w\bar{x} + b - \bar{y})"]),
    (RIGHT, LOG, [r"1-p_i = \frac{e^{-z_i}}{1+e^{-z_i}}", GP]),
    (OPEN, LOG, [r"1 - \sigma(z) = \sigma(-z)", GP]),
    (RIGHT, LOG, [r"-y_i(1-p_i) + (1-y_i)p_i = p_i - y_i", GP]),
    (RIGHT, LOG, [r"\log(1-p_i) = -z_i - \log(1+e^{-z_i})", GP]),
    (OPEN, LOG, [r"\sigma'(z_i) = p_i(1-p_i)", GP]),
    (RIGHT, NET, [r"\frac{\partial L}{\partial a_2} = a_2-y", r"1 - a_2 = \sigma(-z_2)", GN]),
    (RIGHT, NET, [r"(a_2-y)^2 = a_2^2 - 2a_2y + y^2", GN]),
    (RIGHT, LS, [r"(Xw-y)^T(Xw-y) = w^TX^TXw - 2w^TX^Ty + y^Ty", GL]),
    (RIGHT, LS, [r"\|Xw-y\|^2 = (Xw-y)^T(Xw-y)", GL]),
    (RIGHT, LS, [r"(Xw)^T = w^TX^T", GL]),
    (RIGHT, LS, [r"w^TX^Ty = y^TXw", GL]),
    (RIGHT, RI, [r"\|w\|^2 = w^Tw", GR]),
    (RIGHT, QF, [r"x^TAx = \sum_{i,j}A_{ij}x_ix_j", GQ]),
    (RIGHT, TR, [r"\operatorname{tr}(AXB) = \operatorname{tr}(BAX)", r"\frac{\partial f}{\partial X} = A^TB^T"]),
    (RIGHT, FR, [r"\operatorname{tr}(Y^TXW) = \operatorname{tr}(W^TX^TY)", GF]),
    (RIGHT, FR, [r"\|XW-Y\|_F^2 = \operatorname{tr}((XW-Y)^T(XW-Y))", GF]),
    (RIGHT, SMK, [r"\frac{\partial L}{\partial z_k} = -y_k(1-p_k) + \sum_{i \ne k} y_i p_k",
        r"= -y_k + p_k\left(y_k + \sum_{i\ne k} y_i\right)", r"\sum_i y_i = 1",
        r"\frac{\partial L}{\partial z_k} = p_k - y_k"]),
    (OPEN, LS, [r"\nabla L = 2X^TXw - 2X^Ty", r"\Rightarrow X^TXw = X^Ty"]),
    (OPEN, RIDGE, [r"\frac{dJ}{dw} = 2w\sum_i x_i^2 - 2\sum_i x_iy_i + 2\lambda w",
        r"w(\sum_i x_i^2+\lambda) = \sum_i x_iy_i"]),
    (OPEN, RIDGE, [r"\frac{dJ}{dw} = 2w\sum_i x_i^2 - 2\sum_i x_iy_i + 2\lambda w",
        r"w = \frac{\sum_i x_iy_i}{\sum_i x_i^2+\lambda}"]),
    (OPEN, LS, [r"\nabla L = 2X^T(Xw-y)", r"\nabla L = 0", r"X^TXw = X^Ty"]),
    (RIGHT, SM, [r"i = k: \frac{\partial p_i}{\partial z_k} = p_k(1-p_k)",
        r"i \neq k: \frac{\partial p_i}{\partial z_k} = -p_ip_k",
        r"\frac{\partial L}{\partial z_k} = -y_k(1-p_k) + \sum_{i\neq k}y_ip_k", r"= -y_k + p_k\sum_i y_i"]),
    (RIGHT, SMK, [r"\frac{\partial p_i}{\partial z_k} = p_k(1-p_k) (i = k)",
        r"\frac{\partial p_i}{\partial z_k} = -p_ip_k (i \neq k)",
        r"\frac{\partial L}{\partial z_k} = -y_k(1-p_k) + \sum_{i\neq k}y_ip_k = p_k - y_k"]),
    (OPEN, LS, [r"dL = 2(Xw-y)^TX dw", GL]),
    (OPEN, LS, [r"r = Xw - y", r"L = r^Tr", r"dL = 2r^T dr", r"dr = X dw", r"dL = 2r^TX dw",
        r"\nabla L = 2X^Tr = 2X^T(Xw-y)"]),
    (OPEN, OUT, [r"dL = (Wx-y)^T dW x", r"= tr(x(Wx-y)^T dW)", r"\frac{\partial L}{\partial W} = (Wx-y)x^T"]),
    (RIGHT, RI, [r"\nabla_w\frac{1}{2n}\|Xw-y\|^2 = \frac1nX^T(Xw-y)",
        r"\nabla_w\frac{\lambda}{2}\|w\|^2 = \lambda w", GR]),
    (RIGHT, RI, [r"\nabla_w \frac12 w^Tw = w", GR]),
    (RIGHT, LS, [r"\frac{\partial}{\partial w}(w^TX^TXw) = 2X^TXw", r"\frac{\partial}{\partial w}(y^TXw) = X^Ty",
        r"\frac{\partial}{\partial w}(y^Ty) = 0", r"\frac{\partial L}{\partial w} = 2X^TXw - 2X^Ty"]),
    (RIGHT, MSEb, [r"\frac{\partial L}{\partial b} = \frac2m\sum_i(wx_i+b-y_i)",
        r"= 2(w\bar{x} + b - \bar{y}) where \bar{x} = \frac1m\sum_i x_i, \bar{y} = \frac1m\sum_i y_i"]),
    (RIGHT, MSEb, [r"\frac{\partial L}{\partial b} = \frac2m\sum_i(wx_i+b-y_i)",
        r"= 2(u + b - v) where u = \frac{w}{m}\sum_i x_i, v = \frac1m\sum_i y_i"]),
    (RIGHT, Q, ["u = x^2+1", "du = 2x dx", "df = 3u^2 du", "df/dx = 6x(x^2+1)^2"]),
    (OPEN, Q, ["u = x^2+1", "du = 2x dx", "df = 3u^2 du = 6x(x^2+1)^2 dx", "df/dx = 6x(x^2+1)^2"]),
    (RIGHT, L, ["dL = 2(wx+b-y) x dw"]),
    (WRONG, L, ["dL = 2(wx+b-y) dw"]),
    # what may be meant as the gradient
    (OPEN, L, ["2(wx+b-y) = 2wx+2b-2y", "2x(wx+b-y)"]),
    (WRONG, L, ["2(wx+b-y) = 2wx+2b-2y"]),
    (WRONG, L, ["2(wx+b-y) = 2wx+2b-2y", "= 2wx+2b-2y"]),
    (WRONG, L, ["dL/dw = 2x(wx+b-y)", "2x(wx+b-y) = 2x^2w+2b-2xy"]),
    (OPEN, L, ["dL/dw = 2x(wx+b-y)", "2(wx+b-y) = 2wx+2b-2y"]),
    (WRONG, L, ["2(wx+b-y) = 2wx+2b-2y", "dL/dw = 2wx+2b-2y"]),
    # what a reading that is too kind would let pass, and one that is too strict would refuse
    (DENIED, L, [D + "=2x(wx+b-y)", "2x(wx+b+y)=2wx^2+2bx+2xy", "=2x(wx+b+y)"]),
    (DENIED, L, [D + "=2x(wx+b-y)", "x(w+b)=wx+bx", "=x(b+w)"]),
    (DENIED, P1, ["f'=2x(wx+b-y)", "2x(wx+b+y)=2wx^2+2bx+2xy", "=2x(wx+b+y)"]),
    (DENIED, V, [D + r"=\sum_i 2x_i(wx_i+b-y_i)", r"\sum_i x_i = \sum_j x_j", r"=\sum_k x_k"]),
    (DENIED, L, [D + "=2x(wx+b-y)", "ux=x(wx+b-y)", "=wx^2+bx-xy"]),
    (DENIED, L, ["u=wx+b-y", D + "=2ux", "u^2=(wx+b-y)^2", "=L"]),
    (OPEN, Z, ["z_w = wx", D + "=2(z_w+b-y)x"]),
    (OPEN, Z, ["z_w = wx", "2(z_w+b-y)x"]),
    (OPEN, Z, [D + "=2(z_w+b-y)x, where z_w = wx"]),
    (OPEN, S, ["s_t = wt+b", D + "=2(s_t-y)t"]),
    (OPEN, S, ["s_b = b", D + "=2(wt+s_b-y)t"]),
    (OPEN, L, ["L_w = wx+b-y", D + "=2xL_w"]),
    (OPEN, L, ["L = (wx+b-y)^2", "L_y = wx+b-y", D + "=2xL_y"]),
    (OPEN, L, ["u = wx", "u_w = wx+b", D + "=2(u_w-y)x"]),
    (OPEN, P1, ["z = wx+b-y", "z_x = 2x", "z_x z"]),
    (OPEN, S, ["s_w = wt", "s = s_w + b", D + "=2(s-y)t"]),
    (OPEN, L, ["u = wx+b-y", "u_w = wx", "u = u_w + b - y", "L=u^2", r"\frac{dL}{dw} = 2ux"]),
    (OPEN, L, ["e = wx+b-y", "e_y = y", D + "=2ex"]),
    (OPEN, L, ["u = wx+b-y", "let u_x = wx", D + "=2ux"]),
    (OPEN, P2, ["u=x^2+1", "f=u^2", r"2u\frac{du}{dx}(x)"]),
    (RIGHT, P3, ["u=x^2", r"\frac{du}{dx}(x) = 2x", r"e^x\frac{du}{dx}(x) + ue^x"]),
    (OPEN, P3, ["u=x^2", "v=e^x", r"v\frac{du}{dx}(x) + u\frac{dv}{dx}(x)"]),
    (OPEN, P3, ["u=x^2", "v=e^x", r"f'(x)=v\frac{du}{dx}(x) + u\frac{dv}{dx}(x)"]),
    (OPEN, P4, ["u=x^2", "v=e^x", r"\frac{df}{dx}=v\frac{du}{dx}(x)+u\frac{dv}{dx}(x)"]),
    (RIGHT, L, ["u=wx+b-y", D + "=2uu', where u'=x"]),
    (RIGHT, L, ["u=wx+b-y", D + "=2uu' with u'=x"]),
    (RIGHT, L, ["u=wx+b-y", "2uu' where u'=x"]),
    (OPEN, P5, ["u=w^2", "v=e^w", r"\frac{dL}{dw}=u'v+uv', where u'=2w, v'=e^w"]),
    (RIGHT, P6, ["u=x^2", "f'=u'e^u, where u'=2x"]),
    (DENIED, L, ["u=wx+b-y", D + "=2uu', where u'=2x"]),
    (OPEN, P7, [r"\nabla_w L = \nabla_w \frac{2w}{2} \cdot (w+1)^2 + w \cdot 2(w+1)"]),
    (DENIED, L, ["u = wx+b-y", "L=u^2", r"- x = \frac{du}{dw}", r"- 2ux = \frac{dL}{dw}"]),
    (DENIED, L, ["u = y-wx-b", "L=u^2", r"- x = \frac{du}{dw}", r"- 2ux = \frac{dL}{dw}"]),
    (DENIED, L, ["x(w+b)=wx+bx", "=x(b+w)", "=2x(wx+b-y)"]),
    (DENIED, P1, ["x(w+1)=xw+x", r"\frac{dL}{dw}=2x(wx+b)"]),
    (OPEN, P8, ["u = w^2", "d u = d w^2", D + "= 4 d w (d w^2-y)"]),
    # names that are no derivatives, letters that are not the same, and what goes on from a side result
    (OPEN, L, ["L_z = 2(z-y), z_w = x", "z = wx+b", "L_w = L_z z_w"]),
    (OPEN, L, ["z_b = 1, L_z = 2(z-y)", "z = wx+b", D + "= L_z z_w"]),
    (OPEN, L, ["L_z = 2(z-y), z_w = x, z_b = 1", "z = wx+b", "L_z z_w"]),
    (RIGHT, MSE, ["L_i = (wx_i+b-y_i)^2", r"\frac{\partial L_i}{\partial w}=2x_i(wx_i+b-y_i)", GM]),
    (RIGHT, MSE, ["let L_i=(wx_i+b-y_i)^2", GM]),
    (RIGHT, MSE, [D + r"=\frac1m\sum_i \frac{\partial L_i}{\partial w} where L_i=(wx_i+b-y_i)^2",
        r"=\frac2m\sum_i x_i(wx_i+b-y_i)"]),
    (RIGHT, MSE, [r"L=\frac1m\sum_i L_i, L_i=e_i^2, e_i=wx_i+b-y_i", r"\frac{\partial L_i}{\partial w}=2e_ix_i",
        D + r"=\frac2m\sum_i e_ix_i"]),
    (RIGHT, LOG, [r"L_i = -[y_i\log p_i+(1-y_i)\log(1-p_i)]",
        r"\frac{\partial L}{\partial w}=\frac1n\sum_i(p_i-y_i)x_i"]),
    (RIGHT, SMK, [r"L_i=-y_i\log p_i", GS]),
    (RIGHT, LOG, [r"L = \frac1n\sum_i L_i", r"L_i = -[y_i\log p_i+(1-y_i)\log(1-p_i)]",
        r"\frac{\partial L}{\partial w}=\frac1n\sum_i(p_i-y_i)x_i"]),
    (RIGHT, SMK, [r"L=\sum_i L_i", r"L_i=-y_i\log p_i", GS]),
    (RIGHT, MSE, [r"L_m = \sum_i (wx_i+b-y_i)^2, L=\frac1mL_m", GM]),
    (RIGHT, LS, ["L_n = 3", r"\nabla_w L=2X^T(Xw-y)"]),
    (RIGHT, RI, [r"J_n = \frac1{2n}\|Xw-y\|^2, J=J_n+\frac{\lambda}{2}w^Tw",
        r"\nabla_w J=\frac1nX^T(Xw-y)+\lambda w"]),
    (RIGHT, RI, [r"J_\lambda = \frac{\lambda}{2}\|w\|^2", r"\nabla_w J=\frac1nX^T(Xw-y)+\lambda w"]),
    (RIGHT, L, [D + "=2x(wx+b-y)", B + "=2(wx+b-y)", "=2wx+2b-2y"]),
    (RIGHT, L, ["z=wx+b", D + "=2x(z-y)", B + "=2(z-y)", "=2(wx+b-y)"]),
    (RIGHT, L, [D + "=2x(wx+b-y)", r"\frac{\partial^2 L}{\partial w^2}=2x\cdot x", "=2x^2"]),
    (RIGHT, R1, ["f'(x)=3x^2", r"f'(2)=3\cdot4", "=12"]),
    (RIGHT, R2, ["f'(x) = 3x^2+4x-5", "f'(2) = 12+8-5", "= 15"]),
    (OPEN, L, [D + "=2x(wx+b-y)", "L=(wx+b-y)^2", "=(wx+b)^2-2y(wx+b)+y^2"]),
    (WRONG, SMK, [r"y_i p_i = y_k p_k", GS]),
    (WRONG, SMK, [r"e^{z_i}=e^{z_k}", GS]),
    (DENIED, SMK, [GS, r"e^{z_i}=e^{z_k}", "=p_k-y_k"]),
    (WRONG, SMK, [r"\sum_i y_ip_k = p_i", GS]),
    (RIGHT, SMK, [r"\sum_i y_ip_k = p_k", GS]),
    (WRONG, SMK, [r"\sum_{i\ne k} y_i = 1-y_i", GS]),
    (RIGHT, SMK, [r"\sum_{i\ne k} y_i = 1-y_k", GS]),
    (WRONG, SMK, [r"p_ip_k=p_ip_j", GS]),
    (WRONG, SMK, [r"\frac{\partial p_i}{\partial z_k} = p_i(\delta_{ik}-p_k)", r"\sum_i y_i\delta_{ik} = y_i", GS]),
    (RIGHT, SMK, [r"\frac{\partial p_i}{\partial z_k} = p_i(\delta_{ik}-p_k)", r"\sum_i y_i\delta_{ik} = y_k", GS]),
    (WRONG, MSE, ["wx_i+b=wx_j+b", GM]),
    (WRONG, MSE, ["2(wx_i+b-y_i)x_i=2x_j(wx_j+b-y_j)", GM]),
    (WRONG, LS, ["w^TX^T=Xw", r"\nabla_w L=2X^T(Xw-y)"]),
    (WRONG, LS, ["X^Ty=y^TX", r"\nabla_w L=2X^T(Xw-y)"]),
    (DENIED, LS, [r"\nabla_w L=2X^T(Xw-y)", "X^Ty=y^TX", "=2X^TXw-2X^Ty"]),
    (RIGHT, MSE, ["e_i = wx_i+b-y_i", "e_i^2 = (wx_i+b-y_i)^2", r"\frac2m\sum_i e_i x_i"]),
    (RIGHT, MSE, ["e_i = wx_i+b-y_i", "e_i^2 = (wx_i+b-y_i)^2", D, r"=\frac2m\sum_i e_i x_i"]),
    (WRONG, MSE, ["e_i = wx_i+b-y_i", "e_i^2 = (wx_i+b+y_i)^2", r"\frac2m\sum_i e_i x_i"]),
    (OPEN, R3, [r"\frac{d(x^2)}{dx}(x)"]),
    (RIGHT, F, ["f'[x] = 2xe^{3x}+3x^2e^{3x}"]),
    (OPEN, R4, ["- f' = 2x", "- g' = 3", "f'=-2x"]),
    (OPEN, R4, ["- f' = 2x", "f'=-2x", "- g' = 3"]),
    (WRONG, R5, ["dL/dw=-1.44", "1+1=3"]),
    # what goes on from a differential, in cases, beside other clauses, and between factors
    (RIGHT, L, ["dL = 2(wx+b-y)x dw", "= (2wx^2+2bx-2xy) dw"]),
    (WRONG, L, ["dL = 2(wx+b-y)x dw", "= (2wx^2+2bx-xy) dw"]),
    (RIGHT, T1, ["df = 6x(x^2+1)^2 dx", "= 6x(x^4+2x^2+1) dx"]),
    (RIGHT, L, ["u = wx+b-y", "du = x dw", "dL = 2u du", "= 2u x dw"]),
    (RIGHT, T2, ["u = x^2+1", "du = 2x dx", "= 2x dx", r"f' = \frac{2x}{x^2+1}"]),
    (OPEN, L, ["u = wx+b-y", "dL = 2u du", "= 2u x dw", "dL/dw = 2ux"]),
    (OPEN, ABS, ["x > 0: 1", "x^2 = |x|^2", "x < 0: -1"]),
    (OPEN, ABS, [r"\frac{dL}{dx} = 1 (x > 0)", "x^2 = |x|^2", r"\frac{dL}{dx} = -1 (x < 0)"]),
    (OPEN, ABS, ["x > 0: 1", "x < 0: -1", "x^2 = |x|^2"]),
    (OPEN, ABS, [r"\frac{dL}{dx} = 1 if x > 0", r"\frac{dL}{dx} = -1 if x < 0", "x^2 = |x|^2"]),
    (DENIED, ABS, [r"\frac{dL}{dx} = 1 if x > 0", r"\frac{dL}{dx} = 1 if x < 0", "x^2 = |x|^2"]),
    (RIGHT, L, ["dL/dw = 2ux, dL/db = 2u, u = wx+b-y", "= 2(wx+b-y)"]),
    (DENIED, L, ["dL/dw = 2ux, dL/db = 2u, u = wx+b-y", "= wx+b-y"]),
    (RIGHT, L, ["u = wx+b-y, dL/du = 2u, = 2(wx+b-y)", "dL/dw = 2ux"]),
    (RIGHT, L, ["z = wx+b, e = z-y, = wx+b-y", "dL/dw = 2ex"]),
    (RIGHT, L, ["e = wx+b-y, dL/de = 2e, = 2(wx+b-y), de/dw = x", "dL/dw = 2ex"]),
    (RIGHT, TQ, ["2(h-y)", "h(1-h)", "y^2 = yy", "x", "2(h-y)h(1-h)x"]),
    (RIGHT, TQ, ["y^2 = yy", "2(h-y)", "h(1-h)", "x", "2(h-y)h(1-h)x"]),
    (RIGHT, TQ, ["2(h-y)", "h(1-h)", "x", "y^2 = yy", "dL/dw = 2(h-y)h(1-h)x"]),
    (RIGHT, TQ, ["2(h-y)", "h(1-h)", "2(x+1) = 2x+2", "x", "2(h-y)h(1-h)x"]),
    (OPEN, L, ["L_w = 2(wx+b-y)x", "L_w = 0", "wx+b-y = 0", r"w = \frac{y-b}{x}"]),
    (OPEN, TQ, ["2(h-y)h(1-h)x", "y^2 = yy"]),
    (OPEN, TQ, ["답: 2(h-y)h(1-h)x", "y^2 = yy"]),
    (WRONG, T3, ["x^2 = xx", r"\exp(w x) x \cos(w)"]),
    (DENIED, T4, ["wx > y일 때 L_w = x", "wx < y일 때 L_w = x"]),
    (DENIED, T5, ["z > 0: L_w = (wx-y)x", "z < 0: L_w = -yx"]),
]  # fmt: skip


@pytest.mark.parametrize(("truth", "question", "lines"), ROWS, ids=range(len(ROWS)))
def test_lines(truth: str, question: dict[str, Any], lines: list[str]) -> None:
    found = check_row({"deadline": 20, **question, "lines": lines})
    wrong = found.first_wrong_line is not None
    if truth == DENIED:
        assert found.accept is not True, found
        return
    assert wrong is (truth == WRONG), found
    assert found.accept is True or truth != RIGHT, found
    assert found.accept is None or truth != ASKED, found
    assert found.accept is not (truth == WRONG), found


@pytest.mark.parametrize(
    "lines",
    [
        ["u = wx+b-y", "u^2 = w^2x^2+b^2+y^2", r"\frac{\partial L}{\partial w} = 2ux"],
        ["y^2 = 2y", r"\frac{\partial L}{\partial w} = 2x(wx+b-y)"],
    ],
)
def test_no_mistake_is_named_for_what_is_no_gradient(lines: list[str]) -> None:
    found = check_row({**L, "lines": lines})
    assert (found.accept, found.mistake) == (None, None)
    assert found.first_wrong_line == len(lines) - 1
    assert found.lines[-1].follows is None
