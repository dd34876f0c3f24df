"""What an item asks, as a ``Question``: an expression, an equation, or a model with what its derivative is taken by.

In: an ``Item``.  Out: ``Question``, with the definitions, domains and constraints that the item gives.
"""

from __future__ import annotations

from dataclasses import replace as changed
from fractions import Fraction

import sympy as sp

from symgrad.checking.compound import without_own_label
from symgrad.checking.derivatives import full, worked_out
from symgrad.checking.item import Item
from symgrad.checking.kinks import kinks_in
from symgrad.checking.names import Defined, defined, put_in, with_deltas
from symgrad.checking.question import Question, put_at, sizes_in
from symgrad.checking.refusals import refuse_transposed
from symgrad.checking.shapes import Shapes, data_of, names_of, own_delta, parsed
from symgrad.checking.symmetric import symmetric_name
from symgrad.checking.taken_by import at_element, letters_asked, taken_by, whole
from symgrad.checking.verdict import Refused
from symgrad.derivation import derive
from symgrad.derivation.outright import derivative, scope_of
from symgrad.equality import Domain
from symgrad.errors import worded
from symgrad.expressions import (
    BINDERS,
    Partial,
    bases,
    bound_letters,
    has,
    walk,
)
from symgrad.model import Model
from symgrad.reading import expression, name_key, names_of_model, parse, read
from symgrad.reading import syntax as s
from symgrad.reading.declarations import is_symmetric
from symgrad.reading.names import Names


def ask(item: Item, also: tuple[str, ...] = (), *, shapes: Shapes | None = None) -> Question:
    """The question of an item; ``also`` are texts whose data with indices it must know (the answer's).

    ``shapes`` is ``data_of`` both where that is known already.
    Raises ``ReadError``, ``ModelError`` or ``UnsupportedError`` for a question that cannot be read.
    """
    if item.model:
        return _of_model(item)
    return _of_expression(item, data_of(item, also) if shapes is None else shapes)


def _of_model(item: Item) -> Question:
    assert item.wrt is not None
    model = _model(item) if item.prepared is None else item.prepared
    wrt = whole(item.wrt, model)
    derivation = derive(model, wrt, target=item.target)
    named, left = derivation.result, derivation.left
    known_here = {
        *model.names,
        *_letters_of(model),
        *(x.name for x in (*bound_letters(named), *index_of(left))),
    }
    if any(isinstance(node, Partial) for node in walk(named)) or not bases(named) <= known_here:
        named = derivative(left.what, scope_of(left.wrt, model))
    named, left = at_element(item.wrt, model, named, left)
    # ∂p_k/∂z_j has the indices of both.
    index = index_of(left)
    names = names_of_model(model)
    table = _definitions(item, names, indexed=True)
    domains = _domains(item)
    known = frozenset(model.names)
    question = Question(
        item, full(named, model), named, index, names, {}, table, domains, (), known, model, left,
        letters=letters_asked(item.wrt, index, model),
        kinks=tuple(full(kink, model) for kink in kinks_in(function for function, _ in derivation.conventions)),
    )  # fmt: skip
    return _constrained(item, question)


def index_of(left: Partial) -> tuple[sp.Symbol, ...]:
    """The letters of what is differentiated, and of what it is differentiated by."""
    places = (place for part in (left.what, left.wrt) for place in getattr(part, "indices", ()))
    return tuple(place for place in places if place.is_Symbol)


def _letters_of(model: Model) -> set[str]:
    return {letter.name for letter in model.ranges}


def _model(item: Item) -> Model:
    text = item.reference
    declared = f"{item.parameters} {item.data} {item.constants}".split()
    if declared:
        return read(
            text, parameters=item.parameters, data=item.data, constants=item.constants, shapes=item.shapes
        )
    statements = parse(text, Names(undeclared="value"))
    if isinstance(statements[-1], s.Formula):
        # An expression by itself gets a name that occurs nowhere in it.
        inside = {part.key for st in statements for part in s.descend(st) if isinstance(part, s.Name)}
        name = next(letter for letter in ("L", "E", "J", "f", "g", "F") if letter not in inside)
        start = statements[-1].origin.start
        text = f"{text[:start]}{name} = {text[start:]}"
        statements = parse(text, Names(undeclared="value"))
    written = _written(statements)
    assert item.wrt is not None
    wrt = taken_by(statements, item.wrt)
    if wrt not in written and wrt not in map(name_key, item.variables):
        raise Refused(
            worded("{key} occurs nowhere in the question.", key=item.wrt),
            remedy="The derivative is by a name of the model, or by one of the variables that are given.",
            reason="unknown_symbol",
        )
    parameters, data = _free(statements, wrt)
    others = [key for key in item.variables if name_key(key) not in {wrt, *written}]
    return read(
        text,
        parameters=" ".join(parameters),
        data=" ".join(data),
        constants=" ".join(others),
        shapes=item.shapes,
    )


def _written(statements: tuple[s.Statement, ...]) -> set[str]:
    """Every name that is written, with its indices and without."""
    names = [part for st in statements for part in s.descend(st) if isinstance(part, s.Name)]
    return {key for name in names for key in (name.key, name.base)}


