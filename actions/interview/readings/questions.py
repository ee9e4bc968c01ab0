"""Whether a text asks something of us."""

import re
from typing import Final

from actions.interview.readings.text import plain

_ASKS: Final = re.compile(
    r"[?？]|(?:吗|呢|么|嘛|不)[。!！~]*$|什么|怎么|多少|几[点号天个]|哪[里儿个天]|谁|为啥|咋|有没有|能不能|是不是|可不可以|"
    r"^(?:what|when|where|who|how|why|is|are|do|does|can|could|will|would|may)\b|"
    r"(?:ですか|ますか|でしょうか|のか)[。]*$|(?:나요|까요|습니까|ㅂ니까|는지요|죠|가요)[.]*$"
)


def is_question(text: str) -> bool:
    """True for 有班车吗, how far is it, 給料はいくらですか, 언제 시작하나요."""
    return _ASKS.search(plain(text)) is not None
