"""`python -m openlab` is `openlab`."""

from openlab.cli import main

main(prog_name="openlab")
