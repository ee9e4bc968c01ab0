"""Files that people sent, encrypted on disk."""
