"""What the curators of the alliance see: the queue of listings, the audit record, the jobs and the health figures."""
