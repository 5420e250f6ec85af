"""What an organisation shows of itself in files: its logo, and the documents that prove who it is."""
