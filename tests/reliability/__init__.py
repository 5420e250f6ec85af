"""What is promised about lost and changed data, shown by figures, each beside a broken variant that must fail."""
