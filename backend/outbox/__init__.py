"""A message's way out: in order, once, rendered last."""
