"""What a candidate typed, made comparable: one spelling, whole clauses, a bounded length."""

import re
import unicodedata
from itertools import pairwise
from pathlib import Path

MAX_CHARACTERS = 400
"""Commands and questions are short; whatever follows cannot change what kind of message it is."""

_CLAUSE_END = re.compile(
    r"[。｡！!；;，,、､\n…~～?？]+|\.(?=\s|$)|\s-+\s"
    r"|(?<=[\u3041-\u30ff\u3400-\u9fff])\s+(?=[\u3041-\u30ff\u3400-\u9fff])"  # Chinese and Japanese need no spaces
    r"|(?<=[요다죠까])\s+"
    r"|(?<=.)(?<![说做答弄搞写算找])(?=[对對]了(?:[ ，,]|你们|您|问|想问|请问|那|工资))"
    r"|(?<=.)(?=(?:顺便(?:问|想)|順便問|另外(?:想)?问|ところで|ちなみに))"
    r"|\s+(?=(?:btw|by the way|oh and|one question|quick question|근데|그런데|그리고|참고로|아 참|아참)\b)",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s+")
_STRETCHED = re.compile(r"(.)\1{2,}")


def _simplified() -> "dict[int, str]":
    pairs = (Path(__file__).parent / "traditional.txt").read_text(encoding="utf-8").split()
    return {ord(pair[0]): pair[1] for pair in pairs}


_SIMPLIFIED = _simplified()


def comparable(text: str) -> str:
    """The text as understanding sees it: compatibility forms, lower case, simplified characters, no ornaments.

    Control characters, emoji and punctuation become spaces; question marks stay, because they tell a question to the
    employer from an answer. The result has at most MAX_CHARACTERS characters.

    >>> comparable("／Help!!  😀")
    'help'
    """
    text = unicodedata.normalize("NFKC", text[: 2 * MAX_CHARACTERS])
    kept = "".join(character if _speaks(character) else " " for character in text.lower())
    kept = _STRETCHED.sub(r"\1\1", kept.translate(_SIMPLIFIED))
    return _SPACES.sub(" ", kept).strip()[:MAX_CHARACTERS]


def _speaks(character: str) -> bool:
    return character in "?'" or unicodedata.category(character)[0] in "LMN"


def parts(text: str) -> "list[str]":
    """The clauses of a message as they were written, marks included: joined they are the message.

    >>> parts("好的，那工资多少？"), parts("三年 对了工资多少"), parts("2 years btw is it far")
    (['好的，', '那工资多少？'], ['三年 ', '对了工资多少'], ['2 years ', 'btw is it far'])
    """
    text = text[: 2 * MAX_CHARACTERS]
    ends = [0, *(found.end() for found in _CLAUSE_END.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(ends) if end > start]


def clauses(text: str) -> "list[str]":
    """The comparable clauses of a message, in order, without the empty ones.

    >>> clauses("好的，那工资多少？")
    ['好的', '那工资多少?']
    """
    return [clause for clause in map(comparable, parts(text)) if clause.strip("? ")]


def weight(text: str) -> int:
    """The length of a comparable text in Chinese characters' worth: a Latin word counts two, a kana or hangul half.

    >>> weight("暂停一下"), weight("take a break please")
    (4, 8)
    """
    dense = sum("\u4e00" <= character <= "\u9fff" for character in text)
    syllables = sum(
        "\u3040" <= character <= "\u30ff" or "\uac00" <= character <= "\ud7a3" for character in text
    )
    words = len(re.findall(r"[a-z0-9']+", text))
    return dense + 2 * words + (syllables + 1) // 2
