"""Looks at single sentences: the right language, the same named places, nothing left to fill in."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from backend.content.finding import Finding
from backend.content.render import SLOT
from backend.content.text import LANGUAGES

_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_HANGUL: Final = re.compile(r"[\u1100-\u11ff\uac00-\ud7a3]")
_LATIN_WORDS: Final = re.compile(r"(?:[A-Za-z]{2,}[ ,.]+){3}")
_CHINESE_ONLY: Final = re.compile("[们这请说吗您么让给对岗师问还没该时间为动]")
"""Characters everyday Chinese cannot do without and Japanese does not write in this form."""
_OWN_NAMES: Final = re.compile("中文|日本語|한국어")
"""Each language calls itself by its own name, in every language."""
_LONGISH: Final = 10


def look(file: str, value: object) -> Iterator[Finding]:
    """Faults of every sentence in one file's plain value."""
    if file.startswith("locales/") and isinstance(value, dict) and isinstance(value.get("lines"), dict):
        language = file.removeprefix("locales/").removesuffix(".yaml")
        for key, sentence in value["lines"].items():
            yield from _sentence(file, f"lines.{key}", language, str(sentence))
        return
    for where, text in texts(value):
        for language, sentence in text.items():
            yield from _sentence(file, f"{where}.{language}", language, sentence)
        yield from _places(file, where, text)


def texts(value: object, where: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every sentence with translations inside a plain value, with its dotted place."""
    if isinstance(value, dict):
        if value and all(key in LANGUAGES and isinstance(said, str) for key, said in value.items()):
            yield where, value
            return
        for key, part in value.items():
            yield from texts(part, f"{where}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from texts(part, f"{where}.{index}".lstrip("."))


def places(sentence: str) -> frozenset[str]:
    """The named places of a sentence."""
    return frozenset(SLOT.findall(sentence))


def _places(file: str, where: str, text: Mapping[str, str]) -> Iterator[Finding]:
    wanted = places(text.get("zh", ""))
    for language, sentence in text.items():
        for name in sorted(wanted ^ places(sentence)):
            yield Finding(file, f"{where}.{language}", f"the place {{{name}}} is not in both this and zh")


def _sentence(file: str, where: str, language: str, sentence: str) -> Iterator[Finding]:
    if not sentence.strip():
        yield Finding(file, where, "missing translation")
    if "〔" in sentence or "〕" in sentence:
        yield Finding(file, where, "a placeholder 〔〕 is not filled in")
    if set(SLOT.sub("", sentence)) & {"{", "}"}:
        yield Finding(file, where, "a brace that is not a named place such as {minutes} or {facts.pay_base}")
    wrong = foreign(SLOT.sub("", sentence), language)
    if wrong:
        yield Finding(file, where, wrong)


def foreign(sentence: str, language: str) -> str | None:
    """Why the sentence is not in its language, or None.

    >>> foreign("您满 18 周岁了吗？", "en")
    'Chinese characters in an English sentence'
    >>> foreign("18歳以上ですか。", "ja") is None
    True
    """
    words = _OWN_NAMES.sub("", sentence)
    if language == "en":
        return _in_english(words)
    if language == "ja":
        return _in_japanese(words)
    if language == "ko":
        return _in_korean(words)
    return _in_chinese(words)


def _in_english(words: str) -> str | None:
    if _HAN.search(words):
        return "Chinese characters in an English sentence"
    return "not in English" if _KANA.search(words) or _HANGUL.search(words) else None


def _in_japanese(words: str) -> str | None:
    if _HANGUL.search(words):
        return "Hangul in a Japanese sentence"
    if _CHINESE_ONLY.search(words):
        return "Chinese in a Japanese sentence"
    if len(words) >= _LONGISH and _HAN.search(words) and not _KANA.search(words):
        return "a Japanese sentence without kana"
    return "English in a Japanese sentence" if _LATIN_WORDS.search(words) else None


def _in_korean(words: str) -> str | None:
    if _HAN.search(words):
        return "Chinese characters in a Korean sentence"
    if _KANA.search(words):
        return "kana in a Korean sentence"
    return "English in a Korean sentence" if _LATIN_WORDS.search(words) else None


def _in_chinese(words: str) -> str | None:
    if _KANA.search(words) or _HANGUL.search(words):
        return "not in Chinese"
    return "English in a Chinese sentence" if _LATIN_WORDS.search(words) else None
