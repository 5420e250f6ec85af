"""The list of departments that managers of a public body keep, and who works where."""
