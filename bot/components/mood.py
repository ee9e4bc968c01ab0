"""Does a message ask, request, or tell? Markers of the four languages, over comparable text.

Commands request and questions ask; answers tell. The markers are loose on purpose: they only shift what the gate
expects. Comparable text is simplified, Japanese too: 時 is written 时, 願 愿.
"""

import re

_ASKS = re.compile(
    r"\?"
    r"|吗|嘛$|呢$|么$|不$|没$|(?<![也都])没有$|多少|几|啥|什么|怎|咋|哪|谁"
    r"|为何|为什么|点解|点样|边度|乜|多久|多大|多高|多长"
    r"|(.)不\1|有没有|是不是|能否|是否|得唔得|系唔系|系咪|唔要|有冇|还是|凭|咩|未$|(?<!行)(?<!好)吧$|真的假的"
    r"|か$|かな$|の$|かい$|ですか|ますか|何"
    r"|いつ|どこ|どう|(?<!な)どの|だれ|なぜ|なんで|いくら|どれ|どんな|(?<!ませ)ん$|は$|(よ|だ)ね$|教えて|知りたい"
    r"|나요|까요|가요$|은가|는가|인가|니$|냐$|죠$|지요$|얼마|언제|어디|어떻|어떤|무슨|무엇|뭐|뭘|누가"
    r"|누구|왜|몇|며칠|어때|되나|돼요$|있어요$|니꺼|습니까|까$|아니에요$|예요 .*예요$|알려"
    r"|^(how|what|when|where|who|which|why|whats|whos|is|are|am|do|does|did|can|could|will|would|may|should|any|if)\b"
    r"|\b(how|what|when|where|who|why) (is|are|do|does|did|can|much|many|long|to|about|i|will)\b"
    r"|right$|\b(must|was|am|r) (i|u)\b|\bthat (ok|normal|a problem)$"
)
_ENDS_ASKING = re.compile(r"(?:\?|吗|ですか|ますか|でしょうか|나요|까요|습니까|인가요)$")
_REQUESTS = re.compile(
    r"等(?:一?[下会]|我|到)|待会|晚点|回头再?|稍后|一会儿?再|改天|[再先]停|不方便"
    r"|あとで|后で|また后|나중에|이따|잠깐|잠시|\b(?:later|brb|gotta|hold on)\b"
    r"|请|麻烦|帮我|帮忙|给我|替我"
    r"|叫(你们|个|人)|让我|我要(?!是)|我想|我不想|想要|要求|申请"
    r"|一下$|^(换|再|别|不要|取消|删|清|转|停|退|跳|过|下)"
    r"|唔该|吧$|行不$|好吗"
    r"|ください|下さい|お愿い|おねがい|して$|たい(です)?$|ほしい|てくれ|やめて|ないで$|ちょうだい"
    r"|주세요|줘|주실|주십|할게요?$|할래|싶어|싶습|해라$|바랍니다|요청|부탁|말아|마세요|게요$"
    r"|\b(please|pls|plz|let me|i want|i wanna|i need|id like|i'd like|give me|send me|show me|can you|can i|can we)\b"
    r"|^(skip|stop|delete|remove|erase|repeat|cancel|switch|change|continue|resume|pause|hold|wait|next|unsubscribe)\b"
)
_TELLS = re.compile(
    r"^(能|可以|会|有|没|满)|了|过(?!吧)|当时|后来|然后|接着|那次|那天|有一次|有次|有一回|上次|之前|以前|因为|所以|虽然|一般|从来|平时|我们|他|她|大家|同事"
    r"|就|先|再|都|会|把|跟|咗|住"
    r"|ました|ません(でした)?$|ました$|ています|てい(た|る)$|ます$|です$|だった|から|けど|ので|まず|それから|とき|时に|てから"
    r"|했|었|았|였|습니다|ㅂ니다|해서|하고|면서|지만|아서|어서|니까|때|예요$|이에요$|먼저|그래서|합니다|해요$"
    r"|\b(i|we|he|she|they|my|our|then|because|first|after|before|was|were|had|would|always|usually|never|so|and|told|asked)\b"
    r"|\b[a-z]{2,}ed\b"
)


def asks(text: str) -> bool:
    """Whether a comparable text has a marker of a question.

    >>> asks("能上夜班吗"), asks("能上夜班")
    (True, False)
    """
    return bool(_ASKS.search(text))


def ends_asking(text: str) -> bool:
    """Whether a comparable text ends as only a question does.

    >>> ends_asking("没干过可以吗"), ends_asking("他问我能不能去")
    (True, False)
    """
    return bool(_ENDS_ASKING.search(text))


def requests(text: str) -> bool:
    """Whether a comparable text has a marker of a request or a wish.

    >>> requests("请转人工"), requests("人工检比机器检慢")
    (True, False)
    """
    return bool(_REQUESTS.search(text))


def tells(text: str) -> int:
    """How many markers of telling a comparable text has.

    >>> tells("后来我就报告班长了")
    3
    """
    return len(_TELLS.findall(text))
