"""What shows that an organisation is real and that somebody belongs: official mail addresses and documents."""
