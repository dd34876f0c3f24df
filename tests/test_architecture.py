"""Imports only go downwards, and importing is quick: the shape of the package, checked from its source."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
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


@dataclass(frozen=True)
class Imports:
    """The imports of ours in a file, with their lines, and all modules that are loaded when it is loaded itself."""

    ours: tuple[tuple[int, str], ...]
    at_once: tuple[str, ...]


@cache
def imports(path: Path) -> Imports:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return Imports(tuple(anywhere(tree, path)), tuple(at_once(tree.body)))


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Every statement, those inside others too: imports stand nowhere else, and expressions are most of a tree."""
    for node in body:
        yield node
        for part in ("body", "orelse", "finalbody"):
            yield from statements(getattr(node, part, []))
        for branch in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            yield from statements(branch.body)


def anywhere(tree: ast.Module, path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every import of ours in a file, those inside functions included.

    ``from symgrad.a import b`` counts as ``symgrad.a``; ``from symgrad import a`` as ``symgrad.a``.  Imports under
    ``if TYPE_CHECKING:`` count too: they are dependencies of the reader, if not of the program.
    """
    for node in statements(tree.body):
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
        for line, name in imports(path).ours:
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


# -- what a command loads ----------------------------------------------------------------------------------------


def file_of(module: str) -> Path | None:
    """The file of a module of ours; ``None`` for a name in one, and for everything else."""
    path = ROOT.parent.joinpath(*module.split("."))
    found = (each for each in (path / "__init__.py", path.with_suffix(".py")) if each.is_file())
    return next(found, None)


def at_once(body: list[ast.stmt]) -> Iterator[str]:
    """Imports that are carried out with the statements themselves: not those in functions, nor those for types."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (name for alias in node.names if file_of(name := f"{node.module}.{alias.name}"))
        elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.unparse(node.test):
            yield from at_once([*node.body, *node.orelse])
        elif isinstance(node, (ast.Try, ast.With, ast.ClassDef)):
            yield from at_once(node.body)


def loaded(*modules: str) -> set[str]:
    """All that loading these loads: ours by their whole names, others by the name of the package."""
    found: set[str] = set()
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        package, _, _ = name.rpartition(".")
        path = file_of(name)
        if name.split(".")[0] != "symgrad":
            found.add(name.split(".")[0])
        elif name not in found and path is not None:
            found.add(name)
            waiting += [package] if package else []
            waiting += imports(path).at_once
    return found


def parts(modules: set[str], *names: str) -> list[str]:
    """Those of the modules that are one of these, or in one of these."""
    return sorted(each for each in modules if any(f"{each}.".startswith(f"{name}.") for name in names))


#: what computes with numbers, and what is drawn with
NUMERIC = (
    "numpy",
    "symgrad.descent",
    "symgrad.training",
    "symgrad.stepper",
    "symgrad.program",
    "symgrad.plot",
)
#: what derives and judges
JUDGES = (
    "symgrad.balls", "symgrad.derivation", "symgrad.equality", "symgrad.limits", "symgrad.notes.auditor",
    "symgrad.notes.calculator", "symgrad.notes.edits", "symgrad.notes.inequalities", "symgrad.notes.judge",
)  # fmt: skip
#: what writes documents
WRITERS = (
    "jinja2", "symgrad.arrays", "symgrad.documents.content", "symgrad.rendering.html", "symgrad.rendering.latex",
    "symgrad.rendering.mathml", "symgrad.rendering.matrix",
)  # fmt: skip
#: what the options of all commands stand in
CLI = ("cli", "cli.check", "cli.grade", "cli.plot", "cli.practice")
#: what ``symgrad audit`` comes to load for pages whose sections are all kept: some of them train, name a method or have
#: a function
KEPT = (
    *CLI, "cli.auditing", "rendering.room", "rendering.text", "rendering.judged", "notes.trainings", "notes.methodrows",
    "notes.forms",
)  # fmt: skip


@pytest.mark.parametrize(
    ("modules", "never"),
    [
        (CLI, ("sympy", "rich", *NUMERIC, *WRITERS)),
        (("cli.starting",), ("sympy", "rich", *NUMERIC)),
        ((*CLI, "checking.worker"), ("sympy", "rich", *NUMERIC, *WRITERS)),
        (KEPT, ("rich", "multiprocessing", *NUMERIC, *JUDGES, *WRITERS)),
        (("cli.auditing", "notes.auditor"), ("rich", *NUMERIC, *WRITERS)),
        (("cli.commands", "rendering.text", "derivation"), ("rich", *NUMERIC, *WRITERS)),
    ],
)
def test_a_command_loads_nothing_it_has_no_use_for(modules: tuple[str, ...], never: tuple[str, ...]) -> None:
    found = loaded(*(f"symgrad.{module}" for module in modules))
    assert {f"symgrad.{module}" for module in modules} <= found
    assert parts(found, *never) == []


@pytest.mark.slow
def test_an_audit_of_what_is_kept_loads_no_judge(tmp_path: Path) -> None:
    page = ROOT.parent / "derivations" / "batches.md"
    code = (
        "import json, sys\n"
        "from symgrad.cli import main\n"
        "try: main(['audit', sys.argv[1]])\n"
        "except SystemExit: print(json.dumps(list(sys.modules)), file=sys.stderr)\n"
    )
    env = os.environ | {"SYMGRAD_CACHE": str(tmp_path)}
    command = [sys.executable, "-c", code]
    first, again = (
        set(json.loads(subprocess.run([*command, page], capture_output=True, text=True, env=env).stderr))
        for _ in range(2)
    )
    assert parts(first, *JUDGES)
    assert parts(again, "rich", *NUMERIC, *JUDGES, *WRITERS) == []
    ours = {name for name in again if name.startswith("symgrad")}
    assert ours <= loaded(*(f"symgrad.{module}" for module in KEPT))


def test_public_names_are_listed_and_nothing_else_is() -> None:
    assert set(symgrad.PUBLIC) <= set(dir(symgrad))
    with pytest.raises(AttributeError):
        _ = symgrad.no_such_name
