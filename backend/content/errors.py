"""What can go wrong with content.

ContentError            the files are wrong, or something outside asked for what they do not hold
  RenderError           a line cannot be spoken as asked
    MissingFact         the site has not filled the fact in: route to a person, never invent
    MissingParam        the caller left out a run-time value: a bug of the caller
    UnknownKey          no such line: a bug of the caller
"""


class ContentError(Exception):
    """Names the file, the place inside it (dotted path) and what is wrong there."""

    def __init__(self, file: str, where: str, message: str) -> None:
        super().__init__(f"{file}: {where}: {message}" if where else f"{file}: {message}")
        self.file, self.where, self.message = file, where, message


class RenderError(ContentError):
    """A line that cannot be spoken; `where` is its key."""


class MissingFact(RenderError):
    """The line needs a fact that this site has not given."""

    def __init__(self, file: str, where: str, fact: str) -> None:
        super().__init__(file, where, f"the fact {fact!r} is not filled in")
        self.fact = fact


class MissingParam(RenderError):
    """The line needs a run-time value that was not passed."""

    def __init__(self, file: str, where: str, name: str) -> None:
        super().__init__(file, where, f"the parameter {name!r} was not passed")
        self.name = name


class UnknownKey(RenderError):
    """No line has this key."""

    def __init__(self, file: str, where: str) -> None:
        super().__init__(file, where, "no such line")
