"""Training examples in comparable form, each also without its question mark: phones make people leave it out."""

from collections.abc import Iterable

from components.text import comparable


def varied(examples: "Iterable[tuple[str, str]]") -> "list[tuple[str, str]]":
    """Comparable text and intent of each example and of its variants, without repetitions, in order.

    >>> varied([("工资多少？", "faq_pay")])
    [('工资多少?', 'faq_pay'), ('工资多少', 'faq_pay')]
    """
    found: "dict[tuple[str, str], None]" = {}
    for text, intent in examples:
        whole = comparable(text)
        for variant in (whole, whole.rstrip("? ")):
            if variant:
                found[variant, intent] = None
    return list(found)
