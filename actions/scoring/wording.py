"""Cue wording of one language, read once from `lexicon/<language>.yaml` and compiled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_FOLDER = Path(__file__).parent / "lexicon"
LANGUAGES = ("zh", "en", "ja", "ko")


@dataclass(frozen=True)
class Wording:
    """Compiled cues: `cues` by name, `fold` as literal replacements, `fillers` and `split` as patterns."""

    language: str
    fold: Mapping[str, str]
    folding: re.Pattern[str] | None
    fillers: re.Pattern[str] | None
    split: re.Pattern[str]
    modal: re.Pattern[str]
    cues: Mapping[str, re.Pattern[str]]
    injection: re.Pattern[str]
    sensitive: re.Pattern[str]
    small_talk: re.Pattern[str]
    identity: re.Pattern[str]

    def has(self, cue: str, text: str) -> bool:
        """True if the cue occurs in `text` (which must be folded already)."""
        pattern = self.cues.get(cue)
        return pattern is not None and pattern.search(text) is not None

    def count(self, cue: str, text: str) -> int:
        """Number of non-overlapping occurrences of the cue."""
        pattern = self.cues.get(cue)
        return 0 if pattern is None else sum(1 for _ in pattern.finditer(text))


def alternatives(text: str) -> re.Pattern[str]:
    """One pattern from blank-separated alternatives; nothing ever matches an empty list."""
    return re.compile("|".join(text.split()) or r"(?!)")


@cache
def wording(language: str) -> Wording:
    """The cues of `language`; raises KeyError for a language without a lexicon."""
    if language not in LANGUAGES:
        raise KeyError(language)
    raw = yaml.safe_load((_FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    fold = {str(k): str(v) for k, v in (raw.get("fold") or {}).items()}
    keys = "|".join(re.escape(k) for k in sorted(fold, key=len, reverse=True))
    return Wording(
        language=language,
        fold=fold,
        folding=re.compile(keys) if keys else None,
        fillers=alternatives(raw["fillers"]) if raw.get("fillers") else None,
        split=alternatives(raw["split"]),
        modal=alternatives(raw["modal"]),
        cues={name: alternatives(text) for name, text in raw["cues"].items()},
        injection=alternatives(raw["injection"]),
        sensitive=alternatives(raw["sensitive"]),
        small_talk=alternatives(raw["small_talk"]),
        identity=alternatives(raw["identity"]),
    )


@cache
def traditional() -> Mapping[int, str]:
    """Traditional to simplified characters, one to one, so that offsets survive."""
    raw = yaml.safe_load((_FOLDER / "traditional.yaml").read_text(encoding="utf-8"))
    pairs = "".join(raw["pairs"].split())
    return {ord(pairs[i]): pairs[i + 1] for i in range(0, len(pairs), 2)}
