"""One story told to several questions counts once, where it fits best; the others are left to a person."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from backend.reports.ports import Item

FLAG: Final = "repeated_story"
_GRAM: Final = 4
_LEAST: Final = 24
"""Letters of the shorter answer from which on it is a story; "stop it, then tell the lead" may fit two questions."""
_SAME: Final = 0.6
"""Share of the shorter answer's letter groups found in the longer one; measured in docs/scoring.md."""


def repeated(items: Sequence[Item]) -> frozenset[str]:
    """Ids of the items whose story is told better placed elsewhere in the same interview.

    Items without a story are never among them. Of one story the item stays whose question and rubric share most with
    it; of equals, the first asked.
    """
    stories = [(item, _grams(item.answer, _GRAM)) for item in items if len(_plain(item.answer)) >= _LEAST]
    gone: set[str] = set()
    for same in _told_alike(stories):
        stays = max(same, key=_fit)
        gone.update(item.id for item in same if item.id != stays.id)
    return frozenset(gone)


def _told_alike(stories: Sequence[tuple[Item, frozenset[str]]]) -> Iterator[list[Item]]:
    """Groups of two or more items that tell the same story as their first one."""
    taken: set[str] = set()
    for at, (first, grams) in enumerate(stories):
        if first.id in taken:
            continue
        same = [first, *(item for item, other in stories[at + 1 :] if _alike(grams, other))]
        taken.update(item.id for item in same)
        if len(same) > 1:
            yield same


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _SAME * min(len(one), len(other))


def _fit(item: Item) -> float:
    asked = _all_grams([item.question, *item.rubric.values()])
    told = _grams(item.answer, 2)
    return len(told & asked) / len(told)


def _all_grams(texts: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(_grams(text, 2) for text in texts))


def _grams(text: str, size: int) -> frozenset[str]:
    plain = _plain(text)
    return frozenset(plain[at : at + size] for at in range(len(plain) - size + 1))


def _plain(text: str) -> str:
    """Letters and digits only, in one width and case, so that punctuation cannot hide a repetition."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())
