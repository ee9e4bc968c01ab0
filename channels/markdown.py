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
    entries = [_link(one.text, one.url) for one in card.entries]
    buttons = [_link(one.text, one.url) for one in card.buttons]
    return "\n\n".join([*lines, *entries, " · ".join([*buttons, _link(card.link_text, card.link_url)])])


def _link(text: str, url: str) -> str:
    """The address is ours."""
    return f"[{harmless(text)}]({url})"
