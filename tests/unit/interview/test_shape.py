import pytest

from actions.interview.acts import ActKind
from actions.interview.readings.consent import read_consent
from actions.interview.readings.languages import read_language, read_listed_language
from actions.interview.readings.questions import is_question
from actions.interview.readings.shape import is_refusal, looks_finished


@pytest.mark.parametrize(
    "said",
    [
        "我先停机",
        "有一次在厂里，",
        "那天夜班机器卡住了我就过去看然后",
        "先断电再报告班长，后来……",
        "当时",
        "就是",
        "I stopped it",
        "I stopped the machine and told my lead because",
        "機械を止めて、",
        "まず止めました",
        "먼저 멈췄어요",
        "기계를 멈추고 반장님께 말했는데",
        "so then the customer was very angry and",
        "首先",
        "嗯",
        "有",
    ],
)
def test_fragments_wait_for_more(said: str) -> None:
    assert not looks_finished(said)


@pytest.mark.parametrize(
    "said",
    [
        "解决了。",
        "我先停机然后报告班长处理",
        "I stopped the machine and told my lead",
        "機械を止めてから班長に報告しました",
        "기계를 멈추고 바로 반장님께 말씀드렸어요",
        "他说不用了！",
        "계산대로 가서 도와요",
        "班長に報告しました",
        "done it myself.",
        "我会先问师傅再看指导书怎么写的",
    ],
)
def test_whole_answers_do_not_wait(said: str) -> None:
    assert looks_finished(said)


@pytest.mark.parametrize(
    "said",
    [
        "不知道",
        "没有",
        "没遇到过",
        "没碰到过这种情况",
        "想不起来了",
        "不清楚",
        "我也不知道",
        "好像没有",
        "没什么好说的",
        "忘了",
        "不会",
        "真没遇到过",
        "没有了",
        "I don't know",
        "no",
        "never",
        "nope",
        "can't think of any",
        "I have never seen that",
        "not really",
        "idk",
        "わかりません",
        "ないです",
        "特にないです",
        "覚えていません",
        "経験がないです",
        "모르겠어요",
        "없어요",
        "그런 적 없어요",
        "기억이 안 나요",
    ],
)
def test_plain_refusals(said: str) -> None:
    assert is_refusal(said)


@pytest.mark.parametrize(
    "said",
    [
        "没遇到过，不过我会先停机",
        "不知道的我就问师傅",
        "没有人管我就自己报告了",
        "I don't know the name but I fixed it",
        "없어서 제가 했어요",
    ],
)
def test_an_answer_that_begins_like_a_refusal(said: str) -> None:
    assert not is_refusal(said)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("请说中文", "zh"),
        ("English please", "en"),
        ("日本語でお願いします", "ja"),
        ("한국어로 해주세요", "ko"),
        ("能用韩语吗", "ko"),
        ("can we speak chinese", "zh"),
        ("英語でいいですか", "en"),
        ("중국어로요", "zh"),
        ("我不会中文，用英文", "en"),
        ("换日语", "ja"),
        ("I don't understand Chinese, Korean please", "ko"),
        ("my english is bad, can i use chinese", "zh"),
        ("なんで中国語なの、日本語にして", "ja"),
        ("中国語がわからないので日本語で", "ja"),
        ("能不能换成English", "en"),
        ("한글로 해주세요", "ko"),
        ("听不懂普通话 可以说粤语吗", None),
        ("换个语言", None),
        ("中文还是英文", None),
        ("", None),
    ],
)
def test_the_language_asked_for(said: str, language: str | None) -> None:
    assert read_language(said) == language


def test_after_a_list_a_number_will_do() -> None:
    assert read_listed_language("2") == "en"
    assert read_listed_language(" 4. ") == "ko"
    assert read_listed_language("日本語") == "ja"
    assert read_listed_language("5") is None


@pytest.mark.parametrize(
    "said",
    ["有班车吗", "什么时候上班", "how far is it", "給料はいくらですか", "언제 시작하나요", "食堂好不好?"],
)
def test_questions_to_us(said: str) -> None:
    assert is_question(said)


@pytest.mark.parametrize("said", ["好的", "没有了", "thank you", "ありがとうございました", "감사합니다"])
def test_what_asks_nothing(said: str) -> None:
    assert not is_question(said)


@pytest.mark.parametrize(
    ("said", "kind", "granted"),
    [
        ("同意", ActKind.ANSWER, True),
        ("I agree", ActKind.OTHER, True),
        ("同意します", ActKind.ANSWER, True),
        ("동의합니다", ActKind.ANSWER, True),
        ("不同意", ActKind.AFFIRM, False),
        ("I don't agree", ActKind.ANSWER, False),
        ("可以", ActKind.AFFIRM, True),
        ("不要", ActKind.DENY, False),
        ("同意什么", ActKind.ANSWER, None),
        ("我在外面", ActKind.ANSWER, None),
        ("同意", ActKind.HUMAN, None),
        ("동의하지 않아요", ActKind.AFFIRM, False),
    ],
)
def test_consent_must_be_plain(said: str, kind: ActKind, granted: bool | None) -> None:
    assert read_consent(said, kind) is granted
