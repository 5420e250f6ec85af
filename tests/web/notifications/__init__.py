"""Choosing mails over HTTP."""
