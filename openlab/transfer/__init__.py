"""Needs and solutions in and out of the database as files: JSONL, CSV and XLSX in the exchange format."""
