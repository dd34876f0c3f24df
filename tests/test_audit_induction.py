"""Induction on a page: base and step are claims, and without either nothing is proved for every l."""

from __future__ import annotations

import pytest

from symgrad.errors import ReadError
from symgrad.notes.audit import audit
from symgrad.notes.claims import Claim
from symgrad.notes.reader import parse_page
from symgrad.rendering import findings

PAGE = r"""---
title: {en: t, ko: t}
ids: [Z1]
---

<!-- symgrad: model name="first" parameters="W^{[1]} b^{[1]}" data="x" -->
$$
\begin{aligned}
A^{[1]} &= W^{[1]} \\
c^{[1]} &= b^{[1]} \\
H^{[1]} &= x W^{[1]} + b^{[1]}
\end{aligned}
$$

<!-- symgrad: claims id="Z1" -->
$$
H^{[1]} = x A^{[1]} + c^{[1]}
$$

<!-- symgrad: model name="next" parameters="A^{[l-1]} c^{[l-1]} W^{[l]} b^{[l]}" data="x" -->
$$
\begin{aligned}
H^{[l-1]} &= x A^{[l-1]} + c^{[l-1]} \\
H^{[l]} &= H^{[l-1]} W^{[l]} + b^{[l]} \\
A^{[l]} &= A^{[l-1]} W^{[l]} \\
c^{[l]} &= W^{[l]} c^{[l-1]} + b^{[l]}
\end{aligned}
$$

<!-- symgrad: claims id="Z1" induction="first" over="l" -->
$$
H^{[l]} = x A^{[l]} + c^{[l]}
$$
"""

BOUND = r"""---
title: {en: t, ko: t}
ids: [Z1]
---

<!-- symgrad: model name="first" parameters="w_1" data="x" -->
$$
d_1 = \sigma'(w_1 x) x \\ B_1 = \frac{1}{4} |x|
$$

<!-- symgrad: claims id="Z1" -->
$$
|d_1| \le B_1
$$

<!-- symgrad: model name="next" parameters="w_l a_l d_{l-1} s" -->
$$
\begin{aligned}
B_{l-1} &= |d_{l-1}| + s^2 \\
d_l &= \sigma'(a_l) w_l d_{l-1} \\
B_l &= \frac{1}{4} |w_l| B_{l-1}
\end{aligned}
$$

<!-- symgrad: claims id="Z1" induction="first" over="l" -->
$$
|d_l| \le \frac{1}{4} |w_l d_{l-1}| \le B_l
$$
"""


CLOSED = r"""---
title: {en: t, ko: t}
ids: [Z1]
---

<!-- symgrad: model name="first" data="x" target="B_1" -->
$$
P_1 = |x| \\ B_1 = \frac{1}{4} |x|
$$

<!-- symgrad: claims id="Z1" -->
$$
B_1 = \left(\frac{1}{4}\right)^{1} P_1
$$

<!-- symgrad: model name="next" parameters="w_l P_{l-1} l" -->
$$
\begin{aligned}
B_{l-1} &= \left(\frac{1}{4}\right)^{l-1} P_{l-1} \\
P_l &= |w_l| P_{l-1} \\
B_l &= \frac{1}{4} |w_l| B_{l-1}
\end{aligned}
$$

<!-- symgrad: claims id="Z1" induction="first" over="l" -->
$$
B_l = \left(\frac{1}{4}\right)^{l} P_l
$$
"""


def last(text: str) -> Claim:
    return audit(parse_page(text)).claims[-1]


@pytest.mark.parametrize("text", [PAGE, BOUND, CLOSED], ids=["equation", "inequality", "power"])
def test_base_and_step_prove_it_for_every_l(text: str) -> None:
    claim = last(text)
    assert claim.verdict == "proved"
    assert "So it holds for every l." in findings.explanation(claim, "en")
    assert "모든 l에서 성립한다" in findings.explanation(claim, "ko")


@pytest.mark.parametrize(
    ("text", "old", "new", "verdict", "words"),
    [
        # a base that is refuted, or proves something else
        (PAGE, r"c^{[1]} &= b^{[1]}", r"c^{[1]} &= 2 b^{[1]}", "defined", "has no base"),
        (PAGE, r"H^{[1]} = x A^{[1]} + c^{[1]}", r"H^{[1]} = c^{[1]} + x W^{[1]}", "defined", "has no base"),
        # a hypothesis that says more, or ties the slack to something else
        (PAGE, r"H^{[l-1]} &= x A^{[l-1]} + c", r"H^{[l-1]} &= x A^{[l-1]} + 1 c", "defined", "hypothesis"),
        (BOUND, "|d_{l-1}| + s^2", "|d_{l-1}| + a_l^2", "defined", "hypothesis"),
        (BOUND, "|d_{l-1}| + s^2", "3 |d_{l-1}| + s^2", "defined", "hypothesis"),
        (CLOSED, r"\right)^{l-1} P", r"\right)^{l-2} P", "refuted", ""),
        (CLOSED, r"\right)^{1} P_1", r"\right)^{2} P_1", "defined", "has no base"),
        # a step that does not hold
        (PAGE, r"A^{[l]} &= A^{[l-1]} W^{[l]}", r"A^{[l]} &= 2 A^{[l-1]} W^{[l]}", "refuted", ""),
        (BOUND, r"B_l &= \frac{1}{4}", r"B_l &= \frac{1}{5}", "refuted", ""),
    ],
)  # fmt: skip
def test_an_induction_that_lacks_something(text: str, old: str, new: str, verdict: str, words: str) -> None:
    assert text.count(old) == 1
    claim = last(text.replace(old, new))
    assert claim.verdict == verdict
    assert words in findings.explanation(claim, "en")


def test_an_induction_names_a_model_above_and_its_letter() -> None:
    with pytest.raises(ReadError, match="no model above is called other"):
        audit(parse_page(PAGE.replace('induction="first"', 'induction="other"')))
    with pytest.raises(ReadError, match="the letter it runs over"):
        parse_page(PAGE.replace(' over="l"', ""))
