"""Making one organisation of two that were entered twice."""
