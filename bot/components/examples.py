"""Training examples in comparable form, and what follows from them."""

from collections.abc import Iterable, Iterator

from components.text import clauses, comparable, weight

_SHORTEST_CLAUSE = 5
"""Of an answer's clauses, shorter ones (“好的”) could be anything."""


def varied(examples: "Iterable[tuple[str, str]]") -> "list[tuple[str, str]]":
    """Comparable text and intent of each example and of its variants, each text once, in order.

    A question also comes without its mark, because phones make people leave it out; an answer also clause by clause.

    >>> varied([("工资多少？", "faq_pay")])
    [('工资多少?', 'faq_pay'), ('工资多少', 'faq_pay')]
    """
    found: dict[str, str] = {}
    for text, intent in examples:
        found.setdefault(comparable(text), intent)
    for text, intent in list(found.items()):
        found.setdefault(text.rstrip("? "), intent)
    for text, intent in examples:
        for clause in _parts(text) if intent == "answer" else ():
            found.setdefault(clause, intent)
    found.pop("", None)
    return list(found.items())


def _parts(text: str) -> "Iterator[str]":
    return (clause for clause in clauses(text) if weight(clause) >= _SHORTEST_CLAUSE)
