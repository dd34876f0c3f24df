"""Functions that a text defines itself: ``h(x) = wx + b``, then ``h(x^{(i)})``.

A use becomes a definition: h at x^{(i)} is the name ``h`` with the index i, written ``h(x^{(i)})``.  Uses with
different arguments, h(x) and h(z), are different names; what an argument is, is decided with all dummies put in.
A text may also define a function at the arguments it is used with, as models are printed: ``h(x_i) = …``,
``h(w z_i) = …``, one line each.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

import sympy as sp

from symgrad.errors import ModelError, Origin, ReadError, worded
from symgrad.reading import syntax as s
from symgrad.reading.leaves import Leaves, Scope
from symgrad.reading.limits import MAX_ARGUMENT, MAX_INSTANCES
from symgrad.reading.products import Low
from symgrad.reading.substitution import free_letters, letters_of_head, resolved, size, slotted
from symgrad.reading.table import Entry, Table
from symgrad.reading.unparse import text

#: a function's name and its arguments with ``#k`` for the k-th index letter
Pattern = tuple[str, tuple[s.Node, ...]]


@dataclass(frozen=True)
class Function:
    """``name(parameters) = body``: parameters are dummies, or what the function is defined at when ``concrete``.

    ``axes`` are the letters behind the bracket: ``h(X)_{ij} = …``.
    """

    name: str
    parameters: tuple[s.Node, ...]
    body: s.Node
    origin: Origin
    concrete: bool = False
    axes: tuple[str, ...] = ()

    @property
    def dummies(self) -> tuple[s.Name, ...]:
        """The parameters where all of them are names."""
        names = tuple(parameter for parameter in self.parameters if isinstance(parameter, s.Name))
        return names if len(names) == len(self.parameters) else ()


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

    functions: dict[str, tuple[Function, ...]]
    table: Table
    instances: dict[Pattern, Instance] = field(default_factory=dict)
    opaque: frozenset[str] = frozenset()
    stack: list[str | Pattern] = field(default_factory=list)
    heads: dict[Pattern, Function] = field(default_factory=dict)

    def at(self, meaning: Leaves, node: s.Call, scope: Scope) -> Low:
        """The name that the use of a function has become."""
        if node.function not in self.functions:
            return self.unknown(meaning, node, scope)
        self.refuse(node, scope)
        arguments = tuple(resolved(argument, scope) for argument in node.arguments)
        letters = free_letters(arguments, self.table, scope)
        pattern = (node.function, slotted(arguments, letters))
        if pattern not in self.instances:
            outside = Scope(scope.letters, {})
            for argument in arguments:  # g(g(x)): the inner use is a definition before the outer one
                if any(isinstance(p, s.Call) and p.function in self.functions for p in s.descend(argument)):
                    meaning.lower(argument, outside)
            inner = {letter: scope.letters[letter] for letter in letters}
            self.instances[pattern] = self.instance(meaning, node, pattern, arguments, inner)
            if len(self.instances) > MAX_INSTANCES:
                raise ReadError(
                    worded(
                        "functions are used with more than {max_instances} different arguments.",
                        max_instances=MAX_INSTANCES,
                    ),
                    node.origin,
                    remedy="Write fewer functions of functions.",
                    reason="resource",
                )
        return self.use(meaning, self.instances[pattern], letters, scope)

    def refuse(self, node: s.Call, scope: Scope) -> None:
        """Uses that no definition fits: the number of arguments, primes, arguments that grow without end."""
        first = self.functions[node.function][0]
        if all(len(node.arguments) != len(f.parameters) for f in self.functions[node.function]):
            raise ReadError(
                worded(
                    "{first} takes {needed} arguments, not {given}.",
                    first=first.name,
                    needed=len(first.parameters),
                    given=len(node.arguments),
                ),
                node.origin,
            )
        if node.primes:
            raise ReadError(
                worded("{first}' is a derivative, which a model does not contain.", first=first.name),
                node.origin,
                remedy=r"Define the model without it; symgrad derives it.",
            )
        if any(size(argument, scope) > MAX_ARGUMENT for argument in node.arguments):
            raise ReadError(
                worded(
                    "an argument of {first} is longer than {max_argument} parts.",
                    first=first.name,
                    max_argument=MAX_ARGUMENT,
                ),
                node.origin,
                remedy="Give a part of it a name of its own.",
                reason="resource",
            )

    def instance(
        self,
        meaning: Leaves,
        node: s.Call,
        pattern: Pattern,
        arguments: tuple[s.Node, ...],
        letters: dict[str, sp.Expr],
    ) -> Instance:
        """The definition of one pattern: the one the text gives for it, or the arguments put in for the dummies."""
        functions = self.functions[node.function]
        function = self.defined_at(meaning).get(pattern)
        mark: str | Pattern = pattern
        dummies: dict[str, tuple[s.Node, Scope]] = {}
        own: tuple[str, ...] = ()
        if function is not None:
            own = function.axes
            letters = {
                letter: meaning.sizes.for_letter(letter)
                for letter in (*letters_of_head(function.parameters, self.table), *own)
            }
        else:
            function, mark = functions[0], node.function
            if len(functions) > 1 or not function.dummies:
                known = ", ".join(text(parameter) for f in functions for parameter in f.parameters)
                raise ReadError(
                    worded(
                        "{function} is not defined at {arguments}, only at {known}.",
                        function=node.function,
                        arguments=", ".join(map(text, arguments)),
                        known=known,
                    ),
                    node.origin,
                    remedy=worded("Define it for every argument: {function}(t) = …", function=node.function),
                )
            outside = Scope(letters, {})
            pairs = zip(function.dummies, arguments, strict=True)
            dummies = {parameter.key: (argument, outside) for parameter, argument in pairs}
        if mark in self.stack:
            raise ModelError(worded("{name} is defined by itself.", name=function.name), function.origin)
        self.stack.append(mark)
        low = meaning.lower(function.body, Scope(letters, dummies))
        self.stack.pop()
        index = tuple(sp.Symbol(letter) for letter in letters) + tuple(letter for letter, _ in low.axes)
        axes = tuple(letters.values()) + tuple(length for _, length in low.axes)
        template = "" if low.axes or own else text(s.Call(node.origin, *pattern))
        return Instance(
            function.name, self.new_key(node.function, arguments), low, index, axes, template, function.origin
        )

    def defined_at(self, meaning: Leaves) -> dict[Pattern, Function]:
        """The definitions at concrete arguments, by their pattern; ``h(x) = …`` with a declared x is one for h(x)."""
        if not self.heads:
            for function in (f for several in self.functions.values() for f in several):
                if not function.concrete and any(
                    self.table.find(parameter.key) is None for parameter in function.dummies
                ):
                    continue
                letters = letters_of_head(function.parameters, self.table)
                pattern = (function.name, slotted(function.parameters, letters))
                if pattern in self.heads:
                    raise ModelError(worded("{name} is defined twice.", name=function.name), function.origin)
                self.heads[pattern] = function
        return self.heads

    def new_key(self, function: str, arguments: tuple[s.Node, ...]) -> str:
        """A key for an instance: ``h(x)`` for h at x^{(i)} where that is free."""
        taken = {instance.key for instance in self.instances.values()} | self.table.entries.keys()
        key = f"{function}({','.join(argument_key(argument, self.table) for argument in arguments)})"
        if key not in taken:
            return key
        key = f"{function}({','.join(map(text, arguments))})"
        if key not in taken:
            return key
        return next(other for other in (f"{key}_{{{number}}}" for number in count(2)) if other not in taken)

    def use(self, meaning: Leaves, instance: Instance, letters: tuple[str, ...], scope: Scope) -> Low:
        """The instance at the indices of this use."""
        if not instance.axes:
            return Low(sp.Symbol(instance.key))
        fresh = meaning.matrices.letters.fresh
        extra = tuple((fresh(), length) for length in instance.axes[len(letters) :])
        for letter, length in zip(letters, instance.axes, strict=False):
            meaning.matrices.same_size(
                scope.letters[letter],
                length,
                instance.origin,
                worded("{key} is used with sizes", key=instance.key),
            )
        position = (*(sp.Symbol(letter) for letter in letters), *(letter for letter, _ in extra))
        return Low(sp.IndexedBase(instance.key)[position], extra, instance.low.row)

    def unknown(self, meaning: Leaves, node: s.Call, scope: Scope) -> Low:
        """A function that was declared without a definition: it stays unknown where that is allowed."""
        if node.function.removeprefix(r"\nabla ") not in self.opaque:
            raise ReadError(
                worded("the function {function} has no definition.", function=node.function),
                node.origin,
                remedy=worded("Define it: {function}(x) = …", function=node.function),
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
    return text(node)
