"""Steps that run while the package is built, never while it serves."""
