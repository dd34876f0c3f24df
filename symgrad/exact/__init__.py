"""Numbers of a model to any precision: an independent road beside the generated code.

In: a model or an expression over its names, and the numbers of its inputs (decimals are taken as the decimals they
are written as).  Out: mpmath numbers, nested tuples for names with axes.  Used for the numbers on a page, for "symbols
= numbers put in = value", and to check the generated code.  The walk over the nodes knows no arithmetic: it asks an
``Arithmetic``, mpmath's here, that of balls in ``symgrad.balls``.

In reading order: ``arithmetic`` (what is asked of numbers; mpmath's), ``walk`` (an expression's value), ``models``.
"""

from symgrad.exact.arithmetic import MPMATH as MPMATH
from symgrad.exact.arithmetic import Arithmetic as Arithmetic
from symgrad.exact.arithmetic import Value as Value
from symgrad.exact.arithmetic import as_written as as_written
from symgrad.exact.arithmetic import number as number
from symgrad.exact.models import environment as environment
from symgrad.exact.models import evaluate as evaluate
from symgrad.exact.models import forward as forward
from symgrad.exact.models import shape as shape
from symgrad.exact.walk import Environment as Environment
from symgrad.exact.walk import evaluate_expression as evaluate_expression
from symgrad.exact.walk import holds as holds
from symgrad.exact.walk import tabulate as tabulate
