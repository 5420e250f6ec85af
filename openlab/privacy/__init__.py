"""One's own personal data: who saw it, all of it as a file, and how it goes when the account goes."""
