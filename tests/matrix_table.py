"""What matrixcalculus.org accepts, beyond the cases of ``test_matrix_calculus``: a loss, shapes, its gradients."""

#: name → (loss, shapes, {parameter: its gradient}); names that are no parameter are data
TABLE = {
    "affine": (r"c x^\top a + b", "a:n x:n b: c:", {"x": "c a", "c": r"x^\top a"}),
    "half quadratic": (
        r"\frac{1}{2} x^\top A x - b^\top x",
        "A:n,n x:n b:n",
        {"x": r"\frac{1}{2} (A x + A^\top x) - b"},
    ),
    "exp of bilinear": (
        r"x^\top A x \exp(c^\top x)",
        "A:n,n x:n c:n",
        {"x": r"e^{c^\top x} (x^\top A x) c + e^{c^\top x} (A x + A^\top x)"},
    ),
    "sum of exp": (r"\operatorname{sum}(\exp(A x))", "A:m,n x:n", {"x": r"A^\top e^{A x}"}),
    "sin quad": (r"\sin(x^\top A x)", "A:n,n x:n", {"x": r"\cos(x^\top A x) (A x + A^\top x)"}),
    "cos elementwise": (r"a^\top \cos(A x)", "A:m,n x:n a:m", {"x": r"-A^\top (a \odot \sin(A x))"}),
    "tan elementwise": (
        r"a^\top \tan(A x)",
        "A:m,n x:n a:m",
        {"x": r"A^\top (a \odot (1 + \tan(A x)^{\odot 2}))"},
    ),
    "tanh elementwise": (
        r"a^\top \tanh(A x)",
        "A:m,n x:n a:m",
        {"x": r"A^\top (a \odot (1 - \tanh(A x)^{\odot 2}))"},
    ),
    "arctan elementwise": (
        r"a^\top \arctan(A x)",
        "A:m,n x:n a:m",
        {"x": r"A^\top (a \oslash (1 + (A x)^{\odot 2}))"},
    ),
    "sinh": (r"a^\top \sinh(x)", "x:n a:n", {"x": r"a \odot \cosh(x)"}),
    "log elementwise": (r"a^\top \log(x)", "x:n a:n", {"x": r"a \oslash x"}),
    "sqrt elementwise": (r"a^\top \sqrt{x}", "x:n a:n", {"x": r"\frac{1}{2} a \odot x^{\odot -\frac{1}{2}}"}),
    "abs elementwise": (r"a^\top |x|", "x:n a:n", {"x": r"a \odot \operatorname{sign}(x)"}),
    "relu": (
        r"a^\top \operatorname{ReLU}(W x + b)",
        "W:m,n x:n a:m b:m",
        {
            "x": r"W^\top (a \odot \operatorname{step}(W x + b))",
            "W": r"(a \odot \operatorname{step}(W x + b)) x^\top",
            "b": r"a \odot \operatorname{step}(W x + b)",
        },
    ),
    "sign": (r"a^\top \operatorname{sign}(x) + a^\top x", "x:n a:n", {"x": "a"}),
    "power elementwise": (r"a^\top x^{\odot 2}", "x:n a:n", {"x": r"2 (a \odot x)"}),
    "power elementwise 3": (
        r"\mathbf{1}^\top (A x - b)^{\odot 3}",
        "x:n A:m,n b:m",
        {"x": r"3 A^\top (A x - b)^{\odot 2}"},
    ),
    "division elementwise": (
        r"a^\top (x \oslash y)",
        "x:n y:n a:n",
        {"x": r"a \oslash y", "y": r"-a \odot x \odot y^{\odot -2}"},
    ),
    "hadamard vec": (
        r"(x \odot y)^\top A (x \odot y)",
        "x:n y:n A:n,n",
        {"x": r"y \odot (A (y \odot x)) + y \odot (A^\top (x \odot y))"},
    ),
    "hadamard mat": (r"\operatorname{tr}(A^\top (X \odot X))", "X:m,n A:m,n", {"X": r"2 (A \odot X)"}),
    "ridge": (
        r"\|X w - y\|^2 + \lambda \|w\|^2",
        r"X:m,n w:n y:m \lambda:",
        {"w": r"2 X^\top (X w - y) + 2 \lambda w"},
    ),
    "lasso": (
        r"\frac{1}{2m} \|X w - y\|_2^2 + \lambda \|w\|_1",
        r"X:m,n w:n y:m \lambda:",
        {"w": r"\frac{1}{m} X^\top (X w - y) + \lambda \operatorname{sign}(w)"},
    ),
    "fro": (
        r"\|A X - B\|_F",
        "A:m,k X:k,n B:m,n",
        {"X": r"\frac{1}{\left\| A X - B \right\|_F} A^\top (A X - B)"},
    ),
    "fro2": (r"\|A X B - C\|_F^2", "A:p,m X:m,n B:n,q C:p,q", {"X": r"2 A^\top (A X B - C) B^\top"}),
    "trAX": (r"\operatorname{tr}(A X)", "A:n,m X:m,n", {"X": r"A^\top"}),
    "trAXBXC": (
        r"\operatorname{tr}(A X B X^\top C)",
        "A:p,m X:m,n B:n,n C:m,p",
        {"X": r"A^\top C^\top X B^\top + C A X B"},
    ),
    "trXinv": (
        r"\operatorname{tr}(A X^{-1} B)",
        "A:p,n X:n,n B:n,p",
        {"X": r"-X^{-\top} A^\top B^\top X^{-\top}"},
    ),
    "trX2": (r"\operatorname{tr}(X X)", "X:n,n", {"X": r"2 X^\top"}),
    "det2": (r"\det(A X B)", "X:n,n A:n,n B:n,n", {"X": r"L A^\top (A X B)^{-\top} B^\top"}),
    "detXTX": (r"\det(X^\top X)", "X:m,n", {"X": r"L (X (X^\top X)^{-1} + X (X^\top X)^{-\top})"}),
    "logdetinv": (r"\log\det(X^{-1})", "X:n,n", {"X": r"-X^{-\top} (X^{-1})^{-\top} X^{-\top}"}),
    "logdetXAX": (
        r"\log\det(X^\top A X)",
        "X:m,n A:m,m",
        {"X": r"A X (X^\top A X)^{-1} + A^\top X (X^\top A X)^{-\top}"},
    ),
    "detsq": (r"\det(X)^2", "X:n,n", {"X": r"2 \det(X) \det(X) X^{-\top}"}),
    "sumX": (r"\operatorname{sum}(X)", "X:m,n", {"X": r"\mathbf{1} \mathbf{1}^\top"}),
    "sumvec": (r"\mathbf{1}^\top x", "x:n", {"x": r"\mathbf{1}"}),
    "diagm": (r"a^\top \operatorname{diag}(X)", "a:n X:n,n", {"X": r"\operatorname{diag}(a)"}),
    "trdiag": (r"\operatorname{tr}(\operatorname{diag}(x) A)", "x:n A:n,n", {"x": r"\operatorname{diag}(A)"}),
    "eyeplus": (
        r"x^\top (A + \lambda I)^{-1} x",
        r"x:n A:n,n \lambda:",
        {
            "A": r"-(A + \lambda I_{n})^{-\top} x x^\top (A + \lambda I_{n})^{-\top}",
            r"\lambda": r"-x^\top (A + \lambda I_{n})^{-\top} (A + \lambda I_{n})^{-\top} x",
            "x": r"(A + \lambda I_{n})^{-1} x + (A + \lambda I_{n})^{-\top} x",
        },
    ),
    "logistic": (
        r"\operatorname{sum}(\log(1 + \exp(-y \odot (X w))))",
        "X:m,n w:n y:m",
        {"w": r"-X^\top (e^{-y \odot (X w)} \odot y \oslash (1 + e^{-y \odot (X w)}))"},
    ),
    "softplus": (r"\mathbf{1}^\top \operatorname{softplus}(X w)", "X:m,n w:n", {"w": r"X^\top \sigma(X w)"}),
    "sigmoid": (
        r"a^\top \sigma(W x + b)",
        "W:m,n x:n a:m b:m",
        {
            "x": r"W^\top (a \odot \sigma(W x + b) \odot (1 - \sigma(W x + b)))",
            "W": r"(a \odot \sigma(W x + b) \odot (1 - \sigma(W x + b))) x^\top",
            "b": r"a \odot \sigma(W x + b) \odot (1 - \sigma(W x + b))",
        },
    ),
    "lse": (
        r"\log(\mathbf{1}^\top e^{A x})",
        "A:m,n x:n",
        {"x": r"\frac{1}{\mathbf{1}^\top e^{A x}} A^\top e^{A x}"},
    ),
    "rayleigh": (
        r"\frac{x^\top A x}{x^\top x}",
        "A:n,n x:n",
        {"x": r"\frac{1}{(x^\top x)^{2}} ((x^\top x) (A x + A^\top x) - 2 (x^\top A x) x)"},
    ),
    "scalar by scalar": (
        r"\frac{a}{b} \sin(a b)",
        "a: b:",
        {"a": r"\frac{1}{b} (\sin(a b) + \cos(a b) b a)"},
    ),
    "mf": (
        r"\|X - U V^\top\|_F^2 + \lambda (\|U\|_F^2 + \|V\|_F^2)",
        r"X:m,n U:m,k V:n,k \lambda:",
        {"U": r"-2 (X - U V^\top) V + 2 \lambda U", "V": r"-2 (X - U V^\top)^\top U + 2 \lambda V"},
    ),
    "pca": (r"\operatorname{tr}(W^\top X^\top X W)", "X:m,n W:n,k", {"W": r"2 X^\top X W"}),
    "nn": (
        r"\|W_2 \sigma(W_1 x) - y\|^2",
        "W_2:k,h W_1:h,n x:n y:k",
        {
            "W_1": r"2 (\sigma(W_1 x) \odot (1 - \sigma(W_1 x)) \odot (W_2^\top (W_2 \sigma(W_1 x) - y))) x^\top",
            "W_2": r"2 (W_2 \sigma(W_1 x) - y) (\sigma(W_1 x))^\top",
        },
    ),
    "inv AXB": (
        r"a^\top (A X B)^{-1} b",
        "A:n,n X:n,n B:n,n a:n b:n",
        {"X": r"-A^\top (A X B)^{-\top} a b^\top (A X B)^{-\top} B^\top"},
    ),
    "kalman": (
        r"\operatorname{tr}((I - K H) P (I - K H)^\top + K R K^\top)",
        "K:n,m H:m,n P:n,n R:m,m",
        {"K": r"-P^\top H^\top + K H P^\top H^\top - (P - K H P) H^\top + K R^\top + K R"},
    ),
    "xlogx": (r"x^\top \log(x)", "x:n", {"x": r"\log(x) + 1"}),
}
