"""Functions fit in a glance and files in an afternoon."""

from tests.architecture.source import PACKAGE, TESTS, functions, length, python_files, short

MAX_FUNCTION, MAX_FILE = 50, 400


def test_every_function_has_at_most_fifty_lines_without_its_docstring():
    long = [
        f"{short(path)}:{function.lineno} {function.name} has {length(function)} lines"
        for path in python_files(PACKAGE, TESTS)
        for function in functions(path)
        if length(function) > MAX_FUNCTION
    ]

    assert long == []


def test_every_file_has_at_most_four_hundred_lines():
    long = [
        f"{short(path)} has {lines} lines"
        for path in python_files(PACKAGE, TESTS)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_FILE
    ]

    assert long == []
