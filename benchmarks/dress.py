r"""How students write a formula down: left sides, words, Markdown, environments, lists, pasted signs.

In: an answer as bare LaTeX.  Out: the same answer, dressed.  Every row of a table keeps what is said (``WRONG_LEFT``
says something else), so that a dressed answer is as right or as wrong as the bare one.  ``@`` in a left side is what
is differentiated, ``#`` what it is differentiated by, ``~`` another name.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

#: what stands before = for the derivative of a number by a number
LEFT: Mapping[str, str] = {
    "none": "",
    "partial": r"\frac{\partial @}{\partial #}",
    "straight": r"\frac{d @}{d #}",
    "upright": r"\frac{\mathrm{d}@}{\mathrm{d}#}",
    "dfrac": r"\dfrac{\partial @}{\partial #}",
    "typed": "d@/d#",
    "typed partial": r"\partial @/\partial #",
    "pasted partial": "∂@/∂#",
    "operator": r"\frac{\partial}{\partial #} @",
    "operator around": r"\frac{\partial}{\partial #}(@)",
    "prime": "@'(#)",
    "prime alone": "@'",
    "prime in TeX": r"@^{\prime}(#)",
    "subscript": "@_#",
    "partial subscript": r"\partial_# @",
    "nabla": r"\nabla_# @",
    "nabla braces": r"\nabla_{#} @",
    "nabla pasted": "∇_# @",
    "grad": "grad",
    "gradient": "gradient",
    "d name": "d#",
}
#: the same for an element or a whole array: no prime, no straight d
LEFT_OF_ARRAYS = ("none", "partial", "dfrac", "typed partial", "pasted partial", "nabla", "nabla braces")
#: what says that the value is something else
WRONG_LEFT: Mapping[str, str] = {
    "by another": r"\frac{\partial @}{\partial ~}",
    "by another, typed": "d@/d~",
    "by another, prime": "@'(~)",
    "by another, subscript": "@_~",
    "by another, nabla": r"\nabla_{~} @",
    "second": r"\frac{\partial^2 @}{\partial #^2}",
    "second, straight": r"\frac{d^2 @}{d#^2}",
    "second, prime": "@''(#)",
    "not differentiated": "@",
    "turned over": r"\frac{\partial #}{\partial @}",
}

Change = Callable[[str], str]


def _without_sizes(text: str) -> str:
    return re.sub(r"\\(?:left|right)(?![a-z])", "", text)


_PASTED = {
    r"\cdot": "·", r"\sigma": "σ", r"\lambda": "λ", r"\eta": "η", r"\partial": "∂", r"\sum": "∑", r"\nabla": "∇",
    r"\delta": "δ", r"\le": "≤", r"\ge": "≥", r"\epsilon": "ε", r"\hat{y}": "ŷ", r"\times": "×",
}  # fmt: skip


def _pasted(text: str) -> str:
    for command, sign in _PASTED.items():
        text = re.sub(re.escape(command) + r"(?![A-Za-z])", sign, text)
    text = re.sub(r"\^\{([23])\}", lambda found: "²³"[int(found[1]) - 2], _without_sizes(text))
    return text.replace("-", "−")


def _inside(text: str, start: int) -> int:
    """Where the brace that opens at ``start`` is closed."""
    depth = 0
    for place in range(start, len(text)):
        depth += (text[place] == "{") - (text[place] == "}")
        if not depth:
            return place
    raise ValueError(text)


def typed(text: str) -> str:
    r"""As on a keyboard: (a)/(b) for \frac{a}{b}, ^(…) for ^{…}, sigma(…), * for \cdot; arrays and sums stay."""
    text = re.sub(r"\\(sigma|tanh|log|sqrt|sin|cos|max|min)(?![a-z])", r"\1", _without_sizes(text))
    text = text.replace(r" \cdot ", "*")
    found = re.search(r"\\frac\{|sqrt\{|(?<![}\]])\^\{", text)  # not the upper end of a sum
    while found:
        first = _inside(text, found.end() - 1)
        inside = text[found.end() : first]
        if found[0] == r"\frac{":
            second = _inside(text, first + 1)
            text = f"{text[: found.start()]}(({inside})/({text[first + 2 : second]})){text[second + 1 :]}"
        else:
            inside = inside if inside.isdigit() and "^" in found[0] else f"({inside})"
            text = f"{text[: found.start()]}{found[0][:-1]}{inside}{text[first + 1 :]}"
        found = re.search(r"\\frac\{|sqrt\{|(?<![}\]])\^\{", text)
    return text


#: the same formula in other signs
SPELLED: Mapping[str, Change] = {
    "no sizes": _without_sizes,
    "pasted": _pasted,
    "minus pasted": lambda text: text.replace("-", "−"),
    "typed": typed,
    "dfrac": lambda text: text.replace(r"\frac", r"\dfrac"),
    "tfrac": lambda text: text.replace(r"\frac", r"\tfrac"),
    "ln": lambda text: text.replace(r"\log", r"\ln"),
    "times": lambda text: text.replace(r"\cdot", r"\times"),
    "big": lambda text: text.replace(r"\left(", r"\bigl(").replace(r"\right)", r"\bigr)"),
    "thin spaces": lambda text: re.sub(r" (?=[a-z(])", r"\\,", text),
    "displaystyle": lambda text: rf"\displaystyle {text}",
    "braces": lambda text: f"{{{text}}}",
    "brackets": lambda text: rf"\left[{text}\right]",
    "narrow": lambda text: re.sub(r"(?<![A-Za-z]) (?=[^A-Za-z])| (?=[-+=(\\])", "", text),
}

#: what leads to a formula
BEFORE = (
    "So ", "So, ", "Thus ", "Therefore, ", "Hence ", "Finally, ", "Then ", "We get ", "we have ", "Answer: ",
    "The gradient is ", "The answer is ", r"\therefore ", "∴ ", "=> ", "→ ", r"\Rightarrow ", "따라서 ", "그러므로 ",
    "답: ", "정답: ", "즉, ", "결과: ", "따라서, ", "풀이: ", "By the chain rule, ", "연쇄법칙에 의해 ", "Solution: ",
    r"\implies ", r"\text{So } ", r"\text{따라서 }", "Final answer: ", "**Answer:** ", "> ", "ans: ", "정리하면 ",
    "미분하면 ", "Result: ",
)  # fmt: skip
#: what stands behind one
BEHIND = (
    ".", ",", ";", " .", " (chain rule)", " (by the chain rule)", ", by the chain rule", " // chain rule",
    " # chain rule", " (연쇄법칙)", " 이다.", "이다", " 입니다.", "입니다", " 가 된다.", " 이 나온다",
    r" \quad \text{(chain rule)}", r" \qquad (1)", r" \tag{1}", r" \\", r" \,.", r"\quad\blacksquare",
    r" \text{ (by the chain rule)}", " (simplify)", " ∎", r" \text{.}", " ✓", " 끝", " (답)",
    r" \; \square", r"\text{이다.}",
)  # fmt: skip
#: what stands around one
AROUND = (
    ("$", "$"), ("$$", "$$"), ("$ ", " $"), ("`", "`"), ("**", "**"), ("*", "*"), (r"\[", r"\]"), (r"\(", r"\)"),
    (r"\boxed{", "}"), (r"$\boxed{", "}$"), (r"\begin{equation}", r"\end{equation}"), ("**$", "$**"), ("$$\n", "\n$$"),
    (r"\begin{aligned}", r"\end{aligned}"), (r"\begin{align*}", r"\end{align*}"), ("```\n", "\n```"), ("$`", "`$"),
    ("\\begin{align}\n", "\n\\end{align}"), (r"\underline{", "}"), (r"\fbox{$", "$}"), ("  ", "  "),
)  # fmt: skip

#: marks of the lines of a list, from the first to the last
LISTS: Mapping[str, Callable[[int], str]] = {
    "1.": lambda n: f"{n}. ",
    "1)": lambda n: f"{n}) ",
    "(1)": lambda n: f"({n}) ",
    "-": lambda n: "- ",
    "*": lambda n: "* ",
    "•": lambda n: "• ",
    "(a)": lambda n: f"({'abcdefghijk'[n - 1]}) ",
    "a)": lambda n: f"{'abcdefghijk'[n - 1]}) ",
    "(i)": lambda n: f"({('i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi')[n - 1]}) ",
    "①": lambda n: f"{'①②③④⑤⑥⑦⑧⑨'[n - 1]} ",
    "Step 1:": lambda n: f"Step {n}: ",
    "단계": lambda n: f"{n}단계: ",
    "=>": lambda n: "=> " if n > 1 else "",
    "therefore": lambda n: "Therefore " if n > 1 else "",
    "words": lambda n: ("First, ", "Then ", "So ", "Hence ", "Thus ", "Finally ")[min(n, 6) - 1],
    ">": lambda n: "> ",
}  # fmt: skip


_LEADING = re.compile(r"^((?:[Ll]et|where) )")


def _aligned(environment: str) -> Callable[[Sequence[str]], str]:
    def written(lines: Sequence[str]) -> str:
        texts = (_LEADING.sub(r"\\text{\1}", line) for line in lines)
        rows = [re.sub(r"(?:^| )= ", " &= ", line, count=1) for line in texts]
        return rf"\begin{{{environment}}}" + r" \\ ".join(rows) + rf"\end{{{environment}}}"

    return written


#: several lines as one text
JOINED: Mapping[str, Callable[[Sequence[str]], str]] = {
    "newlines": "\n".join,
    "empty lines": "\n\n".join,
    r"\\": lambda lines: r" \\ ".join(lines),
    "\\\\ and newlines": lambda lines: " \\\\\n".join(lines),
    "align": _aligned("align"),
    "align*": _aligned("align*"),
    "aligned": _aligned("aligned"),
    "$$ aligned $$": lambda lines: "$$" + _aligned("aligned")(lines) + "$$",
}
#: what stands around the formula of every line
EVERY = {"": ("", ""), "$": ("$", "$"), "$$": ("$$", "$$"), "`": ("`", "`"), r"\(": (r"\(", r"\)")}
#: rows of AROUND that fill lines of their own
_BLOCKS = tuple(pair for pair in AROUND if "\n" in pair[0] or r"\begin" in pair[0])


@dataclass(frozen=True)
class Dress:
    """What is drawn from the tables: ``""`` and ``None`` for nothing."""

    spelled: str = ""
    before: str = ""
    behind: str = ""
    around: tuple[str, str] | None = None
    listed: str = ""
    joined: str = ""
    every: str = ""

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows it is made of, as texts."""
        around = f"around {'…'.join(self.around)}" if self.around else ""
        said = (("spelled", self.spelled), ("before", self.before), ("behind", self.behind), ("list", self.listed),
                ("joined", self.joined), ("every", self.every))  # fmt: skip
        return (*(f"{kind} {row}" for kind, row in said if row), *([around] if around else []))

    def _formula(self, text: str) -> str:
        left, sign, value = text.rpartition("= ")
        if not self.spelled or any(part in value for part in (r"\partial", "∂", r"\frac{d ", "/d")):
            return text
        return left + sign + SPELLED[self.spelled](value)

    def line(self, text: str) -> str:
        """One formula with all that stands around it; what goes on from the line before has no words in front."""
        before = "" if text.startswith("=") else self.before
        return before + self._wrapped(text, *(self.around or EVERY[self.every])) + self.behind

    def _wrapped(self, text: str, first: str, last: str) -> str:
        """Words that lead on stand in front of what is around the formula."""
        words = _LEADING.match(text)
        start = words.end() if words and first else 0
        return text[:start] + first + self._formula(text[start:]) + last

    def lines(self, texts: Sequence[str]) -> list[str]:
        """Several lines: spelled alike, marked as a list, the last one with what stands around it."""
        made = [*(self._wrapped(text, *EVERY[self.every]) for text in texts[:-1]), self.line(texts[-1])]
        mark = LISTS[self.listed] if self.listed else lambda n: ""
        if self.listed == "-" and sum(not text.startswith("=") for text in texts) < 2:
            return made  # a minus
        places = [sum(not text.startswith("=") for text in texts[: n + 1]) for n in range(len(texts))]
        return [
            text if bare.startswith("=") else mark(place) + text
            for text, bare, place in zip(made, texts, places, strict=True)
        ]


