"""Kind words to people who have fallen silent, at decent hours."""
