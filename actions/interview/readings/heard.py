"""Whether a person was heard right: only words that can mean nothing else.

A short 有 or 没有 after an echo is a new answer to the question, not a yes or no to us.
"""

import re
from typing import Final

from actions.interview.readings.text import bare

_RIGHT: Final = re.compile(
    r"(?:是|对|對|嗯|恩|没错|沒錯|正确|正確|就是|系|係)(?:的|了|啊|呀|呢|嗯|对|對|是|这样|這樣|这个|意思)*|"
    r"(?:对|對)(?:的)?(?:就是)?(?:这样|这个意思)?|没问题|沒問題|"
    r"(?:yes|yeah|yep|yup|right|correct|exactly|that'?s right|ok|okay)(?:,? (?:it is|that'?s right|correct|right))?|"
    r"はい|うん|ええ|そう(?:です)?|(?:はい)?(?:合って(?:い)?ます|あって(?:い)?ます|正しいです|その通りです)|"
    r"네+|예|응|맞(?:아요?|습니다|네요)|네 ?맞(?:아요|습니다)"
)
_WRONG: Final = re.compile(
    r"(?:不是|不对|不對|不|错|錯|听错|聽錯|唔系|唔係)(?:的|了|啊|呀|这样|這樣|这个意思|我重说|重说)*|"
    r"(?:no|nope|wrong|not right|incorrect|that(?:'?s| is) wrong)|"
    r"いいえ|いや|違い?ます|違う|ちがいます|間違(?:い|って)(?:です|います)?|"
    r"아니요?|아니에요|아닙니다|틀려요|틀렸(?:어요|습니다)|달라요"
)


def read_heard_right(text: str) -> bool | None:
    """True, False, or None for anything else.

    >>> read_heard_right("对的"), read_heard_right("不对"), read_heard_right("没有")
    (True, False, None)
    """
    said = bare(text)
    if _WRONG.fullmatch(said):
        return False
    return True if _RIGHT.fullmatch(said) else None