def drawn(rng: random.Random, several: bool) -> Dress:
    """None to two rows for an answer, and of lists and environments where there are several lines."""
    kinds: list[str] = rng.sample(["spelled", "before", "behind", "around"], rng.choice((0, 1, 1, 2)))
    kinds += rng.sample(["listed", "joined", "every"], rng.choice((0, 1, 1))) if several else []
    tables: Mapping[str, Sequence[object]] = {
        "spelled": tuple(SPELLED), "before": BEFORE, "behind": BEHIND, "around": AROUND, "listed": tuple(LISTS),
        "joined": tuple(JOINED), "every": tuple(EVERY),
    }  # fmt: skip
    chosen: dict[str, object] = {kind: rng.choice(tables[kind]) for kind in kinds}
    if chosen.get("around") in _BLOCKS and chosen.keys() - {"around", "spelled"}:
        del chosen["around"]  # words stand on lines of their own there
    if "every" in chosen or "joined" in chosen:
        chosen.pop("around", None)
    return Dress(**chosen)  # type: ignore[arg-type]


def left_side(template: str, target: str, by: str, other: str = "") -> str:
    """A row of ``LEFT`` or ``WRONG_LEFT`` with its names."""
    subscript = f"{{{by}}}" if len(by) > 1 and "_#" in template else by
    return template.replace("@", target).replace("#", subscript).replace("~", other)
