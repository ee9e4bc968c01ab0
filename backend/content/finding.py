"""What the check has to say."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One fault: the file under the content root, the dotted place in it, and what is wrong there."""

    file: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.message}" if self.where else f"{self.file}: {self.message}"
