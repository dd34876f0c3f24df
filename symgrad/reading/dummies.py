"""Functions that a text defines itself: ``h(x) = wx + b``, then ``h(x^{(i)})``.

A use becomes a definition: h at x^{(i)} is the name ``h`` with the index i, written ``h(x^{(i)})``.  Uses with
different arguments, h(x) and h(z), are different names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import sympy as sp

from symgrad.errors import ModelError, Origin, ReadError
from symgrad.reading import syntax as s
from symgrad.reading.leaves import Leaves, Scope
from symgrad.reading.products import Low
from symgrad.reading.table import Entry, Table


@dataclass(frozen=True)
class Function:
    """``name(parameters) = body``."""

    name: str
    parameters: tuple[s.Name, ...]
    body: s.Node
    origin: Origin


@dataclass
class Instance:
    """One pattern a function is used with: the definition it became."""

    function: str
    key: str
    low: Low
    index: tuple[sp.Expr, ...]
    axes: tuple[sp.Expr, ...]
    template: str
    origin: Origin


@dataclass
class Dummies:
    """The functions of a text and what they were used for; ``Meaning`` calls ``at`` for every function it meets."""

    functions: dict[str, Function]
    table: Table
    instances: dict[str, Instance] = field(default_factory=dict)
    opaque: frozenset[str] = frozenset()
    stack: list[str] = field(default_factory=list)

    def at(self, meaning: Leaves, node: s.Call, scope: Scope) -> Low:
        """The name that the use of a function has become."""
        if node.function not in self.functions:
            return self.unknown(meaning, node, scope)
        function = self.functions[node.function]
        if len(node.arguments) != len(function.parameters):
            raise ReadError(
                f"{function.name} takes {len(function.parameters)} arguments, not {len(node.arguments)}.",
                node.origin,
            )
        if node.primes:
            raise ReadError(
                f"{function.name}' is a derivative, which a model does not contain.",
                node.origin,
                remedy=r"Define the model without it; symgrad derives it.",
            )
        letters = free_letters(node.arguments, self.table, scope)
        pattern, template = texts(node, letters)
        if pattern not in self.instances:
            self.instances[pattern] = self.instance(meaning, node, scope, function, letters, template)
        return self.use(meaning, self.instances[pattern], letters, scope)

    def instance(
        self,
        meaning: Leaves,
        node: s.Call,
        scope: Scope,
        function: Function,
        letters: tuple[str, ...],
        template: str,
    ) -> Instance:
        """Put the arguments in for the dummies."""
        if function.name in self.stack:
            raise ModelError(f"{function.name} is defined by itself.", function.origin)
        self.stack.append(function.name)
        dummies = {
            parameter.key: (argument, scope)
            for parameter, argument in zip(function.parameters, node.arguments, strict=True)
        }
        inner = Scope({letter: scope.letters[letter] for letter in letters}, dummies)
        low = meaning.lower(function.body, inner)
        self.stack.pop()
        key = (
            f"{function.name}({','.join(argument_key(argument, self.table) for argument in node.arguments)})"
        )
        taken = {instance.key for instance in self.instances.values()} | self.table.entries.keys()
        if key in taken:
            key = f"{function.name}({','.join(_squeezed(argument) for argument in node.arguments)})"
        index = tuple(sp.Symbol(letter) for letter in letters) + tuple(letter for letter, _ in low.axes)
        axes = tuple(scope.letters[letter] for letter in letters) + tuple(size for _, size in low.axes)
        if low.axes:
            template = ""
        return Instance(function.name, key, low, index, axes, template, function.origin)

    def use(self, meaning: Leaves, instance: Instance, letters: tuple[str, ...], scope: Scope) -> Low:
        """The instance at the indices of this use."""
        if not instance.axes:
            return Low(sp.Symbol(instance.key))
        fresh = meaning.matrices.letters.fresh
        extra = tuple((fresh(), size) for size in instance.axes[len(letters) :])
        for letter, size in zip(letters, instance.axes, strict=False):
            meaning.matrices.same_size(
                scope.letters[letter], size, instance.origin, f"{instance.key} is used with sizes"
            )
        position = (*(sp.Symbol(letter) for letter in letters), *(letter for letter, _ in extra))
        return Low(sp.IndexedBase(instance.key)[position], extra, instance.low.row)

    def unknown(self, meaning: Leaves, node: s.Call, scope: Scope) -> Low:
        """A function that was declared without a definition: it stays unknown where that is allowed."""
        if node.function.removeprefix(r"\nabla ") not in self.opaque:
            raise ReadError(
                f"the function {node.function} has no definition.",
                node.origin,
                remedy=f"Define it: {node.function}(x) = …",
                reason="unknown_symbol",
            )
        lows = [meaning.lower(argument, scope) for argument in node.arguments]
        shape = lows[0]
        for low in lows[1:]:
            shape = meaning.matrices.aligned(shape, low, node.origin, "arguments")
        symbol = sp.Function(node.function + "'" * node.primes)
        return Low(symbol(*[low.expr for low in lows]), shape.axes, shape.row)

    def settle_keys(self, taken: set[str]) -> dict[str, str]:
        """Functions used with one pattern only are called by their name: long key → ``h``."""
        renamed: dict[str, str] = {}
        for name in self.functions:
            used = [instance for instance in self.instances.values() if instance.function == name]
            if len(used) == 1 and name not in taken:
                renamed[used[0].key] = name
        return renamed


def free_letters(nodes: Iterable[s.Node], table: Table, scope: Scope) -> tuple[str, ...]:
    """The index letters of the surrounding sums that stand in the nodes, in order."""
    found: dict[str, None] = {}
    for node in nodes:
        for part in s.descend(node):
            if isinstance(part, s.Item) and part.text in scope.letters:
                found.setdefault(part.text)
    return tuple(found)


def texts(node: s.Call, letters: tuple[str, ...]) -> tuple[str, str]:
    """The use as it identifies a pattern, and as a template with ``#1`` for the first index."""
    pieces = [_slotted(argument, letters) for argument in node.arguments]
    template = f"{node.function}({', '.join(pieces)})"
    return "".join(template.split()), template


def _slotted(node: s.Node, letters: tuple[str, ...]) -> str:
    """The text of a node with ``#k`` in the place of the k-th letter where it is an index."""
    origin = node.origin
    pieces: list[str] = []
    last = origin.start
    for part in sorted(
        (part.origin.start, part.origin.end, part.text)
        for part in s.descend(node)
        if isinstance(part, s.Item) and part.text in letters
    ):
        pieces += [origin.text[last : part[0]], f"#{letters.index(part[2]) + 1}"]
        last = part[1]
    pieces.append(origin.text[last : origin.end])
    return " ".join("".join(pieces).split())


def _squeezed(node: s.Node) -> str:
    return " ".join(node.origin.fragment.split())


def argument_key(node: s.Node, table: Table) -> str:
    """``x`` for x^{(i)}: the key of a name; the text of anything else."""
    if isinstance(node, s.Name):
        located = table.locate(node)
        if located is not None:
            entry: Entry = located[0]
            use = located[1]
            if use is None or all(not item.text.isdigit() for item in use.items(True)):
                return entry.key
        return node.key
    return _squeezed(node)
