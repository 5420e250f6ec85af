"""A built wheel is the whole program: pages, texts, tables, data and the model travel inside it."""

import subprocess
import sys
from zipfile import ZipFile

import pytest

from tests.architecture.source import PACKAGE, ROOT

FOLDERS = ("templates", "static", "migrations")
WRITTEN_HERE = {"__pycache__", "node_modules", "en.lock"}


@pytest.fixture(scope="module")
def names(tmp_path_factory) -> set[str]:
    """What a wheel of this working tree holds."""
    folder = tmp_path_factory.mktemp("wheel")
    line = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(line, cwd=ROOT, check=True, capture_output=True)
    with ZipFile(next(folder.glob("*.whl"))) as wheel:
        return set(wheel.namelist())


def files(folder):
    """Return every file below a folder that is not made by running the program."""
    found = (path for path in folder.rglob("*") if path.is_file() and not WRITTEN_HERE.intersection(path.parts))
    return [path.relative_to(folder).as_posix() for path in found]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_wheel_holds_the_folders_beside_the_package(names, folder):
    missing = [name for name in files(ROOT / folder) if f"openlab/{folder}/{name}" not in names]

    assert missing == []
    assert any(name.startswith(f"openlab/{folder}/") for name in names)


def test_a_wheel_holds_everything_of_the_package(names):
    assert [name for name in files(PACKAGE) if f"openlab/{name}" not in names] == []


@pytest.mark.parametrize(
    "name",
    [
        "i18n/en.po",
        "matching/data/model/model.safetensors",
        "regions/data/regions.tsv",
        "demo/data/needs.jsonl",
        "portal/help/ko/start.md",
        "static/vendor/htmx/htmx.min.js",
        "static/css/base.css.gz",
        "migrations/env.py",
        "templates/base.html",
    ],
)
def test_a_wheel_holds_what_a_site_cannot_run_without(names, name):
    assert f"openlab/{name}" in names


def test_a_wheel_holds_its_licence_and_nothing_of_the_tests(names):
    told = {name.rpartition("/")[2] for name in names if ".dist-info/licenses/" in name}

    assert told == {"LICENSE", "NOTICE"}
    assert [name for name in names if not name.startswith(("openlab/", "openlab-"))] == []
