"""Work that leaves the database: written to an outbox with the change, done after the commit, safe to repeat."""