def _free(statements: tuple[s.Statement, ...], wrt: str) -> tuple[list[str], list[str]]:
    """The names that are defined nowhere: the one the derivative is taken by, and the others."""
    heads: set[str] = set()
    used: dict[str, None] = {}
    for statement in statements:
        if not isinstance(statement, s.Relation):
            continue
        head, body = statement.sides[0], statement.sides[-1]
        dummies = (
            {a.key for a in head.arguments if isinstance(a, s.Name)} if isinstance(head, s.Call) else set()
        )
        heads |= {head.function} if isinstance(head, s.Call) else set()
        if isinstance(head, s.Name):
            heads |= {head.key, head.base} if head.sub or head.sup else {head.key}
        expr, _ = expression(body, Names(functions=frozenset(heads), undeclared="value"))
        sizes = sizes_in(expr)
        bound = {limit[0].name for node in walk(expr) if isinstance(node, BINDERS) for limit in node.limits}
        used.update(dict.fromkeys(sorted(bases(expr) - dummies - sizes - bound)))
    free = [key for key in used if key not in heads and key != wrt]
    return [wrt], free


def _of_expression(item: Item, shapes: Shapes) -> Question:
    names = names_of(item)
    label, tree = _sides(item.reference, names)
    table = _definitions(item, names, indexed=bool(shapes))
    put = put_in(tree, table)
    refuse_transposed(put, shapes)
    expr, index = expression(put if own_delta(item) else with_deltas(put), names, shapes=shapes)
    undone = None
    if has(expr, (Partial, sp.Subs)):  # as few references have
        undone = expr if has(expr, Partial) else None
        expr = put_at(worked_out(expr, None))
    known = (
        names.values
        | bases(expr)
        | sizes_in(expr)
        | frozenset(size for axes in shapes.values() for size in axes)
    )
    known |= frozenset(name_key(key) for key in item.given) | frozenset(shapes)
    domains = _domains(item)
    question = Question(
        item,
        expr,
        expr,
        index,
        names,
        shapes,
        table,
        domains,
        (),
        known,
        label=label,
        tree=tree,
        undone=undone,
    )
    return _constrained(item, question)


def _sides(text: str, names: Names) -> tuple[s.Node | None, s.Node]:
    statements = parsed(text, names)
    if len(statements) != 1:
        raise Refused(
            "a reference is one expression or one equation.", statements[1].origin, reason="wrong_type"
        )
    (statement,) = statements
    if isinstance(statement, s.Formula):
        return None, statement.body
    if isinstance(statement, s.Assign):
        return without_own_label(statement.target, statement.value), statement.value
    if isinstance(statement, s.Relation) and statement.equation and len(statement.sides) == 2:
        return without_own_label(*statement.sides), statement.sides[1]
    raise Refused("a reference is one expression or one equation.", statement.origin, reason="wrong_type")


def _definitions(item: Item, names: Names, *, indexed: bool) -> tuple[Defined, ...]:
    table = []
    for key, text in item.definitions.items():
        whole = text if "=" in text else f"{key} = {text}"
        (statement, *more) = parse(whole, names)
        if more:
            raise Refused(
                worded("the definition of {key} is several lines.", key=key),
                more[0].origin,
                reason="wrong_type",
            )
        table.append(defined(statement, indexed=indexed))
    return tuple(table)


def _domains(item: Item) -> dict[str, Domain]:
    return {
        name_key(key): changed(row.domain, axes=tuple(map(_size, row.axes)))
        if row.axes or row.domain.axes
        else row.domain
        for key, row in item.variables.items()
    }


def _size(axis: str) -> sp.Expr:
    return sp.Integer(int(axis)) if axis.isdigit() else sp.Symbol(name_key(axis))


def _constrained(item: Item, question: Question) -> Question:
    """The question with the equations that hold; ``y ∈ {0, 1}`` gives y its domain."""
    found: list[sp.Equality] = []
    symmetric = {name_key(key) for key, shape in item.shapes.items() if is_symmetric(shape)}
    symmetric |= question.model.symmetric if question.model is not None else set()
    if not (symmetric or item.constraints):
        return question
    domains: dict[str, Domain] = dict(question.domains)
    for text in item.constraints:
        for statement in question.trees(text):
            if isinstance(statement, s.Relation) and statement.signs == (r"\in",):
                name, values = statement.sides
                key = name.base if isinstance(name, s.Name) and name.base in question.shapes else _key(name)
                domains[key] = _domain(values, statement)
            elif not isinstance(statement, s.Relation) or not statement.equation or len(statement.sides) != 2:
                raise Refused("a constraint is an equation or y \\in \\{0, 1\\}.", statement.origin)
            elif (alike := symmetric_name(statement)) is not None:
                symmetric.add(alike)
            else:
                left, right = (question.meaning(side)[0] for side in statement.sides)
                found.append(sp.Eq(left, right, evaluate=False))
    return changed(question, constraints=tuple(found), domains=domains, symmetric=frozenset(symmetric))


def _key(node: s.Node) -> str:
    if isinstance(node, s.Name):
        return node.key
    raise Refused("a set is for one name.", node.origin, reason="wrong_type")


def _domain(values: s.Node, statement: s.Statement) -> Domain:
    if isinstance(values, s.Listed):
        numbers = [_number(part) for part in values.items]
        if values.around == "{}":
            return Domain(values=tuple(numbers))
        low, high = numbers
        opened, closed = values.around[0] == "(", values.around[1] == ")"
        return Domain(low=low, high=high, low_open=opened, high_open=closed)
    raise Refused("a set is written \\{0, 1\\} or [0, 1].", statement.origin, reason="wrong_type")


def _number(node: s.Node) -> Fraction:
    expr, _ = expression(node, Names(undeclared="value"))
    if not isinstance(expr, sp.Rational):
        raise Refused("a set's elements are numbers.", node.origin, reason="wrong_type")
    return Fraction(int(expr.p), int(expr.q))


__all__ = ["ask", "index_of"]
