"""What the law and our own promises ask of the record."""
