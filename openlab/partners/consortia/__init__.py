"""Consortia: who takes which part and what share, checked against the large-firm limit of the rules, for print."""
