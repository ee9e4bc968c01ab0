"""Foreign words inside a markdown message: they must not become links, mentions or markup."""

from typing import Final

from channels.contract import Card

_MARKUP: Final = str.maketrans("<>[]*`_~#!\\|", "＜＞［］＊｀＿～＃！＼｜")
"""WeCom and DingTalk know no escape character, so a mark becomes its full-width twin."""


def harmless(words: str) -> str:
    """One line of text that says the same and does nothing.

    >>> harmless("[看这里](http://x)")
    '［看这里］(http://x)'
    """
    return " ".join(words.translate(_MARKUP).split())


def card_text(card: Card) -> str:
    """A card as markdown that both platforms show alike."""
    lines = [f"**{harmless(card.title)}**", *(f"> {harmless(line)}" for line in card.lines)]
    return "\n\n".join([*lines, f"[{harmless(card.link_text)}]({card.link_url})"])
