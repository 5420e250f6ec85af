"""Who people are: accounts and sessions, the organisations they act for, and membership of the alliance."""
