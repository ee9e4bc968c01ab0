"""A dialogue without Rasa: a few words are commands, everything else is an answer. Faults can be ordered."""

from actions.house import House
from actions.turns import Heard, take
from backend.dialogue.rasa import DialogueDown, Utterance

COMMANDS = {"同意": "affirm", "好": "affirm", "是": "affirm", "不同意": "deny", "跳过": "skip", "重说": "redo",
            "暂停": "pause", "继续": "resume", "答完了": "done", "工资多少": "faq_pay", "删除": "delete_data",
            "人工": "human", "别再提醒": "stop_messages"}  # fmt: skip


class PlainDialogue:
    """Calls the interviewer directly, as Rasa would through the action server."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.down = False
        self.deaf = 0
        self.interviewer = True
        self.taken: list[str] = []

    async def talk(self, utterance: Utterance) -> None:
        if self.down:
            raise DialogueDown("refused")
        if self.deaf:
            self.deaf -= 1
            return
        self.taken.append(utterance.words or "")
        intent = COMMANDS.get(utterance.words or "", "answer")
        await take(self.house, utterance.turn_id, Heard(intent, 1.0, "zh"))

    async def interviewer_is_up(self) -> bool:
        return self.interviewer
