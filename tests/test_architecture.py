"""Imports only go downwards, and importing is quick: the shape of the package, checked from its source."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import symgrad

ROOT = Path(symgrad.__file__).parent

#: the modules directly under ``symgrad``, low to high: each may import those before it and what is inside itself
ORDER = (
    "errors",
    "presentation",
    "expressions",
    "ranges",
    "functions",
    "model",
    "symmetry",
    "matrices",
    "exact",
    "balls",
    "worked",
    "reading",
    "steps",
    "scope",
    "rules",
    "derivation",
    "limits",
    "stability",
    "optimizers",
    "arrays",
    "codenodes",
    "exponentials",
    "printer",
    "dialects",
    "schedule",
    "inplace",
    "forms",
    "helpers",
    "writer",
    "arguments",
    "program",
    "stepper",
    "verification",
    "equality",
    "notes",
    "rendering",
    "checking",
    "documents",
    "grading",
    "practice",
    "training",
    "descent",
    "sklearn",
    "plot",
    "api",
    "cli",
)
#: run by ``python -m symgrad``
TOP = ("__main__",)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every import of ours in a file, those inside functions included.

    ``from symgrad.a import b`` counts as ``symgrad.a``; ``from symgrad import a`` as ``symgrad.a``.  Imports under
    ``if TYPE_CHECKING:`` count too: they are dependencies of the reader, if not of the program.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "symgrad":
                    yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: write the whole name, not a relative import"
            if node.module == "symgrad":
                for alias in node.names:
                    yield node.lineno, f"symgrad.{alias.name}"
            elif node.module and node.module.startswith("symgrad."):
                yield node.lineno, node.module


def part_of(path: Path) -> str:
    """``symgrad/reading/tokens.py`` belongs to ``reading``."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def violations(files: list[Path]) -> list[str]:
    rank = {name: number for number, name in enumerate(ORDER + TOP)}
    found = []
    for path in files:
        here = part_of(path)
        if here == "__init__":
            continue
        for line, name in imports(path):
            there = name.partition(".")[2].split(".")[0]
            # The package itself hands out what the top offers.
            there = "api" if there in ("", *symgrad.PUBLIC) else there
            if there != here and rank.get(there, -1) >= rank[here]:
                found.append(f"{path.relative_to(ROOT)}:{line} imports {name}, which lies above {here}")
    return found


FILES = sorted(ROOT.rglob("*.py"))


def test_every_module_has_its_place() -> None:
    parts = {part_of(path) for path in FILES} - {"__init__"}
    assert parts <= set(ORDER + TOP), f"not in ORDER: {sorted(parts - set(ORDER + TOP))}"


def test_imports_only_go_downwards() -> None:
    known = [path for path in FILES if part_of(path) in ORDER + TOP]
    assert violations(known) == []


def test_an_upward_import_inside_a_function_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = tmp_path / "model.py"
    planted.write_text(
        "import symgrad\n"
        "from symgrad import derive, errors\n"
        "def f():\n    from symgrad.rendering import latex\n    import symgrad.cli\n"
    )
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    assert len(violations([planted])) == 4


def test_the_registry_of_forms_names_rendering_only() -> None:
    from symgrad.presentation import FORMS

    assert all(module.startswith("symgrad.rendering.") for module in FORMS.values())


def test_modules_open_with_what_they_are() -> None:
    without = [
        str(path.relative_to(ROOT))
        for path in FILES
        if not path.read_text(encoding="utf-8").startswith(('"""', 'r"""'))
    ]
    assert without == []


def test_importing_symgrad_imports_nothing_heavy() -> None:
    code = (
        "import sys, symgrad; print(sorted({'sympy', 'numpy', 'rich', 'click', 'jinja2'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_public_names_are_listed_and_nothing_else_is() -> None:
    assert set(symgrad.PUBLIC) <= set(dir(symgrad))
    with pytest.raises(AttributeError):
        _ = symgrad.no_such_name
