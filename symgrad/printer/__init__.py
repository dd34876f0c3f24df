"""SymPy trees into Python expressions: ``ArrayCode`` for NumPy, ``ScalarCode`` for the ``math`` module.

In: trees of ``symgrad.arrays`` (or scalar expressions) whose symbols are Python identifiers.  Out: text, parenthesised
here and nowhere else, in the order in which the formula is written.  What both share stands in ``common``.
"""

from symgrad.printer.array import ArrayCode as ArrayCode
from symgrad.printer.scalar import ScalarCode as ScalarCode
