"""Items for the scoring tests: one question, answers vary."""

from actions.scoring.api import Item, Kind

QUESTION = "打扫的时候发现过什么不对劲的事？你是怎么处理的？"
SITUATION = "如果您看到旁边的人把手伸进正在动的设备里，您会怎么做？"
RUBRIC = {
    "1": "没有相关内容，或看见了装没看见",
    "2": "只说认真负责，没有具体的事",
    "3": "发现过一件具体的事，做了一步，结果不清楚",
    "4": "具体的事，至少两步处理，说明结果",
    "5": "在4的基础上，推动了以后不再发生，可核实",
}
FIVE = (
    "上个月拖到十二楼茶水间，看见插座边上发黑还热。我没敢碰水，先把插头拔了，喊保安看着，又打物业电话。"
    "电工来说再晚点就着了，当场换了个插座。后来我提议每个月查一遍，物业写进巡检表了，半年没再出过。"
)
FOUR = "厕所地上捡了个钱包，我没打开，交到前台两个人一起数了写了单子，下午失主拿回去了，还写了感谢信。"


def item(
    answer: str, question: str = QUESTION, kind: Kind | None = None, speech: float | None = None
) -> Item:
    """An item with the shared question and rubric."""
    return Item("t", "保洁员", "责任心", question, RUBRIC, answer, kind, speech)
