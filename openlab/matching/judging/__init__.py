"""How good the engine is: judged sets walked through it, and measures of the lists that come back."""
