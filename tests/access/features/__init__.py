"""One module a feature: its things, who may do what with them, and its routes; see `tests/access/__init__.py`."""
