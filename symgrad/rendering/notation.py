"""What a notation is: how a fraction, a power, a sum … looks, once it is known that there is one.

``printing`` walks a formula and decides; LaTeX (``mathematics``) and Unicode (``plain``) are the two notations.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "number", "call", "group", "fraction", "power", "product", "open", "add"]


@dataclass(frozen=True)
class Piece:
    """A printed part.

    ``open`` ends in a Σ that would swallow what is set to its right; ``signed`` starts with a minus; ``bare`` is the
    text without the mark of a change.
    """

    text: str
    kind: Kind
    signed: bool = False
    bare: str = ""

    def __post_init__(self) -> None:
        if not self.bare:
            object.__setattr__(self, "bare", self.text)


class Notation(ABC):
    """How each kind of thing looks.  Pieces that need parentheses have got them before they come here."""

    @abstractmethod
    def name(self, latex: str) -> Piece:
        """A name, given by its LaTeX."""

    @abstractmethod
    def group(self, inside: Piece) -> Piece:
        """Parentheses."""

    @abstractmethod
    def fraction(self, top: Piece, bottom: Piece) -> Piece:
        """top / bottom, both without parentheses yet."""

    @abstractmethod
    def power(self, base: Piece, exponent: Piece) -> Piece:
        """base^exponent; the exponent is without parentheses yet."""

    @abstractmethod
    def root(self, radicand: Piece, degree: int) -> Piece:
        """√, ∛, …"""

    @abstractmethod
    def between(self, left: Piece, right: Piece) -> str:
        """What stands between two factors."""

    @abstractmethod
    def sums(self, limits: Sequence[tuple[Piece, Piece, Piece | None]], body: Piece) -> Piece:
        """Σ…Σ body, outermost first; an upper bound of ``None`` is not shown."""

    @abstractmethod
    def limit(self, letter: Piece, point: Piece, side: int, body: Piece) -> Piece:
        """lim body; ``side`` is 1 from above, −1 from below, 0 from both."""

    @abstractmethod
    def matrix(self, body: Piece, indices: str) -> Piece:
        """The matrix that has these elements; ``indices`` are the letters of its rows and columns."""

    @abstractmethod
    def call(self, function: str, arguments: Sequence[Piece], exponent: Piece | None = None) -> Piece:
        """f(…) or fⁿ(…); ``function`` is LaTeX."""

    @abstractmethod
    def absolute(self, inside: Piece) -> Piece:
        """|…|"""

    @abstractmethod
    def derivative(self, what: Piece, wrt: Piece, of_name: bool) -> Piece:
        """∂u/∂w of a name, ∂/∂w (…) of an expression."""

    @abstractmethod
    def cases(self, rows: Sequence[tuple[Piece, Piece | None]]) -> Piece:
        """Branches with their conditions; ``None`` is "otherwise"."""

    @abstractmethod
    def relation(self, operator: str, sides: Sequence[Piece]) -> Piece:
        """a > b, or conditions joined; ``operator`` is a key of ``RELATIONS``."""

    @abstractmethod
    def mark(self, piece: Piece) -> Piece:
        """The part a step changed."""

    minus = "-"


#: relation or connective -> (LaTeX, Unicode)
RELATIONS: dict[str, tuple[str, str]] = {
    ">": (">", ">"),
    ">=": (r"\ge", "≥"),
    "<": ("<", "<"),
    "<=": (r"\le", "≤"),
    "=": ("=", "="),
    "!=": (r"\ne", "≠"),
    "and": (r"\land", "∧"),
    "or": (r"\lor", "∨"),
}
