"""The question: the right answer as an expression, and how the formulas of an answer are read with its names.

In: an ``Item``.  Out: ``Question``; its ``read`` gives an answer's formula the meaning it has there.  The reference is
an expression, an equation, or a model with what its derivative is taken by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import replace as changed
from fractions import Fraction
from functools import lru_cache

import sympy as sp

from symgrad.checking.chained import by_own, chained
from symgrad.checking.compound import compound, is_updated, stepped, without_own_label
from symgrad.checking.derivatives import full, worked_out
from symgrad.checking.item import Item
from symgrad.checking.kinks import kinks_in
from symgrad.checking.letter_cases import with_fixed_letters, with_letter_cases
from symgrad.checking.names import Defined, defined, put_in, with_deltas
from symgrad.checking.primes import primed_by
from symgrad.checking.refusals import refuse_outside, refuse_transposed
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
    everything,
    has,
    letters,
    rename_bound,
    replace,
    transform,
    walk,
)
from symgrad.model import Model, fresh_letters
from symgrad.reading import expression, lies_down, name_key, names_of_model, parse, read
from symgrad.reading import syntax as s
from symgrad.reading.declarations import is_symmetric
from symgrad.reading.names import Names

_ASSIGNED = re.compile(r":=|\\leftarrow(?![A-Za-z])")
_BRACED = re.compile(r"\{[^{}]*\}")
#: what a function is of, in brackets
_CALLED = re.compile(r"\s*(?:\\left)?\([^()]*(?:\\right)?\)\s*")
#: f'(x) at the beginning: what is asked for, whatever its name
_PRIMED = re.compile(
    r"\A\W*(?:(?<=\\)(?:boxed|begin\{[a-z]+\*?\})\W*)?([A-Za-z])((?:['’′]|\^\{?\\prime\}?)+)\s*(?:\\left\s*)?\("
)

Meaning = tuple[sp.Expr, tuple[sp.Symbol, ...]]


@dataclass(frozen=True)
class Question:
    """``expr`` is the right answer over the names that are given, ``named`` the same in the names of the model.

    ``index`` are its free indices, ``label`` is what it is the value of (the tree of an equation's left side; for a
    model ``partial``), ``tree`` an expression as it was written, ``undone`` with its derivatives not worked out.
    ``letters`` are those of an answer for ``index``, where the question says which is which, ``said`` where the
    answer's left side does: then it may have no other free ones.  Where one of ``kinks`` is 0 there is no derivative.
    """

    item: Item
    expr: sp.Expr
    named: sp.Expr
    index: tuple[sp.Symbol, ...]
    names: Names
    shapes: Shapes
    table: tuple[Defined, ...]
    domains: Mapping[str, Domain]
    constraints: tuple[sp.Equality, ...]
    known: frozenset[str]
    model: Model | None = None
    partial: Partial | None = None
    label: s.Node | None = None
    tree: s.Node | None = None
    symmetric: frozenset[str] = frozenset()
    undone: sp.Expr | None = None
    letters: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    kinks: tuple[sp.Expr, ...] = ()

    def trees(self, text: str) -> tuple[s.Statement, ...]:
        """What was written, before any name has a meaning.  Raises ``ReadError``."""
        functions = [row.key for row in self.table if _is_function(row)]
        known = {*self.names.functions, *functions}
        found = _PRIMED.findall(text) if self.model is not None else ()
        primed = [name + "'" * _primes(marks) for name, marks in found if name not in known]
        names = self.names.with_more(functions=functions, applied=primed)
        if by := primed_by(self, text):
            names = changed(names, primed=by)
        if self.model is None and (step := compound(text)) is not None:
            (first, *more) = parsed(step[0], names)
            if isinstance(first, s.Relation) and not more and is_updated(self.expr, first.sides[0]):
                return (stepped(first, step[1]),)
        return parsed(_one_sign(text), names)

    def meaning(self, node: s.Node, table: Iterable[Defined] = ()) -> Meaning:
        """The expression and its free indices, derivatives worked out, with every definition put in.

        Raises ``ReadError`` for a name that the question does not have.
        """
        table = tuple(table)
        if table and self.model is not None and by_own(node, table):
            return chained(node, self.model, table)
        tree = put_in(node, (*table, *self.table))
        names = self.model.names if self.model is not None else ()
        tree = with_fixed_letters(tree if own_delta(self.item, names) else with_deltas(tree), self.said)
        if self.model is not None:
            tree = with_letter_cases(tree, self.known)
            expr, index = expression(tree, self.model)
            if len(index) > len(self.index) and (ends := index_at_end(index, expr)):
                expr, index = expression(tree, self.model, sizes=ends)  # x_m beside a sum up to m - 1
        else:
            refuse_transposed(tree, self.shapes)
            sizes = sizes_in(self.expr) | {size for axes in self.shapes.values() for size in axes}
            expr, index = expression(tree, self.names, shapes=self.shapes, sizes=sizes)
            expr = put_at(worked_out(expr, None)) if has(expr, (Partial, sp.Subs)) else expr
            self._refuse_unknown(expr, index, tree)
            return expr, index
        return full(put_at(worked_out(expr, self.model)), self.model), index

    def uncalled(self, label: s.Node) -> s.Node:
        """L for L(w) on a left side, which is read as a product where L is what the question defines."""
        if self.model is None or not isinstance(label, s.Times) or len(label.factors) != 2:
            return label
        name, of = label.factors
        known = isinstance(name, s.Name) and name.key in self.model.names
        called = _CALLED.fullmatch(label.origin.text, name.origin.end, label.origin.end) is not None
        return name if known and called and isinstance(of, (s.Name, s.Listed)) else label

    def is_turned(self, node: s.Node, table: Iterable[Defined] = ()) -> bool:
        """Whether the reference, an expression, is a column and this vector a row, or the other way round.

        A model's derivative is right in either layout.
        """
        if self.tree is None or len(self.index) != 1:
            return False
        rows = [
            lies_down(put_in(tree, (*table, *self.table)), self.names, shapes=self.shapes)
            for tree in (self.tree, node)
        ]
        return None not in rows and rows[0] != rows[1]

    def _refuse_unknown(self, expr: sp.Expr, index: tuple[sp.Symbol, ...], tree: s.Node) -> None:
        unknown = (bases(expr) | sizes_in(expr)) - self.known
        if not unknown:
            return
        running = {symbol.name for symbol in (*index, *bound_letters(expr))}
        # By what a derivative is taken may be a letter of its own.
        for key in sorted(unknown):
            if key not in running:
                place = next(
                    (p for p in s.descend(tree) if isinstance(p, s.Name) and key in (p.key, p.base)), tree
                )
                raise Refused(
                    worded("{key} occurs nowhere in the question.", key=key),
                    place.origin,
                    remedy="Write it with the question's names, or say what it is: u = ...",
                    reason="unknown_symbol",
                )

    def aligned(self, meaning: Meaning, node: s.Node) -> sp.Expr | None:
        """The expression with the question's index letters; ``None`` where it has another number of axes.

        Letters that were written keep their meaning, the one that ``letters`` gives them above all; axes that were
        not go by their place.
        """
        expr, index = meaning
        if len(index) != len(self.index):
            refuse_outside(index if len(index) > len(self.index) else (), node)
            return None
        if not index:
            return expr
        names = {letter.name for letter in index}
        written = {part.text for part in s.descend(node) if isinstance(part, s.Item)}
        known = self.said or self.letters
        if names == set(known) and names <= written:
            return renamed(expr, tuple(map(sp.Symbol, known)), self.index)
        if self.said and names <= written:
            return None  # ∂L/∂w_j = x_k
        if set(index) == set(self.index) and names <= written:
            return expr
        return renamed(expr, index, self.index)


def renamed(expr: sp.Expr, index: tuple[sp.Symbol, ...], wanted: tuple[sp.Symbol, ...]) -> sp.Expr:
    """The expression with the letters ``wanted`` for ``index``; sums that have one of them get another letter."""
    moved: dict[sp.Basic, sp.Basic] = {a: b for a, b in zip(index, wanted, strict=True) if a != b}
    if not moved:
        return expr
    fresh = fresh_letters(letters(expr) | {letter.name for letter in wanted})
    return replace(rename_bound(expr, {*wanted}, fresh), moved)  # type: ignore[no-any-return]


def put_at(expr: sp.Expr) -> sp.Expr:
    """What stands before a bar with the number behind it, once no derivative is left inside."""

    def put(node: sp.Basic) -> sp.Basic:
        if isinstance(node, sp.Subs) and not node.expr.has(Partial):
            return replace(node.expr, dict(zip(node.variables, node.point, strict=True)))
        return node

    return transform(expr, put) if has(expr, sp.Subs) else expr


def index_at_end(index: tuple[sp.Symbol, ...], expr: sp.Expr) -> frozenset[str]:
    """Free indices that are an end of a sum as well: x_m beside Σ up to m − 1 is the last element."""
    return sizes_in(expr).intersection(letter.name for letter in index)


def _primes(marks: str) -> int:
    return len(marks.replace("\\prime", "'").translate({ord(sign): None for sign in "^{}"}))


def _is_function(row: Defined) -> bool:
    return isinstance(row.head, s.Call)


@lru_cache(maxsize=64)
def sizes_in(expr: sp.Expr) -> frozenset[str]:
    """The names in the limits of sums; of a question's expression they are asked for again and again."""
    ends = [
        end
        for node in everything(expr)
        if isinstance(node, BINDERS)
        for limit in node.limits
        for end in limit.args[1:]
    ]
    return frozenset(symbol.name for end in ends for symbol in end.free_symbols)


def ask(item: Item, also: tuple[str, ...] = (), *, shapes: Shapes | None = None) -> Question:
    """The question of an item; ``also`` are texts whose data with indices it must know (the answer's).

    ``shapes`` is ``data_of`` both where that is known already.
    Raises ``ReadError``, ``ModelError`` or ``UnsupportedError`` for a question that cannot be read.
    """
    if item.model:
        return _of_model(item)
    return _of_expression(item, data_of(item, also) if shapes is None else shapes)


# -- a model and what its derivative is taken by ---------------------------------------------------------------


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


def _one_sign(text: str) -> str:
    """``w := … = …`` with = for :=, every character in its place; a single := stays."""
    found = _ASSIGNED.search(text)
    if found is None or "=" not in _BRACED.sub("", text[found.end() :]):
        return text
    return text[: found.start()] + "=".rjust(len(found[0])) + text[found.end() :]


# -- an expression ---------------------------------------------------------------------------------------------


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


# -- what is known besides --------------------------------------------------------------------------------------


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


__all__ = ["Meaning", "Question", "ask", "data_of", "sizes_in"]
