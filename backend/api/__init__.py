"""REST for HR systems, and the signed events we push to them."""
