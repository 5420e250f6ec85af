"""Meetings of committees: calling them, who comes, what was said, and how calendars hear of them."""
