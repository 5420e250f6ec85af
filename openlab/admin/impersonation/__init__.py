"""Seeing the site as somebody else does: with a reason, for half an hour, told to that person, and writing nothing."""
