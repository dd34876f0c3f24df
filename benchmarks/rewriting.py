"""Rules that rewrite a formula into an equal one, and edits that make a wrong one of it.

``RULES`` and ``EDITS`` are tables: a name, and a function from a tree, what is known of its names and a random
generator to another tree, or ``None`` where it does not apply.  A rule holds on the whole declared domain, wherever
both sides have a value.
"""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.edits import EDITS
from benchmarks.rewriting_algebra import ALGEBRA
from benchmarks.rewriting_facts import Facts, Rule
from benchmarks.rewriting_functions import FUNCTIONS
from benchmarks.rewriting_sums import SUMS

RULES: Mapping[str, Rule] = {**ALGEBRA, **FUNCTIONS, **SUMS}
#: rules that only make a formula longer: drawn less often than the others
PADDING = ("add_nothing", "times_one", "half_and_half", "fraction_of_number", "number_into_sum")

__all__ = ["EDITS", "PADDING", "RULES", "Facts", "Rule"]
