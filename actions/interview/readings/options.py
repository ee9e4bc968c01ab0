"""Which of the offered options is meant: by its label, its number, its letter, or a plain yes or no."""

import re
from typing import Final

from actions.interview.acts import ActKind
from actions.interview.readings.numbers import number
from actions.interview.readings.text import bare, plain
from actions.interview.readings.yes_no import read_yes_no

Options = tuple[tuple[str, ...], ...]
"""Each option: its id, then its labels in all languages."""

_ORDINAL: Final = re.compile(
    r"(?:我?选|選|第|option |no\.? ?|number |#)?\s*(\d{1,2}|[一二三四五六七八九十]|[a-f])\s*"
    r"(?:个|個|号|番|번|th|st|nd|rd|項|项)?(?:吧|です|でお願いします|요|이요|啊|了)?"
)


def read_option(text: str, kind: ActKind, options: Options) -> int | None:
    """The index of the one option meant; None if that cannot be told."""
    found = read_options(text, options)
    if len(found) == 1:
        return found[0]
    for index in (_read_ordinal(text, len(options)), None if found else _read_attitude(text, kind, options)):
        if index is not None:
            return index
    return None if found else _read_part(text, options)


def read_options(text: str, options: Options) -> tuple[int, ...]:
    """The indices of all options named. A longer label hides a shorter one inside it (不能 hides 能)."""
    said = plain(text)
    exact = [index for index, labels in enumerate(options) if bare(text) in _plain_labels(labels)]
    if exact:
        return tuple(exact)
    named: set[int] = set()
    everything = [(label, index) for index, labels in enumerate(options) for label in _plain_labels(labels)]
    for label, index in sorted(everything, key=lambda pair: -len(pair[0])):
        pattern = _as_pattern(label)
        if pattern is not None and re.search(pattern, said):
            named.add(index)
            said = re.sub(pattern, " ", said)
    return tuple(sorted(named))


def _plain_labels(labels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(bare(label) for label in labels)


def _as_pattern(label: str) -> str | None:
    """Latin words stand alone; a single Chinese character is too little to go by."""
    if re.fullmatch(r"[a-z0-9' _-]+", label):
        return rf"(?<![a-z0-9]){re.escape(label)}(?![a-z0-9])"
    return re.escape(label) if len(label) >= 2 else None


def _read_ordinal(text: str, count: int) -> int | None:
    found = _ORDINAL.fullmatch(bare(text))
    if not found:
        return None
    index = ord(found[1]) - ord("a") if found[1] in "abcdef" else int(number(found[1]) or 0) - 1
    return index if 0 <= index < count else None


def _read_attitude(text: str, kind: ActKind, options: Options) -> int | None:
    meant = read_yes_no(text, kind)
    if meant is None:
        return None
    agreeing = [index for index, labels in enumerate(options) if _attitude(labels) is meant]
    return agreeing[0] if agreeing else None


def _read_part(text: str, options: Options) -> int | None:
    """电动车 for 合规电动自行车: the one option that shares most words with the reply, if it is one."""
    said = _words(plain(text))
    shared = [max(len(said & _words(label)) for label in _plain_labels(labels)) for labels in options]
    best = max(shared, default=0)
    return shared.index(best) if best and shared.count(best) == 1 else None


def _words(said: str) -> set[str]:
    """Latin words of four letters or more, and pairs of Chinese characters, kana or hangul."""
    runs = re.findall(r"[^\W\da-z_]{2,}", said)
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    return pairs | set(re.findall(r"[a-z]{4,}", said))


def _attitude(labels: tuple[str, ...]) -> bool | None:
    """What an option says by itself, in most languages: 能 is yes, 不能 is no, 摩托车 is neither."""
    read = [read_yes_no(label, ActKind.ANSWER) for label in labels[1:]]
    plainly = [
        meant for meant in (True, False) if 2 * read.count(meant) > len(read) and (not meant) not in read
    ]
    return plainly[0] if plainly else None
