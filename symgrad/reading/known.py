"""Functions that mathematics knows and symgrad does not, so that none of them is taken for another one or for letters.

In: a word as written, ``sin`` or ``\\cosh``.  Out: what to say about it.
"""

from __future__ import annotations

from symgrad.errors import worded
from symgrad.functions import BY_SPELLING, FUNCTIONS

#: functions without a row → how to write them with what there is, "" where there is no way
MISSING = {
    **dict.fromkeys(
        (
            "arcsin",
            "arccos",
            "asin",
            "acos",
            "arcsinh",
            "arccosh",
            "arctanh",
            "artanh",
            "atanh",
            "asinh",
            "acosh",
        ),
        "",
    ),
    **dict.fromkeys(("gammaln", "lgamma", "digamma", "floor", "ceil", "round"), ""),
    **dict.fromkeys(("binom", "choose", "gcd", "mod", "bmod", "rank", "erfinv"), ""),
    "cot": r"Write \frac{\cos(x)}{\sin(x)}.",
    "sec": r"Write \frac{1}{\cos(x)}.",
    "csc": r"Write \frac{1}{\sin(x)}.",
    "coth": r"Write \frac{1}{\tanh(x)}.",
    "sech": r"Write \frac{1}{\cosh(x)}.",
    "csch": r"Write \frac{1}{\sinh(x)}.",
    "lg": r"Write \log_{10}(x).",
    "mean": r"Write \frac{1}{m} \sum_{i=1}^m x^{(i)}.",
    "avg": r"Write \frac{1}{m} \sum_{i=1}^m x^{(i)}.",
    "average": r"Write \frac{1}{m} \sum_{i=1}^m x^{(i)}.",
    "sum": r"Write \sum_{i=1}^m x^{(i)}.",
    "var": r"Write \frac{1}{m} \sum_{i=1}^m (x^{(i)} - \mu)^2 with \mu defined above.",
    "std": r"Write \sqrt{\frac{1}{m} \sum_{i=1}^m (x^{(i)} - \mu)^2} with \mu defined above.",
    "dot": r"Write x^\top y.",
    "pow": "Write x^{n}.",
    "sinc": r"Write \frac{\sin(x)}{x}.",
}
#: what other programs call by a word and mathematics writes with a sign → how
ELSEWHERE = {
    "norm1": r"Write \|x\|_1.",
    "norm2": r"Write \|x\|.",
    "vector": r"Write \mathbf{1} for the vector of ones.",
    "matrix": r"Write \mathbf{1} \mathbf{1}^\top for the matrix of ones.",
    "ones": r"Write \mathbf{1} for the vector of ones.",
    "eye": r"Write I for the identity matrix.",
    "kron": r"Write A X B for (B^\top \otimes A) \operatorname{vec}(X), or indices.",
    "vec": r"Write A X B for (B^\top \otimes A) \operatorname{vec}(X), or indices.",
}
#: words that plain text is searched for where no bracket follows; shorter ones are too often products of letters
WORDS = tuple(
    sorted(
        (word for word in {*BY_SPELLING, *MISSING, "sqrt"} if word.isalpha() and len(word) > 2),
        key=lambda w: (-len(w), w),
    )
)


def missing(word: str) -> tuple[str, str]:
    """Problem and remedy for a function in ``MISSING`` or ``ELSEWHERE``."""
    if word in ELSEWHERE:
        return worded("symgrad has no function {word}.", word=word), ELSEWHERE[word]
    names = ", ".join(
        dict.fromkeys(row.latex if row.latex.count("{") == 0 else row.spellings[0] for row in FUNCTIONS)
    )
    return (
        worded("symgrad has no function {word}.", word=word),
        worded(
            r"{instead} The functions there are: {names}, \sqrt, \max, \min."
            if MISSING[word]
            else r"The functions there are: {names}, \sqrt, \max, \min.",
            **({"instead": MISSING[word]} if MISSING[word] else {}),
            names=names,
        ),
    )


def needs_brackets(word: str) -> tuple[str, str]:
    """Problem and remedy for a function's word in plain text without a bracket behind it."""
    command = f"\\{word}(x)" if f"\\{word}" in BY_SPELLING or word == "sqrt" else f"{word}(x)"
    command = r"\sqrt{x}" if word == "sqrt" else command
    letters = ", ".join(dict.fromkeys(word))
    return (
        worded("is {word} the function here? Its argument has no brackets.", word=word),
        worded(
            "Write {command} for the function; for a product of letters declare {letters}.",
            command=command,
            letters=letters,
        ),
    )
