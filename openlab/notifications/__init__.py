"""Mail about needs and solutions, for whoever has to act next or waits for an answer: subscribes to events."""
