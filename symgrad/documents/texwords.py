"""Words for LaTeX's text mode: special characters escaped, signs that text fonts lack set as mathematics.

Goes in: text of any kind, with the Unicode of formulas in it.  Comes out: LaTeX.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from symgrad.documents.verdicts import TEX_SIGNS

_ESCAPED: Mapping[str, str] = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: "\\" + character for character in "&%#_{}$"},
}
_GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"),
    *("nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"),
)
#: a sign -> what it is in math mode
_MATH: Mapping[str, str] = {
    **{letter: f"\\{name}" for letter, name in zip("αβγδεζηθικλμνξπρστφχψω", _GREEK, strict=True)},
    "Γ": r"\Gamma",
    "Δ": r"\Delta",
    "Λ": r"\Lambda",
    "Π": r"\Pi",
    "Σ": r"\Sigma",
    "Φ": r"\Phi",
    "Ω": r"\Omega",
    "∂": r"\partial",
    "∇": r"\nabla",
    "∑": r"\sum",
    "√": r"\surd",
    "∞": r"\infty",
    "‖": r"\|",
    "⊤": r"\top",
    "≈": r"\approx",
    "≠": r"\ne",
    "≤": r"\le",
    "≥": r"\ge",
    "≔": ":=",
    "∈": r"\in",
    "ℝ": r"\mathbb{R}",
    "→": r"\to",
    "←": r"\leftarrow",
    "⇒": r"\Rightarrow",
    "↦": r"\mapsto",
    "…": r"\dots",
    "⋯": r"\cdots",
    "·": r"\cdot",
    "−": "-",
    "×": r"\times",
    "⊙": r"\odot",
    "∘": r"\circ",
    "±": r"\pm",
    "′": "'",
}
_ACCENTS: Mapping[str, str] = {"\u0302": r"\hat", "\u0304": r"\bar", "\u0303": r"\tilde", "\u0307": r"\dot"}


def signs(latex: str, *, words: bool = False) -> str:
    r"""A formula, its signs in Unicode as commands, since fonts of formulas lack some of them; ``words`` for what is in
    a ``\text{…}``.
    """
    made = r"\ensuremath{%s}" if words else "%s "
    return "".join(made % _MATH[each] if each in _MATH else each for each in latex)


#: a straight quotation mark that opens: before a word, behind none
_OPENS = re.compile(r'(?:(?<=[\s(\[{/])|\A)"(?![\s.,;:!?)])')


def quoted(words: str) -> str:
    """Straight quotation marks of prose curled, as TeX would make closing ones of all."""
    return _OPENS.sub("“", words).replace('"', "”")


def text(words: str) -> str:
    """Words as LaTeX."""
    shown: list[str] = []
    for character in words:
        if character in _ACCENTS and shown:
            shown[-1] = rf"\ensuremath{{{_ACCENTS[character]}{{{shown[-1]}}}}}"
        else:
            shown.append(_one(character))
    return "".join(shown)


def _one(character: str) -> str:
    if character.isascii():
        return _ESCAPED.get(character, character)
    if character == "…":  # closer than TeX's own, which look like a gap behind a number
        return "..."
    if character in TEX_SIGNS:
        return TEX_SIGNS[character]
    if character in _MATH:
        return rf"\ensuremath{{{_MATH[character]}}}"
    kind, _, plain = unicodedata.decomposition(character).partition(" ")
    if kind in ("<sub>", "<super>"):
        inside = chr(int(plain, 16))
        return rf"\ensuremath{{{'_' if kind == '<sub>' else '^'}{{{_MATH.get(inside, inside)}}}}}"
    if plain and chr(int(plain.split(" ")[-1], 16)) in _ACCENTS:
        return rf"\ensuremath{{{_ACCENTS[chr(int(plain, 16))]}{{{chr(int(kind, 16))}}}}}"
    return character
