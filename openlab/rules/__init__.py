"""Rules as data: amounts, days and shares of law and practice, each with its basis and the day from which it holds."""

from openlab.rules.queries import UnknownRuleError, entries, get_entry, value, versions_of

__all__ = ["UnknownRuleError", "entries", "get_entry", "value", "versions_of"]
