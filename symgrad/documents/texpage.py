r"""The words and formulas of a page in LaTeX: Markdown's tree block by block, a formula only where it can do no harm.

Goes in: blocks of Markdown, LaTeX as somebody wrote it.  Comes out: LaTeX for XeLaTeX.  Macros that could read, write
or redefine something are never passed on: a formula with one is shown as its source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from symgrad.documents.content import Words
from symgrad.documents.pictures import FOR_TEX, alone, picture
from symgrad.documents.prose import grouped, number
from symgrad.documents.texwords import quoted, signs, text
from symgrad.rendering.breaking import roomy

# -- formulas --------------------------------------------------------------------------------------------------------

#: macros of a page's formulas that stay as they are: everything else that is a letter's name in TeX may do anything
_HARMFUL = re.compile(
    r"\\(?:input|include|includeonly|openin|openout|read|readline|write|immediate|catcode|lccode|uccode|[gex]?def|let"
    r"|futurelet|global|long|outer|newcommand|renewcommand|providecommand|newenvironment|renewenvironment|csname"
    r"|endcsname|special|usepackage|RequirePackage|documentclass|directlua|latelua|verbatiminput|lstinputlisting"
    r"|includegraphics|href|url|loop|repeat|expandafter|noexpand|everypar|everymath|output|shipout|scantokens|makeat\w+"
    r"|write18|ShellEscape|tracing\w*|batchmode|errorstopmode|end\s*\{document\}|begin\s*\{(?:document|verbatim|filecontents)"
    r"\*?\})(?![A-Za-z])|\^\^|(?<!\\)%"
)

#: where a dollar may stand: in words, which may have braces in their formulas, and as a sign
_IN_WORDS = re.compile(r"\\text\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|\\\$")


def formula(latex: str) -> str:
    """A formula of the page, for math mode; one that could do more than show something is its source in words."""
    pairs = [len(re.findall(rf"\\{word}(?![A-Za-z])", latex)) for word in ("left", "right")]
    balanced = _depth(latex) == 0 and pairs[0] == pairs[1]
    if _HARMFUL.search(latex) or "$" in _IN_WORDS.sub("", latex) or not balanced:
        return rf"\text{{\ttfamily {text(latex)}}}"
    latex = roomy(grouped(latex)).replace(":=", r"\mathrel{:=}")
    shown, end = "", 0
    for found in _IN_WORDS.finditer(latex):
        shown += signs(latex[end : found.start()]) + signs(found[0], words=True)
        end = found.end()
    return (shown + signs(latex[end:])).rstrip()


def _depth(latex: str) -> int:
    """Braces left open; -1 where one is closed that was not opened."""
    depth = 0
    for brace in re.findall(r"\\.|[{}]", latex, re.DOTALL):
        depth += (brace == "{") - (brace == "}")
        if depth < 0:
            return -1
    return depth


# -- words ---------------------------------------------------------------------------------------------------------


def words(item: Words) -> str:
    """A block of Markdown in LaTeX."""
    return _inside(SyntaxTreeNode(item.tokens)).strip() + "\n"


#: a path that TeX reads as it stands
_PLAIN_PATH = re.compile(r"[\w./-]+")


def figure(item: Words, page: str, folder: Path | None) -> str:
    """A picture that stands alone, with its words below it; one within a line is named there."""
    token = alone(item.tokens)
    found = None if token is None else picture(str(token.attrs.get("src", "")), page)
    if token is None or found is None or found.path.suffix.lower() not in FOR_TEX:
        return ""
    path = found.name if folder is None else found.beside(folder)
    if not _PLAIN_PATH.fullmatch(path) or not found.data:
        return ""
    return rf"\symgradpicture{{{path}}}{{{text(token.content)}}}" + "\n"


def _inside(node: SyntaxTreeNode) -> str:
    return "".join(_node(child) for child in node.children)


def _node(node: SyntaxTreeNode) -> str:
    if node.type in _NODES:
        return _NODES[node.type](node)
    if node.children:
        return _inside(node)
    words = quoted(node.content) if node.type == "text" else node.content
    return text(number(words) if node.type == "text" and len(node.siblings) == 1 else words)


_SECTIONS = ("section", "section", "subsection", "subsubsection")


def _heading(node: SyntaxTreeNode) -> str:
    level = min(int(node.tag[1]), 4) - 1
    return rf"\{_SECTIONS[level]}*{{{_inside(node)}}}" + "\n"


def _environment(name: str) -> Callable[[SyntaxTreeNode], str]:
    return lambda node: f"\\begin{{{name}}}\n{_inside(node)}\\end{{{name}}}\n"


def _code(node: SyntaxTreeNode) -> str:
    lines = [text(line).replace(" ", "~") or "~" for line in node.content.rstrip("\n").split("\n")]
    return "\\begin{quote}\\small\\ttfamily\\raggedright\n" + " \\\\*\n".join(lines) + "\n\\end{quote}\n"


def _code_word(word: str) -> str:
    """A word of a command is not broken at its hyphens; a path may be, behind a slash."""
    return text(word).replace("/", r"/\allowbreak{}") if "/" in word else rf"\mbox{{{text(word)}}}"


def _math(node: SyntaxTreeNode) -> str:
    inside = formula(node.content)
    return f"\\[ {inside} \\]" if node.meta["display"] else f"${inside}$"


def _table(node: SyntaxTreeNode) -> str:
    rows = [row for part in node.children for row in part.children]
    columns = "".join(_alignment(cell) for cell in rows[0].children)
    lines = [" & ".join(_inside(cell) for cell in row.children) + r" \\" for row in rows]
    inside = "\n".join([r"\hline", lines[0], r"\hline", *lines[1:], r"\hline"])
    table = f"\\begin{{tabular}}{{{columns}}}\n{inside}\n\\end{{tabular}}"
    return f"\\begin{{center}}\\renewcommand{{\\arraystretch}}{{1.2}}{table}\\end{{center}}\n"


def _alignment(cell: SyntaxTreeNode) -> str:
    style = str(cell.attrs.get("style", ""))
    return "r" if "right" in style else "c" if "center" in style else "l"


_NODES: Mapping[str, Callable[[SyntaxTreeNode], Any]] = {
    "heading": _heading,
    "paragraph": lambda node: _inside(node) + "\n\n",
    "bullet_list": _environment("itemize"),
    "ordered_list": _environment("enumerate"),
    "list_item": lambda node: r"\item " + _inside(node),
    "blockquote": _environment("quote"),
    "fence": _code,
    "code_block": _code,
    "code_inline": lambda node: rf"\symgradcode{{{' '.join(map(_code_word, node.content.split(' ')))}}}",
    "strong": lambda node: rf"\textbf{{{_inside(node)}}}",
    "em": lambda node: rf"\emph{{{_inside(node)}}}",
    "softbreak": lambda node: "\n",
    "hardbreak": lambda node: "\\\\\n",
    "hr": lambda node: "\\par\\noindent\\hrulefill\\par\n",
    "math": _math,
    "table": _table,
    "link": lambda node: _inside(node),
    "image": lambda node: rf"\emph{{{text(node.content)}}}",
}
