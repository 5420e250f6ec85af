"""The program's own text as data, for tests of its shape: files, functions, calls and string literals."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE, TESTS, TEMPLATES = ROOT / "openlab", ROOT / "tests", ROOT / "templates"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(*folders: Path) -> list[Path]:
    """Return every Python file below the folders, in order."""
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def template_files() -> list[Path]:
    """Return every template, in order."""
    return sorted(path for path in TEMPLATES.rglob("*") if path.is_file())


def short(path: Path) -> str:
    """Return a path as it is called inside the repository."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[Function]:
    """Yield the functions and methods of a file, nested ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    """Return the lines of a function without its decorators and its docstring."""
    first = function.body[0]
    documented = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def calls(path: Path, *names: str) -> Iterator[ast.Call]:
    """Yield the calls of functions or methods with one of the names."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and called_name(node) in names:
            yield node


def called_name(call: ast.Call) -> str:
    """Return the last part of the name that is called: 'commit' for `db.session.commit()`."""
    target = call.func
    return target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else ""


def texts(node: ast.AST) -> Iterator[ast.Constant]:
    """Yield the string literals inside a node."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, module) for every import of a file, wherever it stands."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module
