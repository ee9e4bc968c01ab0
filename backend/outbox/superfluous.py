"""A message that need not be said any more."""


class Superfluous(Exception):
    """A notice that would cost an answer its place where a platform counts our messages. It leaves no trace."""
