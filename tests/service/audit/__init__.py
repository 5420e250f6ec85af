"""The record and what vouches for it."""
