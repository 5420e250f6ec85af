"""The rule table on screen: what holds today, what held and will hold, and a new version with its day and reason."""
