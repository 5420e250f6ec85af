"""Rules as data: amounts, days and shares of law and practice, each with its basis and the day from which it holds."""
