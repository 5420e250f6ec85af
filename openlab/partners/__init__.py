"""Partner finding: firms say what they seek or offer, are ranked for each other, and talk before they work together."""
