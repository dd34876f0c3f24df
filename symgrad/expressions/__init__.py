"""The closed set of nodes a formula is made of, and how to build and rebuild them without SymPy evaluating.

Besides SymPy's ``Integer, Rational, Symbol, Indexed, Add, Mul, Pow, exp, log, Piecewise, Sum, KroneckerDelta`` and the
rows of ``symgrad.functions`` there are these nodes of our own:

``Partial(u, w)``        ∂u/∂w, not yet worked out; u is a name or an expression (SymPy evaluates ``Derivative(L, w)``
                         of two symbols to 0, so it cannot stand for this)
``Local(u, w)``          ∂u/∂w of u's *own* definition, every other name held fixed: a factor of the chain rule
``LimitOf(u, h, 0)``     lim u as h → 0, not worked out
``Maximum(a, b)``, ``Minimum(a, b)``   (SymPy's Max differentiates to Heaviside)
``LogSumExp(u, (i, 1, n))``            log Σᵢ exp(uᵢ), the stable form of a logarithm of a sum
``Determinant(u, (j, 1, n), (i, 1, n))``   det of the matrix with the elements u_ij; limits innermost first, like a
                         double sum's: the columns, then the rows.  ``LogDeterminant`` is the logarithm's stable form
``Element(MatrixInverse(u, (j, 1, n), (i, 1, n)), k, l)``   the element k, l of the inverse of that matrix
``Printed("0.613")``     a number as it stands on paper, rounded

Everything here keeps the order in which a formula was written: ``2(h-y)`` stays that.

In reading order: ``nodes``, ``walking`` (what occurs in an expression), ``building``, ``rebuilding``.
"""

from symgrad.expressions.building import add as add
from symgrad.expressions.building import applied as applied
from symgrad.expressions.building import coefficient_and_rest as coefficient_and_rest
from symgrad.expressions.building import div as div
from symgrad.expressions.building import indexed as indexed
from symgrad.expressions.building import mul as mul
from symgrad.expressions.building import neg as neg
from symgrad.expressions.building import piecewise as piecewise
from symgrad.expressions.building import power as power
from symgrad.expressions.building import sub as sub
from symgrad.expressions.building import summed as summed
from symgrad.expressions.building import total as total
from symgrad.expressions.nodes import BINDERS as BINDERS
from symgrad.expressions.nodes import MINUS_ONE as MINUS_ONE
from symgrad.expressions.nodes import ONE as ONE
from symgrad.expressions.nodes import ZERO as ZERO
from symgrad.expressions.nodes import Bound as Bound
from symgrad.expressions.nodes import Determinant as Determinant
from symgrad.expressions.nodes import Element as Element
from symgrad.expressions.nodes import LimitOf as LimitOf
from symgrad.expressions.nodes import Local as Local
from symgrad.expressions.nodes import LogDeterminant as LogDeterminant
from symgrad.expressions.nodes import LogSumExp as LogSumExp
from symgrad.expressions.nodes import MatrixInverse as MatrixInverse
from symgrad.expressions.nodes import Maximum as Maximum
from symgrad.expressions.nodes import Minimum as Minimum
from symgrad.expressions.nodes import OfMatrix as OfMatrix
from symgrad.expressions.nodes import Partial as Partial
from symgrad.expressions.nodes import Printed as Printed
from symgrad.expressions.rebuilding import expanded as expanded
from symgrad.expressions.rebuilding import places as places
from symgrad.expressions.rebuilding import put_in_place as put_in_place
from symgrad.expressions.rebuilding import rebuild as rebuild
from symgrad.expressions.rebuilding import rename_bound as rename_bound
from symgrad.expressions.rebuilding import replace as replace
from symgrad.expressions.rebuilding import transform as transform
from symgrad.expressions.walking import bases as bases
from symgrad.expressions.walking import bound_letters as bound_letters
from symgrad.expressions.walking import everything as everything
from symgrad.expressions.walking import free_symbols as free_symbols
from symgrad.expressions.walking import has as has
from symgrad.expressions.walking import key_of as key_of
from symgrad.expressions.walking import letters as letters
from symgrad.expressions.walking import walk as walk
