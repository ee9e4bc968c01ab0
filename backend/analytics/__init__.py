"""What the record says when it is counted."""
