"""One interview as a person holds it on a phone: questions of their own, a redo, a restart of everything, a reload."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from backend.content.loader import load
from miantan import first_steps
from tests.e2e.interview.phone import Phone, chromium
from tests.e2e.interview.reading import misquoted
from tests.e2e.stack import GROUPS, Invited, Stack

FORM = load().form("assembler", "suzhou")
QUESTIONS = {asked.id: asked.wording("experienced").zh for asked in FORM.questions}
ANSWERS = {
    "q1": "装小家电的时候，有一款风扇电机总是卡轴。我先把外壳拆了对着图纸看，发现轴套装反了，我重新对位、"
    "打扭矩，转了十分钟没有异响才往下流，后来那一批没有再退回来。",
    "q2": "看到同事把手伸进冲压机里掏料，我马上按了急停，把他拉开，然后报告班长。后来班会上大家重新学了一遍上锁挂牌。",
    "q3": "有，赶货的时候有人不做扭力复检。我没有跟着跳，还是一颗一颗打，然后跟组长说这样会松，组长后来加了一个人专门复检。",
    "q4": "有一次我贴标签前看了一眼，发现外壳的卡扣裂了一条缝，我把它放到红盒子里，又把前面二十个都翻出来看，"
    "一共挑出三个，交给品质了。",
    "q5": "上次换到焊接工位，我跟师傅学了两天，自己把要点记在本子上，第四天就能单独做了，一周以后不良率跟老员工一样。",
    "q6": "去年发大水路断了，我提前两个小时打电话给组长，绕路走过去的，迟了二十分钟，当天自己加班把数量补回来了。",
    "q7": "我会先停，看批头是不是磨了，再看扭力设得对不对，然后量孔和螺丝的规格，最后才怀疑来料，边查边报告组长。",
    "q8": "两班倒有点担心，不过我以前也上过夜班。",
}
TOLD = {
    "最早哪天": "下周一就可以到岗",
    "做过装配": "做过，两年半，装小家电",
    "无尘服": "穿过无尘服，没有不方便",
    "想问的吗": "没有要问的",
}
REDONE = (
    "我重新说：赶货那次有人不打扭力，我坚持每颗都复检，还写了一张条子给组长，第二天开会就把复检定成必须做的。"
)
FAQ = {"工资多少？": "元", "要上夜班吗？": "夜班", "包吃住吗？": "宿舍"}
ADDED = "我补充一下，这件事是我自己动手做的，做完以后就没有再出过问题"
ENDLESS = 120  # lines


class Interviewee:
    """Reads each question and answers that one; keeps what was answered to which."""

    def __init__(self, phone: Phone, stack: Stack) -> None:
        self.phone = phone
        self.stack = stack
        self.answers: dict[str, list[str]] = {}
        self.met: set[str] = set()
        self.last = ""

    def hold(self) -> None:
        """From the first question to the last."""
        while "都问完了" not in (heard := self.phone.heard()):
            assert len(self.phone.lines()) < ENDLESS
            asked = next((name for name, words in QUESTIONS.items() if words in heard), None)
            if asked and asked not in self.met:
                self.met.add(asked)
                getattr(self, f"at_{asked}", lambda: None)()
            self.reply(asked, heard)
        self.phone.say("没有了，谢谢")

    def reply(self, asked: str | None, heard: str) -> None:
        told = next((words for part, words in TOLD.items() if part in heard), None)
        if asked:
            self.last = asked
            self.answer(ANSWERS[asked])
        elif self.phone.chips():
            self.phone.touch()
        elif told:
            self.phone.say(told)
        else:
            self.answer(f"{ADDED}（{len(self.answers[self.last])}）。")

    def answer(self, words: str) -> None:
        self.answers.setdefault(self.last, []).append(words)
        self.phone.say(words)

    def at_q2(self) -> None:
        """Three questions of their own: each is answered, and then ours is asked again."""
        for question, part in FAQ.items():
            reply = self.phone.say(question)
            assert part in reply
            assert QUESTIONS["q2"] in reply
        self.phone.picture("2-own-questions")

    def at_q4(self) -> None:
        """The last answer once more."""
        assert QUESTIONS["q3"] in self.phone.say("重说")
        self.answers["q3"] = [REDONE]
        while QUESTIONS["q4"] not in (self.phone.say(self.answers["q3"][-1])):
            self.answers["q3"].append(f"{ADDED}（{len(self.answers['q3'])}）。")
        self.phone.picture("3-redone")

    def at_q5(self) -> None:
        """A break, in which everything is stopped and started again."""
        assert "继续" in self.phone.say("暂停")
        self.stack.restart_all()
        assert QUESTIONS["q5"] in self.phone.say("继续")
        self.phone.picture("4-after-the-restart")

    def at_q6(self) -> None:
        """The page is loaded again."""
        before = self.phone.lines()
        self.phone.reload()
        assert self.phone.lines() == before
        self.phone.picture("5-after-the-reload")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def person(stack: Stack) -> Invited:
    return stack.invite()


@pytest.fixture(scope="module")
def held(stack: Stack, person: Invited, browser: Browser, pictures: Path) -> Interviewee:
    """The whole interview."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN", has_touch=True)
    phone = Phone(context.new_page(), pictures)
    phone.open(person.link)
    phone.picture("1-opening")
    interviewee = Interviewee(phone, stack)
    interviewee.hold()
    phone.picture("6-the-end")
    stack.until(lambda: stack.announced(person))
    return interviewee


def test_the_report_has_every_answer_once_and_in_order(
    held: Interviewee, stack: Stack, person: Invited
) -> None:
    report = stack.report(person)
    answered = {one["question_id"]: one["answer"] for one in report["questions"] if one["answer"]}
    scored = [question.id for question in FORM.scored() if question.id in held.answers]
    assert list(answered) == scored
    assert answered == {name: "\n".join(held.answers[name]) for name in scored}


def test_quotes_are_word_for_word(held: Interviewee, stack: Stack, person: Invited) -> None:
    report = stack.report(person)
    assert misquoted(report) == []
    assert sum(bool(question["quotes"]) for question in report["questions"]) >= 5


def test_the_transcript_is_what_stood_on_the_screen(held: Interviewee, stack: Stack, person: Invited) -> None:
    assert [line["text"] for line in stack.transcript(person)] == held.phone.lines()


def test_the_hr_system_and_each_group_were_told_once(
    held: Interviewee, stack: Stack, person: Invited
) -> None:
    [event] = stack.events(person)
    assert event["data"]["total"] == stack.report(person)["total"]
    assert list(stack.hr.deliveries.values()) == [1]
    assert stack.hr.forged == 0
    assert {group: len(stack.cards(group, person)) for group in GROUPS} == dict.fromkeys(GROUPS, 1)


def test_hr_reads_the_report_in_the_console(
    held: Interviewee, stack: Stack, person: Invited, browser: Browser, pictures: Path
) -> None:
    page = _console(stack, browser)
    page.goto(f"{stack.address}/console/applications/{person.application_id}")
    quote = next(one["quotes"][0]["quote"] for one in stack.report(person)["questions"] if one["quotes"])
    page.get_by_text(quote).first.wait_for()
    page.screenshot(path=pictures / "7-console.png", full_page=True)


def _console(stack: Stack, browser: Browser) -> Page:
    name, password = stack.call(first_steps.first_login, stack.base)
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN").new_page()
    page.goto(f"{stack.address}/console/login")
    page.fill("#name", name)
    page.fill("#password", password)
    page.click("button[type=submit]")
    page.wait_for_selector(".page")
    return page
