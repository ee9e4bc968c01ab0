"""The language of a message by its script: kana → ja, hangul → ko, Chinese characters → zh, else en."""

import re

_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[\U00020000-\U0002fa1f]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_NOT_ENGLISH = frozenset({"ok", "okay", "wifi", "ai", "app", "hr", "id", "qq", "pc"})
_LONGEST = 2000


def detect_language(text: str, conversation: "str | None" = None) -> str:
    """zh, en, ja or ko; `conversation` decides where the script leaves a choice.

    >>> detect_language("夜勤"), detect_language("夜勤", "ja"), detect_language("夜勤です", "zh")
    ('zh', 'ja', 'ja')
    """
    text = text[:_LONGEST]
    kana, hangul, han = (len(script.findall(text)) for script in (_KANA, _HANGUL, _HAN))
    if kana and kana + han >= hangul:
        return "ja"
    if hangul:
        return "ko"
    if han:
        return "ja" if conversation == "ja" else "zh"
    return _without_script(text, conversation)


def _without_script(text: str, conversation: "str | None") -> str:
    """Digits, emoji and words such as “ok” are everybody's; real Latin words are English."""
    telling = [word for word in _LATIN_WORD.findall(text) if word.lower() not in _NOT_ENGLISH]
    return "en" if telling or not conversation else conversation
