"""The build hook that fetches browser parts: what it records, when it runs again, and what it says when it cannot."""

import gzip
import json
import re
from pathlib import Path

import pytest

from openlab._build import assets
from openlab.config import RESOURCES

STATIC = RESOURCES / "static"


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A static folder whose vendor part is finished."""
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_bytes((STATIC / name).read_bytes())
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / assets.STAMP).write_text(assets.wanted_digest(tmp_path), encoding="ascii")
    return tmp_path


def modules_folder(folder: Path) -> Path:
    for source in assets.FILES:
        file = folder / source
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"/* {source} */", encoding="utf-8")
    return folder


def test_lock_file_records_hashes_and_no_addresses() -> None:
    text = (STATIC / "package-lock.json").read_text(encoding="utf-8")
    packages = [package for name, package in json.loads(text)["packages"].items() if name]
    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages)
    assert not re.search(r"https?:|resolved", text)


def test_pins_every_browser_part_to_one_version() -> None:
    wanted = json.loads((STATIC / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


def test_leaves_a_finished_vendor_folder_alone(static: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "install_packages", lambda *_args: pytest.fail("npm was started"))
    assert assets.refresh(static) is False


def test_fetches_again_when_the_lock_file_changed(
    static: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules = modules_folder(tmp_path_factory.mktemp("modules"))
    monkeypatch.setattr(assets, "install_packages", lambda *_args: modules)
    (static / "package-lock.json").write_text("{}", encoding="utf-8")
    assert assets.refresh(static) is True
    assert {path.relative_to(static / "vendor").as_posix() for path in (static / "vendor").rglob("*.css")} == {
        "krds/krds_tokens.css"
    }
    assert assets.is_current(static)


def test_keeps_the_old_vendor_folder_when_npm_fails(static: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (static / "package-lock.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(assets, "npm_command", lambda: (["false"], {}))
    with pytest.raises(assets.AssetsError, match="npm registry"):
        assets.refresh(static)
    assert (static / "vendor" / assets.STAMP).exists()
    assert not assets.is_current(static)


def test_copies_no_government_emblem() -> None:
    assert not [name for name in assets.FILES if "logo" in name or "/img/" in name]


def test_compresses_own_styles_for_the_wheel(tmp_path: Path) -> None:
    places = assets.compress_own(STATIC, tmp_path)
    packed = tmp_path / "css" / "base.css.gz"
    assert places[str(packed)] == "openlab/static/css/base.css.gz"
    assert gzip.decompress(packed.read_bytes()) == (STATIC / "css" / "base.css").read_bytes()
