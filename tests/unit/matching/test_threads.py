import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(("told", "used"), [("", "1"), ("3", "3")])
def test_workers_multiply_with_one_thread_unless_told_otherwise(told, used):
    program = "import openlab, os; print(os.environ['OPENBLAS_NUM_THREADS'])"
    own = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    environment = own | ({"OPENBLAS_NUM_THREADS": told} if told else {})
    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == used
