"""What an open answer looks like from outside: how much there is, whether more is coming, or a refusal."""

import re
import unicodedata
from typing import Final

from actions.interview.readings.text import LONGEST, bare, plain

FRAGMENT: Final = 12
"""An unpunctuated text lighter than this looks unfinished."""
SENTENCE: Final = 8
"""In Japanese and Korean the verb stands last: from this weight on, a polite ending closes a sentence."""
REFUSAL: Final = 24
"""A refusal is short; a longer text that begins like one goes on to say something."""

_DANGLING: Final = re.compile(
    r"(?:[,，、;；:：—-]|…|\.\.+|。。+)$|"
    r"(?:然后|後來|后来|接着|就是|那个|因为|所以|但是|可是|不过|而且|还有|如果|比如|比如说|首先|其次|第一|第二|"
    r"当时|有一次|是这样的|我想想|等一下)$|"
    r"\b(?:and|but|so|because|then|or|if|when|while|um|uh|the|to|a|with|that|first|well)$|"
    r"(?:けど|ので|それで|そして|えっと|あと|たら|(?<!です)から|まず)$|"
    r"(?:그래서|그리고|그런데|는데|지만|니까|먼저|음)$"
)
_SENTENCE: Final = re.compile(r"(?:です|ます|ました|ません|でした)$|(?:요|니다|어|죠)$")
_ENDED: Final = re.compile(r"[。.!！?？~～」』)）\"”]$")
_ABOUT: Final = r"(?:情况|事情?|问题|经历|经验|什么)"
_REFUSES: Final = re.compile(
    r"(?:这个|这种|这方面)?(?:我?(?:也|真的?|还|都|从来|好像|应该|目前)*)?"
    r"(?:不(?:太|大)?(?:知道|清楚|晓得|记得|会|懂|了解)|不知|没(?:有)?(?:什么|啥)?(?:印象|经验|经历|好说的?|想法)|"
    r"没(?:有)?(?:遇到|碰到|遇见|碰见|经历|见|发生|做|干)?过?|没想过|没什么|就这些|莫得|冇|唔知(?:道)?|"
    r"想不(?:到|起来?)|记不(?:得|清|起来?)|说不(?:上来|出来?|清)|忘记?了?)"
    r"(?:这种|这样|类似|这方面)?(?:的)?" + _ABOUT + r"?(?:了|呢|啊|呀|吧|哦|诶|的|嘛|说的)*|"
    r"(?:i )?(?:really )?(?:don'?t|do not) (?:know|remember|recall)(?: it| that| any| anything| one)?|"
    r"idk|no|nope|none|never|no idea|nothing(?: special| really)?|not sure|not really|"
    r"(?:i )?can'?t (?:think of|remember)(?: any| one| it)?(?:thing)?|"
    r"(?:i(?:'ve| have) )?never (?:met|seen|had|happened|experienced|done)(?: it| that| this| one| to me| before)*|"
    r"(?:no,? )?(?:i )?(?:haven'?t|have not)(?: had| met| seen)?(?: it| that| one)?|"
    r"いいえ|ない|なし|(?:特に)?(?:ないです|ありません|知りません|覚えていません|思い出せません|思いつきません)|"
    r"(?:わか|分か)り?(?:ません|らない)(?:です)?|特にない(?:です)?|"
    r"(?:そういう)?経験(?:は|が)?(?:ない|ありません|ないです)|"
    r"(?:잘 ?)?(?:모르겠(?:어요|습니다|는데요)|몰라요)|아니요|없(?:어요|습니다|는데요|었어요)|"
    r"기억(?:이)? ?(?:안 ?나요|안 ?납니다|없어요)|(?:그런 )?(?:경험|적)(?:은|이)? ?없(?:어요|습니다|는데요)"
)


def weight(text: str) -> int:
    """How much there is: a Chinese, Japanese or Korean character counts 1, a Latin word or number 2.

    >>> weight("我先停机"), weight("I stopped it")
    (4, 6)
    """
    shown = plain(text)
    wide = sum(unicodedata.category(sign) == "Lo" for sign in shown)
    return wide + 2 * len(re.findall(r"[a-z0-9']+", shown))


def looks_finished(text: str) -> bool:
    """False for a fragment that more will follow: ends hanging, or short and without a full stop."""
    shown = " ".join(text[-LONGEST:].split()).lower()
    if not shown or _DANGLING.search(shown):
        return False
    enough = SENTENCE if _SENTENCE.search(shown) else FRAGMENT
    return bool(_ENDED.search(shown)) or weight(text) >= enough


def is_refusal(text: str) -> bool:
    """Plainly nothing to tell: 不知道, 没遇到过, never, 特にないです, 모르겠어요.

    >>> is_refusal("没遇到过这种情况"), is_refusal("没遇到过就先停机")
    (True, False)
    """
    return weight(text) <= REFUSAL and _REFUSES.fullmatch(bare(text)) is not None
