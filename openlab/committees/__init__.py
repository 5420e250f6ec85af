"""Committees and working groups of the alliance: seats, meetings with minutes, tasks, documents, calendars."""
