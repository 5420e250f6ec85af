"""The demonstration: content to try the market with, and one-click roles."""
