"""What the alliance tells everybody at the top of the pages, for a while."""
