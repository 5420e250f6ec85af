"""An append-only record of who did what to which thing, each row chained to the one before by a hash."""
