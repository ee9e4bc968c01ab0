"""From a comparable text to named features: character n-grams inside marked ends, words, word pairs, a length step."""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from components.text import weight

_LONGEST = 4
_ENDS = re.compile(r"\s+")


def features(text: str, words: "Sequence[str]") -> "Iterator[str]":
    """The features of one comparable text; a feature may come more than once.

    >>> list(features("a", ["a"]))[:3]
    ['1:^', '1:a', '1:$']
    """
    marked = f"^{_ENDS.sub('_', text)}$"
    for size in range(1, _LONGEST + 1):
        for start in range(len(marked) - size + 1):
            yield f"{size}:{marked[start : start + size]}"
    yield from (f"w:{word}" for word in words)
    yield from (f"p:{first} {second}" for first, second in pairwise(words))
    yield f"l:{_step(text)}"
    if text.endswith("?"):
        yield "asks"


def _step(text: str) -> int:
    return round(math.log2(weight(text) + 1))
