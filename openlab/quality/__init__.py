"""How good matching is and how it learns: evaluations over time, use of lists, fitted weights and their versions."""
