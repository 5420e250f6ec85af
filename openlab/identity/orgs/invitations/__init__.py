"""Letting people into an organisation by a mailed link, with roles and a last day."""
