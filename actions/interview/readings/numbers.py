"""Small numbers as people write them: digits, 十九, 三四, twenty, 두, 열아홉."""

import re
from typing import Final

DIGITS: Final = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6,
    "七": 7, "八": 8, "九": 9,
}  # fmt: skip
ENGLISH: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
KOREAN: Final = {
    "열여섯": 16, "열일곱": 17, "열여덟": 18, "열아홉": 19, "스무": 20, "스물": 20, "한": 1, "두": 2,
    "세": 3, "석": 3, "네": 4, "넉": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10,
    "일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "칠": 7, "팔": 8, "구": 9, "십": 10,
}  # fmt: skip
HAN: Final = "[零〇一二两兩俩三四五六七八九十百]"
NUMBER: Final = (
    r"(?:\d+(?:\.\d+)?|" + HAN + r"+|\b(?:" + "|".join(ENGLISH) + r")\b|" + "|".join(KOREAN) + r")"
)  # fmt: skip


def number(word: str) -> float | None:
    """The value of one number word; None if it is none. A pair of Chinese digits (三四) is read as the lower.

    >>> number("十九"), number("三四"), number("2.5"), number("열아홉"), number("twenty")
    (19, 3, 2.5, 19, 20)
    """
    if re.fullmatch(r"\d+(\.\d+)?", word):
        return float(word) if "." in word else int(word)
    if word in ENGLISH:
        return ENGLISH[word]
    return KOREAN[word] if word in KOREAN else _han(word)


def _han(word: str) -> int | None:
    if not re.fullmatch(HAN + "+", word):
        return None
    if "百" in word:
        return 100
    word = word.lstrip("零〇") or "零"
    if "十" not in word:
        return DIGITS[word[0]]
    tens, _, ones = word.partition("十")
    high = DIGITS[tens[-1]] if tens else 1
    return high * 10 + (DIGITS.get(ones[0], 0) if ones else 0)


def first_number(text: str) -> float | None:
    """The first number in a text: `五天吧` is 5."""
    found = re.search(r"\d{1,9}(?:\.\d{1,3})?|" + HAN + "{1,5}", text) or re.search(NUMBER, text)
    return number(found[0]) if found else None
