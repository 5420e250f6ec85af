"""How fast it is: each figure with the size of its data and something to hold it against, measured in the same run."""
