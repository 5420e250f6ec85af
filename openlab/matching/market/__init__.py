"""The engine of the live market: in step with the database, mapped from snapshots, and through changes of model."""
