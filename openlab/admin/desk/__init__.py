"""The desk of the alliance: one overview of what waits, and everybody and every organisation at hand."""
