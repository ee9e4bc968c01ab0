"""The few sentences this channel says itself, from `words.yaml`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

SPOKEN: Final = ("link_closed", "no_invitation", "check", "wrong", "locked")


def load_words(language: str = "zh") -> Mapping[str, str]:
    """What is said to people we do not know, by key; in Chinese, which everybody on the platform has, by default.

    Under `go_on`, what they say to have us back from a colleague: one a line, in every language.
    """
    path = Path(__file__).parent / "words.yaml"
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    heard = "\n".join(told["go_on"].values())
    return {**{key: str(told[key][language]) for key in SPOKEN}, "go_on": heard}
