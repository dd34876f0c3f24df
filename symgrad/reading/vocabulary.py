"""The commands and words that a formula may contain: tables, in which the readers of operands look things up.

Functions come from the table of functions, letters, accents and fonts from ``scripts``, relations from ``statements``;
here are the signs of products, the commands that begin a factor, and words before a bracket such as ``sqrt(``.
"""

from __future__ import annotations

from symgrad.functions import BY_SPELLING, FAMILIES
from symgrad.reading import syntax as s
from symgrad.reading.scripts import ACCENTS, FONTS, LETTERS, WORDS
from symgrad.reading.statements import RELATIONS

PRODUCTS = {"*": "*", r"\cdot": r"\cdot", r"\times": r"\times", r"\odot": r"\odot", r"\oslash": r"\oslash"}
#: commands that begin a factor and are no name
PREFIXES = (
    r"\frac", r"\sqrt", r"\sum", r"\prod", r"\max", r"\min", r"\lim", r"\partial", r"\nabla", r"\left", r"\begin",
    r"\|", r"\infty", r"\pi", r"\langle", r"\arg", r"\Pr", r"\det", r"\int", r"\{", r"\boxed",
)  # fmt: skip
SPELLED = frozenset(word for word in BY_SPELLING if word.startswith("\\"))
KNOWN_COMMANDS = (
    *PREFIXES, *sorted(SPELLED), *sorted(LETTERS), *sorted(ACCENTS), *sorted(FONTS), *sorted(WORDS), *PRODUCTS,
    *sorted(RELATIONS), r"\top", r"\right", r"\end",
)  # fmt: skip
#: words before a bracket that are no row of the table of functions
SPECIAL_WORDS = frozenset(
    [
        "sqrt",
        "cbrt",
        "norm",
        "sum",
        "max",
        "min",
        "tr",
        "Tr",
        "trace",
        "softmax",
        "det",
        "diag",
        "inv",
        "adj",
        "logdet",
        *(FAMILIES.keys() - BY_SPELLING.keys()),
    ]
)
#: of these, the ones that are nodes of their own
MATRIX_WORDS: dict[str, type[s.Trace | s.Determinant | s.Diagonal]] = {
    **dict.fromkeys(("tr", "Tr", "trace"), s.Trace),
    "det": s.Determinant,
    "diag": s.Diagonal,
}
