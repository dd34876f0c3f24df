"""The syntax tree: what was written, before any name has a meaning.

One frozen value per construct, each with the stretch of text it was read from; two nodes are equal when they were
written the same way, wherever that was.  Operations on the tree live in their own modules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Any, Generic, Literal, TypeVar, overload

from symgrad.errors import Origin

T = TypeVar("T")


class found_once(Generic[T]):
    """What ``functools.cached_property`` is, without the lock that Python 3.11 takes each time."""

    def __init__(self, find: Callable[[Any], T]) -> None:
        self.find = find
        self.__doc__ = find.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, node: None, owner: type) -> found_once[T]: ...

    @overload
    def __get__(self, node: object, owner: type) -> T: ...

    def __get__(self, node: object, owner: type) -> Any:
        if node is None:
            return self
        value = node.__dict__[self.name] = self.find(node)
        return value


@dataclass(frozen=True)
class Node:
    """Anything that was read."""

    origin: Origin = field(compare=False, repr=False)

    @found_once
    def parts(self) -> tuple[Node, ...]:
        """The nodes directly inside, in the order written."""
        return tuple(_inside(self))

    @found_once
    def everything(self) -> tuple[Node, ...]:
        """The node and everything inside it, outermost first, left to right."""
        found: list[Node] = [self]
        stack: list[Node] = [*self.parts[::-1]]
        while stack:
            node = stack.pop()
            known = node.__dict__
            if "everything" in known:
                found += known["everything"]
                continue
            found.append(node)
            if _ENTRIES[type(node)]:
                stack += reversed(known["parts"] if "parts" in known else _inside(node))
        return tuple(found)


#: types, as they are written below, of fields that hold no nodes
_WITHOUT_NODES = frozenset({"Origin", "str", "int", "bool", "Fraction", "tuple[str, ...]"})


class _Entries(dict[type[Node], tuple[str, ...]]):
    """The fields of a kind of node that can hold nodes; looked up once for each kind."""

    def __missing__(self, kind: type[Node]) -> tuple[str, ...]:
        self[kind] = names = tuple(entry.name for entry in fields(kind) if entry.type not in _WITHOUT_NODES)
        return names


_ENTRIES = _Entries()


def _inside(node: Node) -> list[Node]:
    inside: list[Node] = []
    for name in _ENTRIES[type(node)]:
        value = getattr(node, name)
        if value is None:  # most names have no scripts
            continue
        if isinstance(value, Node):
            inside.append(value)
        elif isinstance(value, tuple):
            _collect(value, inside)
    return inside


def _collect(values: tuple[object, ...], inside: list[Node]) -> None:
    for value in values:
        if isinstance(value, Node):
            inside.append(value)
        elif isinstance(value, tuple):
            _collect(value, inside)


@dataclass(frozen=True)
class Item(Node):
    """One piece of a script: a letter, a number, a word or something like ``t-1``."""

    text: str
    word: bool = False


@dataclass(frozen=True)
class Script(Node):
    """A sub- or superscript that belongs to a name; ``around`` is ``""``, ``"()"`` or ``"[]"``."""

    items: tuple[Item, ...]
    around: str = ""
    separator: str = ""

    @found_once
    def text(self) -> str:
        """Its canonical LaTeX, without the braces around it."""
        inside = self.separator.join(item.text for item in self.items)
        return f"{self.around[0]}{inside}{self.around[1]}" if self.around else inside

    @property
    def end_of_items(self) -> int:
        """Where the last item ends."""
        return self.items[-1].origin.end


def braced(mark: str, text: str) -> str:
    """``_1`` but ``_{12}``."""
    return f"{mark}{text}" if len(text) == 1 else f"{mark}{{{text}}}"


@dataclass(frozen=True)
class Name(Node):
    """A name with its scripts; ``base`` is the letter with its accents, ``\\hat{y}``."""

    base: str
    sub: Script | None = None
    sup: Script | None = None
    primes: int = 0

    @found_once
    def key(self) -> str:
        """The canonical LaTeX: base, primes, subscript, superscript."""
        text = self.base + "'" * self.primes
        if self.sub is not None:
            text += braced("_", self.sub.text)
        if self.sup is not None:
            text += braced("^", self.sup.text)
        return text

    @found_once
    def shorter(self) -> tuple[tuple[str, int, bool], ...]:
        """The name with fewer scripts, the longest first: its key, how many items of the subscript it keeps, and
        whether the superscript is left out."""
        sub, sup = self.sub, self.sup
        if sub is None and sup is None:
            return ()
        found = []
        bare = self.base + "'" * self.primes
        count = len(sub.items) if sub is not None else 0
        raised = braced("^", sup.text) if sup is not None else ""
        for kept in range(count, -1, -1):
            head = bare
            if sub is not None and kept:
                head += braced("_", Script(sub.origin, sub.items[:kept], sub.around, sub.separator).text)
            if kept < count:
                found.append((head + raised, kept, False))
            if sup is not None:
                found.append((head, kept, True))
        return tuple(found)


@dataclass(frozen=True)
class Number(Node):
    """An exact number; ``text`` is how it was written."""

    value: Fraction
    text: str = field(compare=False)


@dataclass(frozen=True)
class Infinity(Node):
    """∞."""


@dataclass(frozen=True)
class Ones(Node):
    """The vector of ones, ``\\mathbf{1}``."""


@dataclass(frozen=True)
class Plus(Node):
    """A sum; each term with its sign, +1 or −1."""

    terms: tuple[tuple[int, Node], ...]


@dataclass(frozen=True)
class Times(Node):
    """A product in the order written; ``signs[k]`` stands before ``factors[k+1]``: ``""``, ``"*"``, ``"\\odot"``, …"""

    factors: tuple[Node, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Quotient(Node):
    """top / bottom."""

    top: Node
    bottom: Node


@dataclass(frozen=True)
class Power(Node):
    """base ^ exponent; ``elementwise`` for ``A^{\\odot 2}``."""

    base: Node
    exponent: Node
    elementwise: bool = False


@dataclass(frozen=True)
class Root(Node):
    """The square root, or the ``degree``-th."""

    body: Node
    degree: Node | None = None


@dataclass(frozen=True)
class Call(Node):
    """A function at its arguments; ``primes`` counts f', f''; ``sub`` is the base of a logarithm."""

    function: str
    arguments: tuple[Node, ...]
    primes: int = 0
    sub: Node | None = None


