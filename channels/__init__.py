"""The messengers: each channel verifies, parses and sends; it knows nothing of interviews."""
