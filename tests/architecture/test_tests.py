"""The tests themselves: whatever asserts is collected, nothing is skipped, and nothing leans on this machine."""

import ast
import re

from tests.architecture.source import TESTS, functions, python_files, short, tree

PROGRAMS = ("tests/reliability/", "tests/benchmarks/")  # run by `make reliability` and `make bench`, not by pytest
OUTSIDE = re.compile(r"""["'](?:/home/|/root|/tmp|/mnt|~/)""")


def is_fixture(function: ast.FunctionDef) -> bool:
    """Say whether pytest calls the function as a fixture or a plug-in hook."""
    return function.name.startswith("pytest_") or any("fixture" in ast.unparse(one) for one in function.decorator_list)


def test_every_test_function_is_in_a_file_that_pytest_collects():
    lost = [
        f"{short(path)}:{function.lineno} {function.name}"
        for path in python_files(TESTS)
        if not path.name.startswith("test_") and path.name != "conftest.py"
        for function in functions(path)
        if function.name.startswith("test_")
    ]

    assert lost == []


def test_every_function_that_asserts_is_a_test_or_is_used_by_one():
    lost = []
    for path in python_files(TESTS):
        if not path.name.startswith("test_"):
            continue
        used = {node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name)}
        used |= {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
        lost += [
            f"{short(path)}:{function.lineno} {function.name}"
            for function in functions(path)
            if any(isinstance(inner, ast.Assert) for inner in ast.walk(function))
            and not function.name.startswith("test_")
            and not is_fixture(function)
            and function.name not in used
        ]

    assert lost == []


def test_no_two_tests_of_a_file_share_a_name():
    lost = []
    for path in python_files(TESTS):
        for scope in (tree(path), *(node for node in tree(path).body if isinstance(node, ast.ClassDef))):
            names = [node.name for node in scope.body if isinstance(node, ast.FunctionDef)]
            lost += [f"{short(path)} {name}" for name in set(names) if names.count(name) > 1]

    assert lost == []


def test_nothing_is_skipped_or_expected_to_fail():
    marks = {"skip", "skipif", "xfail", "importorskip"}
    found = [
        f"{short(path)}:{node.lineno}"
        for path in python_files(TESTS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in marks
    ]

    assert found == []


def test_no_test_names_a_folder_outside_the_repository():
    found = [
        f"{short(path)}:{number}"
        for path in python_files(TESTS)
        if path != python_files(TESTS / "architecture")[-1]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if OUTSIDE.search(line) and "OUTSIDE" not in line
    ]

    assert found == []