@dataclass(frozen=True)
class Bound(Node):
    """``i=1`` … ``m`` of a sum; what was not written is ``None``."""

    letter: str
    low: Node | None = None
    high: Node | None = None


@dataclass(frozen=True)
class BigSum(Node):
    """Σ (or Π) over the indices, outermost first; ``conditions`` are such as i ≠ k and i < j."""

    operator: Literal[r"\sum", r"\prod"]
    bounds: tuple[Bound, ...]
    body: Node
    conditions: tuple[Relation, ...] = ()


@dataclass(frozen=True)
class Derived(Node):
    """∂body/∂w₁∂w₂…, in any style of writing."""

    body: Node
    by: tuple[Name, ...]


@dataclass(frozen=True)
class Nabla(Node):
    """∇body, with the name it is taken by if that was written; of ``order`` 2 the Hessian ∇²body."""

    body: Node
    by: Name | None = None
    order: int = 1


@dataclass(frozen=True)
class Transposed(Node):
    """bodyᵀ."""

    body: Node


@dataclass(frozen=True)
class Norm(Node):
    """‖body‖; ``kind`` is what stands below: ``""``, ``"1"``, ``"2"``, ``"F"``, …"""

    body: Node
    kind: str = ""


@dataclass(frozen=True)
class Trace(Node):
    """tr body."""

    body: Node


@dataclass(frozen=True)
class Determinant(Node):
    """det body, or |body| where body turns out to be a square matrix."""

    body: Node


@dataclass(frozen=True)
class Diagonal(Node):
    """diag body: the diagonal matrix of a vector, the diagonal of a matrix."""

    body: Node


@dataclass(frozen=True)
class Eye(Node):
    """The identity matrix."""


@dataclass(frozen=True)
class Element(Node):
    """A bracket with an index, ``(Xw-y)_i``."""

    body: Node
    script: Script


@dataclass(frozen=True)
class Grid(Node):
    """A matrix written out."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True)
class Cases(Node):
    """Branches ``(value, condition)``; the condition ``None`` means otherwise."""

    branches: tuple[tuple[Node, Node | None], ...]


@dataclass(frozen=True)
class Extreme(Node):
    """max or min of the arguments, or over the index ``over``."""

    which: Literal["max", "min"]
    arguments: tuple[Node, ...]
    over: Name | None = None


@dataclass(frozen=True)
class Limit(Node):
    """lim of body as variable → point; ``side`` is 1 from above (0^+), −1 from below, 0 from both sides."""

    body: Node
    variable: Name
    point: Node
    side: int = 0


@dataclass(frozen=True)
class At(Node):
    """body evaluated at name = value."""

    body: Node
    name: Name
    value: Node


@dataclass(frozen=True)
class Listed(Node):
    """``(a, b)``, ``\\{0, 1\\}`` or ``[0, 1]``; ``around`` says which."""

    items: tuple[Node, ...]
    around: str


@dataclass(frozen=True)
class Statement(Node):
    """One line: a formula or a relation."""


@dataclass(frozen=True)
class Formula(Statement):
    """An expression by itself."""

    body: Node

    @found_once
    def everything(self) -> tuple[Node, ...]:
        """The formula and everything inside it: of its body that is asked for as well."""
        return (self, *self.body.everything)


@dataclass(frozen=True)
class Relation(Statement):
    """``A = B = C \\approx 0.61``; ``signs[k]`` stands between ``sides[k]`` and ``sides[k+1]``.

    Signs: ``=``, ``\\approx``, ``\\equiv``, ``<``, ``>``, ``\\le``, ``\\ge``, ``\\ne``, ``\\in``.
    """

    sides: tuple[Node, ...]
    signs: tuple[str, ...]

    @property
    def equation(self) -> bool:
        """True when every sign is an equals sign."""
        return all(sign == "=" for sign in self.signs)


@dataclass(frozen=True)
class Assign(Statement):
    """``target := value``; ``sign`` is ``:=`` or ``\\leftarrow``."""

    target: Node
    value: Node
    sign: str = ":="


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside, in the order written."""
    return node.parts


def descend(node: Node) -> Iterator[Node]:
    """The node and everything inside it, outermost first, left to right."""
    return iter(node.everything)
