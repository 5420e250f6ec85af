"""Helpers that know nothing of openlab: everything else may import them, they import nothing of it."""
