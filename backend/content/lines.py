"""What the interviewer wants said, before anyone has chosen the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """A locale key or content address, and the values its sentence needs.

    Keys: a locale key (`ack.1`), or `question:<id>:<experienced|novice|all>`,
    `followup:<question id>:<n from 0>`, `knockout:<id>`, `experience`, `site_question:<id>`, `faq:<topic>`,
    `preview`, `why:<one of these keys>`.
    Values are shown as they are, in every language: numbers, dates, names.
    """

    key: str
    params: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """For effects and stored turns; `from_json` reads it back."""
        return {"key": self.key, "params": dict(self.params)}

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> "Line":
        """The line that `to_json` wrote."""
        params = value.get("params", {})
        if not isinstance(params, Mapping):
            raise TypeError("params must be an object")
        return cls(str(value["key"]), {str(name): str(word) for name, word in params.items()})
