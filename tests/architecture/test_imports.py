"""Heavy and vendor libraries are met at one door each, and a web worker does not load the training libraries."""

import subprocess
import sys

from tests.architecture.source import PACKAGE, ROOT, imported, python_files, short

# Which files may import a library; `lint-imports` holds the order of our own packages.
DOORS = {
    "torch": ("openlab/matching/adapters/", "openlab/matching/training/"),
    "sentence_transformers": ("openlab/matching/adapters/", "openlab/matching/training/"),
    "faiss": ("openlab/matching/adapters/",),
    "tokenizers": ("openlab/matching/adapters/", "openlab/matching/training/"),
    "safetensors": ("openlab/matching/adapters/", "openlab/matching/training/"),
    "stripe": ("openlab/payments/stripe_provider.py",),
    "openpyxl": ("openlab/kit/tabular.py", "openlab/kit/tabular_out.py"),
    "huey": ("openlab/jobs/worker.py", "openlab/app.py"),
    "waitress": ("openlab/cli/serve.py",),
    "sklearn": ("openlab/quality/fitting.py",),
    "argon2": ("openlab/identity/accounts/passwords.py",),
    "pyotp": ("openlab/identity/accounts/codes.py",),
    "icalendar": ("openlab/committees/meetings/calendar.py",),
    "segno": ("openlab/identity/accounts/codes.py",),
    "webauthn": ("openlab/identity/accounts/passkeys.py",),
}
TOO_HEAVY = ("torch", "sentence_transformers", "transformers", "pandas", "sklearn", "matplotlib")


def test_every_vendor_library_is_imported_only_by_its_own_modules():
    strays = [
        f"{short(path)}:{line} imports {module}"
        for path in python_files(PACKAGE)
        for line, module in imported(path)
        if (doors := DOORS.get(module.partition(".")[0])) and not short(path).startswith(doors)
    ]

    assert strays == []


def test_importing_the_application_loads_no_training_library():
    program = f"import sys, openlab.app; print([name for name in {TOO_HEAVY!r} if name in sys.modules])"

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)

    assert answer.stdout.strip() == "[]"


def test_asking_the_command_line_for_help_loads_neither_flask_nor_the_database():
    program = (
        "import sys; from openlab.cli import main; main.list_commands(None);"
        "print([name for name in ('flask', 'sqlalchemy', 'numpy') if name in sys.modules])"
    )

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)

    assert answer.stdout.strip() == "[]"
