"""Tokens of a whole text to the tokens of its statements.

Statements end at a new line, ``\\\\`` or ``;``; a line that cannot be complete (it ends with an operator, or the next
one begins with one) goes on.  Wrappers around formulas (``$…$``, ``\\[…\\]``, ``align``) and the ``&`` that align them
have no meaning and are taken off here, once it is sure that they are balanced.
"""

from __future__ import annotations

from collections.abc import Callable

from symgrad.errors import ReadError, worded
from symgrad.reading.tokens import Token

#: environments that only lay statements out
WRAPPERS = frozenset(
    [
        "aligned",
        "align",
        "alignat",
        "alignedat",
        "gather",
        "gathered",
        "equation",
        "split",
        "eqnarray",
        "multline",
    ]
)
#: environments that mean something, with & and \\ of their own
GRIDS = frozenset(["matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "array"])

RELATIONS = frozenset(
    ["=", ":=", "<", ">", r"\le", r"\ge", r"\ne", r"\approx", r"\equiv", r"\in", r"\leftarrow", r"\sim", r"\propto"]
)  # fmt: skip
_OPERATORS = RELATIONS | frozenset(
    ["+", "-", "*", "**", "/", r"\cdot", r"\times", r"\odot", r"\oslash", "^", "_"]
)
_OPENERS = frozenset(["(", "[", "{", r"\left"])
_CLOSERS = frozenset([")", "]", "}", r"\right"])
_DELIMITERS = {"$": "$", r"\[": r"\]", r"\(": r"\)"}

#: what may have a meaning between statements or around them; every other token just belongs to its statement
_MEANING = frozenset([
    r"\begin", r"\end", "{", "}", ";", "&", r"\tag", r"\label", r"\color", r"\textcolor",
    *_DELIMITERS, *_DELIMITERS.values(),
])  # fmt: skip
_INSIDE_KINDS = frozenset(["number", "letter", "command", "sign", "word"])

Fail = Callable[..., ReadError]


def environment(tokens: list[Token], position: int) -> tuple[str, int]:
    """The name after ``\\begin`` or ``\\end`` at ``position``, ``""`` if there is none, and the position after it."""
    if position + 1 >= len(tokens) or tokens[position + 1].text != "{":
        return "", position + 1
    end = position + 2
    word = ""
    while end < len(tokens) and (tokens[end].kind == "letter" or tokens[end].text == "*"):
        word += tokens[end].text
        end += 1
    return (word, end + 1) if tokens[end].text == "}" else ("", end)


def split(tokens: list[Token], fail: Fail) -> list[list[Token]]:
    """The statements, each ending in an ``end`` token; empty ones are left out."""
    statements: list[list[Token]] = []
    current: list[Token] = []
    inside: list[tuple[str, Token]] = []  # braces and environments with a meaning, outermost first
    wrapped: list[tuple[str, Token]] = []
    position, size = 0, len(tokens)
    while position < size:
        token = tokens[position]
        position += 1
        if token.kind in _INSIDE_KINDS and token.text not in _MEANING:
            current.append(token)
        elif token.kind == "sign" and token.text in ("{", "}"):
            _brace(inside, token, fail)
            current.append(token)
        elif token.text in (r"\begin", r"\end"):
            word, after = environment(tokens, position - 1)
            if not word:
                raise fail(worded("{sign} without the name of an environment.", sign=token.text), token)
            if word.rstrip("*") in WRAPPERS:
                _wrap(wrapped, token.text == r"\begin", word, token, fail)
                position = _skip_arguments(tokens, after, word)
                if token.text == r"\end":
                    _finish(statements, current, token)
                    current = []
                continue
            _wrap(inside, token.text == r"\begin", word, token, fail)
            current.extend(tokens[position - 1 : after])
            position = after
        elif not inside and (token.text in _DELIMITERS or token.text in _DELIMITERS.values()):
            continue
        elif token.text in (r"\tag", r"\label", r"\color", r"\textcolor"):
            position = _skip_braces(tokens, position)
        elif token.kind == "newline":
            if not inside and not _goes_on(current, tokens, position):
                _finish(statements, current, token)
                current = []
        elif token.kind == "row" and not inside:
            if not _goes_on(current, tokens, position):
                _finish(statements, current, token)
                current = []
        elif token.text == ";" and not inside:
            _finish(statements, current, token)
            current = []
        elif token.text == "&" and not inside:
            continue
        elif token.kind == "end":
            _refuse_open(inside + wrapped, fail)
            _finish(statements, current, token)
        else:
            current.append(token)
    return statements


def _wrap(stack: list[tuple[str, Token]], opening: bool, word: str, token: Token, fail: Fail) -> None:
    if opening:
        stack.append((word, token))
    elif not stack or stack[-1][0] != word:
        expected = (
            worded(r"\end{{word}}", word=stack[-1][0])
            if stack and stack[-1][0] != "{"
            else worded("a \\begin before it")
        )
        expected = worded("a closing brace }") if stack and stack[-1][0] == "{" else expected
        raise fail(
            worded(r"\end{{word}} here, but {expected} is expected.", word=word, expected=expected), token
        )
    else:
        stack.pop()


def _brace(stack: list[tuple[str, Token]], token: Token, fail: Fail) -> None:
    if token.text == "{":
        stack.append(("{", token))
    elif not stack or stack[-1][0] != "{":
        raise fail("a closing brace } without an opening one.", token, "Take it out, or write { before.")
    else:
        stack.pop()


def _refuse_open(stack: list[tuple[str, Token]], fail: Fail) -> None:
    if stack:
        word, token = stack[-1]
        if word == "{":
            raise fail("this brace { is never closed.", token, "Write } where the group ends.")
        raise fail(
            worded(r"\begin{{word}} without \end{{word}}.", word=word),
            token,
            worded(r"Write \end{{word}}.", word=word),
        )


def _skip_arguments(tokens: list[Token], position: int, word: str) -> int:
    """``\\begin{alignat}{2}``: past the number of columns."""
    if word.rstrip("*") in ("alignat", "alignedat") and tokens[position].text == "{":
        return _skip_braces(tokens, position)
    return position


def _skip_braces(tokens: list[Token], position: int) -> int:
    if tokens[position].text != "{":
        return position
    while tokens[position].kind != "end" and tokens[position].text != "}":
        position += 1
    return position + 1


def _goes_on(current: list[Token], tokens: list[Token], position: int) -> bool:
    """True when the statement cannot end here."""
    if not current:
        return False
    last = current[-1]
    if last.text in _OPERATORS and not (len(current) > 1 and current[-2].text in ("^", "_")):
        return True
    if last.text in _OPENERS and last.kind != "letter":
        return True
    while tokens[position].kind == "newline" or tokens[position].text in ("&", "$"):
        position += 1
    following = tokens[position]
    return following.text in _OPERATORS or following.text in _CLOSERS


def _finish(statements: list[list[Token]], current: list[Token], token: Token) -> None:
    while current and (current[-1].text in (",", ".") or current[-1].kind == "newline"):
        if len(current) > 1 and current[-2].text == r"\right":
            break
        current.pop()
    if current:
        stop = current[-1].end
        statements.append([*current, Token("end", "", stop, stop, token.spaced)])
