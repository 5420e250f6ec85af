"""What people say of matches and how lists are used: opinions with what was shown, and daily counts without people."""
