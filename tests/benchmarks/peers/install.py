"""`python -m tests.benchmarks.peers.install FOLDER`: an environment over this one that holds the peers as well.

Peers never enter the environment that tests and users run in. One that cannot be installed is written down with the
reason, and the table repeats it.
"""

import json
import re
import site
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

FAILED = "not-installed.json"


def main(folder: Path) -> None:
    """Make the environment and install each peer on its own."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    venv.create(folder, with_pip=True, symlinks=True)
    own = next(folder.glob("lib/python*/site-packages"))
    base = site.getsitepackages()[0]
    (own / "_base.pth").write_text(f"import site; site.addsitedir({base!r})\n")
    failed = {}
    for wanted in project["optional-dependencies"]["bench"]:
        if reason := _install(folder, wanted):
            failed[re.split(r"[^\w-]", wanted)[0]] = reason
            sys.stderr.write(f"{wanted}: {reason}\n")
    (folder / FAILED).write_text(json.dumps(failed, indent=2) + "\n", encoding="utf-8")


def _install(folder: Path, wanted: str) -> str:
    """Install one package; return the last line of what went wrong, or nothing."""
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    done = subprocess.run([*pip, wanted], capture_output=True, text=True, check=False)
    if not done.returncode:
        return ""
    lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["unknown"]
    return lines[0].removeprefix("ERROR: ")[:200]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
