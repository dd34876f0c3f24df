"""A loss as a polynomial in its parameters whose coefficients are sums over data: (w x_i + b − y_i)², summed over the
samples, is w² Σx_i² + 2wb Σx_i + ….

In: a model whose data share a sample axis.  Out: ``Hoisted``: a model of the same loss whose data are those
coefficients (so many, whatever the number of samples), and the expressions that compute them.  ``None`` where the loss
is no such polynomial.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

import sympy as sp

from symgrad.expressions import BINDERS, ONE, add, bases, key_of, mul, replace, total, walk
from symgrad.model import Definition, Model, Name
from symgrad.stepper.samples import sample_size

#: more terms than this are no gain
MOST_TERMS = 400
Letters = tuple[sp.Symbol, ...]


@dataclass(frozen=True)
class Coefficient:
    """``key[index] = expr``: a sum over data, an expression over the original model."""

    key: str
    index: Letters
    expr: sp.Expr


@dataclass(frozen=True)
class Hoisted:
    """The model over coefficients, and the coefficients."""

    model: Model
    coefficients: tuple[Coefficient, ...]


@dataclass(frozen=True)
class _Term:
    """number · others · params · data, summed over ``letters`` (letter, size)."""

    number: sp.Rational = ONE
    others: tuple[sp.Expr, ...] = ()
    params: tuple[sp.Expr, ...] = ()
    data: tuple[sp.Expr, ...] = ()
    letters: tuple[tuple[sp.Symbol, sp.Expr], ...] = ()

    def times(self, other: _Term) -> _Term:
        return _Term(
            self.number * other.number,
            self.others + other.others,
            self.params + other.params,
            self.data + other.data,
            self.letters + other.letters,
        )


class _NotPolynomial(Exception):
    """The loss has another form."""


def hoisted(model: Model, target: str) -> Hoisted | None:
    """The loss with its sums over data as coefficients, or ``None``."""
    size = sample_size(model)
    if size is None:
        return None
    try:
        terms = _Expansion(model).terms(model.by_name[target].expr, {})
        return _assembled(model, target, sp.Symbol(size), terms)
    except _NotPolynomial:
        return None


class _Expansion:
    """Multiplies a loss out, definitions put in where they are used."""

    def __init__(self, model: Model) -> None:
        self.model = model
        taken = model.names.keys() | {symbol.name for symbol in model.ranges}
        self.fresh: Iterator[sp.Symbol] = (
            sp.Symbol(name) for name in (f"k_{{{n}}}" for n in count(1)) if name not in taken
        )

    def terms(self, expr: sp.Expr, table: Mapping[sp.Basic, sp.Basic]) -> list[_Term]:
        """The terms of ``expr`` with its index letters renamed by ``table``."""
        found = self._terms(expr, table)
        if len(found) > MOST_TERMS:
            raise _NotPolynomial
        return found

    def _terms(self, expr: sp.Expr, table: Mapping[sp.Basic, sp.Basic]) -> list[_Term]:
        if isinstance(expr, sp.Rational):
            return [_Term(number=expr)]
        if isinstance(expr, (sp.Symbol, sp.Indexed)):
            return self._name(expr, table)
        if isinstance(expr, sp.Add):
            return [term for arg in expr.args for term in self.terms(arg, table)]
        if isinstance(expr, sp.Mul):
            return self._product(expr.args, table)
        if isinstance(expr, sp.Pow) and isinstance(expr.exp, sp.Integer) and 1 < expr.exp <= 4:
            return self._product((expr.base,) * int(expr.exp), table)
        if isinstance(expr, sp.Sum):
            letters = {limit[0]: next(self.fresh) for limit in expr.limits}
            inner = self.terms(expr.function, {**table, **letters})
            over = tuple((letters[limit[0]], limit[2]) for limit in expr.limits)
            return [term.times(_Term(letters=over)) for term in inner]
        # Anything else is a factor as it stands, as long as it mentions only what is given.
        given = {*self.model.data, *self.model.constants, *self.model.numbers, *self.model.sizes}
        if bases(expr) <= given and not any(isinstance(node, BINDERS) for node in walk(expr)):
            renamed = replace(expr, table)
            return [_Term(data=(renamed,)) if _letters(expr) else _Term(others=(renamed,))]
        raise _NotPolynomial

    def _name(self, expr: sp.Symbol | sp.Indexed, table: Mapping[sp.Basic, sp.Basic]) -> list[_Term]:
        key = key_of(expr)
        if key in self.model.parameters:
            return [_Term(params=(replace(expr, table),))]
        if key not in self.model.names:  # an index as a number
            raise _NotPolynomial
        if key not in self.model.by_name:
            renamed = replace(expr, table)
            return [_Term(data=(renamed,)) if isinstance(expr, sp.Indexed) else _Term(others=(renamed,))]
        definition = self.model.by_name[key]
        places = [replace(index, table) for index in getattr(expr, "indices", ())]
        return self.terms(definition.expr, dict(zip(definition.index, places, strict=True)))

    def _product(self, factors: tuple[sp.Expr, ...], table: Mapping[sp.Basic, sp.Basic]) -> list[_Term]:
        product = [_Term()]
        for factor in factors:
            terms = self.terms(factor, table)  # anew for each factor: its sums get letters of their own
            product = [a.times(b) for a in product for b in terms]
            if len(product) > MOST_TERMS:
                raise _NotPolynomial
        return product


def _assembled(model: Model, target: str, size: sp.Symbol, terms: list[_Term]) -> Hoisted:
    """Terms with the same parameters share one coefficient, in which like sums are added up."""
    groups: dict[tuple[sp.Expr, ...], dict[sp.Expr, sp.Rational]] = {}
    shapes: dict[tuple[sp.Expr, ...], tuple[Letters, tuple[sp.Expr, ...]]] = {}
    for term in terms:
        params, letters, sizes, sums = _canonical(term, size, model)
        group = groups.setdefault(params, {})
        group[sums] = group.get(sums, sp.S.Zero) + term.number
        shapes.setdefault(params, (letters, sizes))
    taken = model.names.keys()
    keys = (key for key in (f"c_{{{n}}}" for n in count(1)) if key not in taken)
    coefficients: list[Coefficient] = []
    pieces: list[sp.Expr] = []
    names: dict[str, Name] = {}
    for params, group in groups.items():
        members = [mul(number, sums) for sums, number in group.items() if number]
        if not members:
            continue
        letters, sizes = shapes[params]
        key = next(keys)
        name = names[key] = Name(key, "data", sizes)
        coefficients.append(Coefficient(key, letters, add(*members)))
        limits = [(letter, 1, axis) for letter, axis in zip(letters, sizes, strict=True)]
        pieces.append(total(mul(name.at(*letters), *params), *limits))
    if not any(term.params for term in terms) or not names:
        raise _NotPolynomial
    return Hoisted(_model(model, target, names, add(*pieces)), tuple(coefficients))


def _canonical(
    term: _Term, size: sp.Symbol, model: Model
) -> tuple[tuple[sp.Expr, ...], Letters, tuple[sp.Expr, ...], sp.Expr]:
    """Parameters, the letters they are summed over with their sizes, and what is summed beside them (no number).

    Letters are renamed in the order of the sorted parameters, so that like terms look alike.
    """
    sizes = dict(term.letters)
    params = sorted(term.params, key=lambda item: (sorted(bases(item)), str(item)))
    used = [s for item in params for s in _letters(item) if s in sizes]
    used = list(dict.fromkeys(used))
    if any(sizes[letter] == size for letter in used):
        raise _NotPolynomial
    inside = [(letter, axis) for letter, axis in term.letters if letter not in used]
    body = [*term.others, *term.data]
    bare = [axis for letter, axis in inside if not any(letter in _letters(item) for item in body)]
    inside = [(s, axis) for s, axis in inside if any(s in _letters(item) for item in body)]
    factors = sorted(term.data, key=str)  # Σ y x is Σ x y
    summed = total(mul(*factors) if factors else ONE, *[(s, 1, axis) for s, axis in inside])
    if not isinstance(summed, sp.Sum) and inside:
        raise _NotPolynomial
    taken = model.names.keys() | {symbol.name for symbol in model.ranges}
    plain = (sp.Symbol(name) for name in (f"p_{{{n}}}" for n in count(1)) if name not in taken)
    table: dict[sp.Basic, sp.Basic] = dict(zip(used, plain, strict=False))
    coefficient = replace(mul(*term.others, *bare, summed), table)
    letters = tuple(sp.Symbol(str(table[letter])) for letter in used)
    return (
        tuple(replace(item, table) for item in params),
        letters,
        tuple(sizes[letter] for letter in used),
        coefficient,
    )


def _letters(expr: sp.Basic) -> list[sp.Symbol]:
    """The index letters of every array in an expression, in order."""
    return [
        index
        for node in walk(expr)
        if isinstance(node, sp.Indexed)
        for index in node.indices
        if isinstance(index, sp.Symbol)
    ]


def _model(model: Model, target: str, names: dict[str, Name], loss: sp.Expr) -> Model:
    """The model over the coefficients."""
    table: dict[str, Name] = {key: model.names[key] for key in model.parameters} | names
    axes = [axis for name in table.values() for axis in name.axes]
    table |= {key: model.names[key] for key in model.sizes if sp.Symbol(key) in axes}
    table[target] = Name(target, "definition")
    return Model((Definition(target, (), loss),), table)
