"""Consent counts only when it is plain."""

import re
from typing import Final

from actions.interview.acts import ActKind
from actions.interview.readings.text import bare

_AGREES: Final = re.compile(
    r"(?:我|嗯|好的?)?[,， ]*同意(?:了|的|啊|呀|继续|开始)*|(?:yes[, ]*)?i (?:do )?(?:agree|consent)|agreed?|"
    r"(?:はい[、 ]*)?同意(?:します|いたします|する)|(?:네[, ]*)?동의(?:합니다|해요|함|할게요)?"
)
_REFUSES: Final = re.compile(
    r"(?:我)?不(?:太|想)?同意(?:了|的)?|(?:no[, ]*)?i (?:do not|don'?t|dont) (?:agree|consent)|disagree|"
    r"(?:いいえ[、 ]*)?同意(?:しません|しない|できません)|(?:아니요[, ]*)?동의 ?(?:안 ?(?:해요|합니다|함)|하지 ?않\S*)"
)
_TALK: Final = (ActKind.ANSWER, ActKind.OTHER)


def read_consent(text: str, kind: ActKind) -> bool | None:
    """True or False; None for everything that is neither.

    >>> read_consent("我同意", ActKind.OTHER), read_consent("不同意", ActKind.AFFIRM)
    (True, False)
    """
    said = bare(text)
    if kind not in (*_TALK, ActKind.AFFIRM, ActKind.DENY):
        return None
    if _REFUSES.fullmatch(said):
        return False
    if _AGREES.fullmatch(said):
        return True
    return {ActKind.AFFIRM: True, ActKind.DENY: False}.get(kind)
