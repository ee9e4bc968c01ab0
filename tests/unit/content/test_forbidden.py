"""What may not be asked is found in four languages; lawful questions pass."""

from pathlib import Path

import pytest

from backend.content.errors import ContentError
from backend.content.forbidden import Guard
from backend.content.text import LANGUAGES

from .conftest import Spoil

FORBIDDEN = {
    "marriage": {
        "zh": [
            "您结婚了吗？",
            "婚否",
            "有对象没有",
            "您老公支持您上夜班吗",
            "是单身吗",
            "你結婚未",
            "您爱人同意您来外地工作吗",
            "您先生在哪儿上班",
            "您有没有家室",
        ],
        "en": [
            "Are you married?",
            "What is your marital status?",
            "Does your husband agree to night shifts?",
        ],
        "ja": ["ご結婚はされていますか。", "独身ですか。", "奥さんは夜勤に反対しませんか。"],
        "ko": ["결혼하셨나요?", "미혼이세요?", "남편이 야간 근무를 허락하나요?"],
    },
    "pregnancy": {
        "zh": [
            "最近打算要孩子吗",
            "您怀孕了吗？",
            "有几个小孩",
            "孩子谁带，要带孩子吗",
            "生育计划是什么",
            "二胎考虑吗",
            "您生完孩子多久了",
        ],
        "en": [
            "Are you pregnant?",
            "Do you plan to have children?",
            "How many kids do you have?",
            "Do you have a family?",
            "Who looks after your children while you work?",
        ],
        "ja": [
            "妊娠していますか。",
            "お子さんはいますか。",
            "子どもは何人ですか。",
            "子供の予定はありますか。",
            "妊活中ですか",
        ],
        "ko": ["임신 중이세요?", "자녀가 있으세요?", "아이가 몇 명이에요?", "출산 계획이 있나요?"],
    },
    "religion": {
        "zh": ["您信教吗", "有什么宗教信仰", "平时做礼拜吗"],
        "en": ["What is your religion?", "Do you go to church?", "Do you need time for prayer?"],
        "ja": ["宗教は何ですか。", "教会に通っていますか。"],
        "ko": ["종교가 있으세요?", "교회에 다니세요?"],
    },
    "ethnicity": {
        "zh": ["您是什么民族？", "是少数民族吗", "是汉族吗", "您是什么国籍"],
        "en": [
            "What is your ethnicity?",
            "What race are you?",
            "What is your nationality?",
            "Is English your mother tongue?",
            "Were you born in this country?",
        ],
        "ja": ["国籍はどこですか。", "民族は何ですか。"],
        "ko": ["국적이 어디예요?", "어떤 민족이세요?"],
    },
    "health": {
        "zh": [
            "有没有乙肝？",
            "您得过什么病吗",
            "身体有什么毛病吗",
            "有传染病史吗",
            "是不是残疾人",
            "平时吃什么药",
            "做过手术吗",
            "近视多少度",
            "您身体怎么样",
            "有没有慢性病或者高血压",
            "以前得过肺结核吗",
            "您血压高不高",
            "您有没有做过大的手术",
        ],
        "en": [
            "Do you have hepatitis B?",
            "Do you have any medical conditions?",
            "Are you disabled?",
            "Are you on medication?",
            "How often were you sick last year?",
            "Have you ever had cancer?",
        ],
        "ja": ["B型肝炎ですか。", "持病はありますか。", "障害がありますか。", "薬を飲んでいますか。"],
        "ko": ["B형 간염이 있으세요?", "지병이 있나요?", "장애가 있으세요?", "수술한 적 있나요?"],
    },
    "hukou": {
        "zh": [
            "您户口在哪里",
            "籍贯是哪",
            "老家是哪里的",
            "您是哪里人？",
            "是不是本地人",
            "您是河南人吗",
            "您是四川人还是重庆人",
        ],
        "en": ["Where are you from?", "What is your hukou?", "Where is your home town?"],
        "ja": ["ご出身はどちらですか。", "本籍はどこですか。", "実家はどこですか。"],
        "ko": ["고향이 어디세요?", "어디 출신이세요?", "어느 지역 사람이에요?"],
    },
    "appearance": {
        "zh": [
            "您身高多少",
            "体重多少",
            "长得怎么样",
            "您多高",
            "有纹身吗",
            "您体型偏胖吗",
            "您胳膊上有没有文身",
        ],
        "en": ["How tall are you?", "What is your weight?", "Do you have tattoos?"],
        "ja": ["身長は何センチですか。", "タトゥーはありますか。", "太っていますか。"],
        "ko": ["키가 몇이에요?", "몸무게가 어떻게 되세요?", "문신이 있나요?"],
    },
    "politics": {
        "zh": ["政治面貌是什么", "您是党员吗"],
        "en": [
            "Which party did you vote for?",
            "Are you a member of a union?",
            "What are your political views?",
        ],
        "ja": ["支持する政党はありますか。", "労働組合に入っていますか。"],
        "ko": ["지지하는 정당이 있나요?", "노동조합에 가입했나요?"],
    },
    "family_income": {
        "zh": [
            "家庭收入多少",
            "父母做什么工作",
            "家里条件怎么样",
            "有房贷吗",
            "爱人工资多少",
            "您爸妈一个月挣多少钱",
            "您家条件好吗",
        ],
        "en": ["What is your family income?", "What do your parents do?", "Do you have debts?"],
        "ja": ["ご両親の職業は何ですか。", "世帯年収はいくらですか。", "借金はありますか。"],
        "ko": ["부모님 직업이 뭐예요?", "가족 소득이 얼마예요?", "빚이 있나요?", "아버지 직업이 뭐예요"],
    },
    "photo": {
        "zh": [
            "请发一张照片",
            "拍一下身份证照片发过来",
            "麻烦打开摄像头",
            "发个自拍",
            "麻烦拍张全身照",
            "把身份证正反面拍照发我",
        ],
        "en": ["Please send a photo of yourself.", "Please upload a selfie.", "Turn on your camera."],
        "ja": ["顔写真を送ってください。", "写真を送ってください。"],
        "ko": ["사진을 보내 주세요.", "셀카를 찍어 주세요."],
    },
    "age_ceiling": {
        "zh": ["您不超过35岁吧", "45周岁以下吗", "您年纪太大了吧", "您今年超过40岁了吗"],
        "en": ["Are you under 35?", "Are you below 40 years old?", "Are you not too old for this?"],
        "ja": ["35歳以下ですか。", "40歳未満ですか。"],
        "ko": ["35세 이하이신가요?", "나이가 많으신데 괜찮으세요?"],
    },
    "gender": {
        "zh": [
            "您是男的还是女的",
            "性别是什么",
            "这个岗位只招男的，可以吗",
            "您是女生吗",
            "我们想要男的，您是吗",
        ],
        "en": ["Are you a woman?", "What is your gender?", "What is your sexual orientation?"],
        "ja": ["性別を教えてください。", "女性ですか。"],
        "ko": ["성별이 어떻게 되세요?", "여자세요?"],
    },
}

LAWFUL = {
    "zh": [
        "能上夜班吗？",
        "能办健康证吗？",
        "您满 18 周岁了吗？",
        "您满16周岁了吗？16到18岁按未成年工规定排班。",
        "您最早哪天可以到岗？",
        "需要住宿吗？夫妻房需另申请。",
        "您大概从哪个方向过来？说到街道就行。",
        "录用以后体检，不查乙肝，不查怀孕，您有什么想问的吗？",
        "搬 15 公斤以内的货，您需要什么安排吗？",
        "您希望的工资大概是多少？",
        "顾客生气了您怎么办？",
        "设备有什么毛病您会先查哪里？",
        "您的服务对象主要是谁？",
        "最多能搬多重的货？",
        "这批产品的外观不良您怎么看出来？",
        "把 200 个零件分成左件和右件",
        "您用普通话和顾客沟通可以吗？",
        "工服尺码？",
        "您以前在哪家厂干过？",
        "家里临时有事，您会怎么安排？",
        "不用拍照片发给我们，入职当天核验。",
        "有相应的驾驶证吗？",
        "30 岁的同事带您，可以吗？",
        "顾客要发票照片您怎么处理？",
        "有顾客发照片说餐洒了，您怎么回？",
        "给您一张产品照片，您能看出不良吗",
        "顾客带着孩子来闹，您怎么办？",
        "您是负责人吗",
        "您会怎么照顾新来的同事？",
        "这批货有三孔的和四孔的，您怎么分？",
        "您跟班组里的女同事怎么配合",
    ],
    "en": [
        "Can you work night shifts?",
        "Can you get a health certificate?",
        "Are you 18 or older?",
        "What is the earliest day you could start?",
        "Roughly which way would you come from?",
        "We do not test for hepatitis B or pregnancy. Anything you would like to ask?",
        "Can you lift boxes of up to 15 kg?",
        "What pay are you hoping for?",
        "Can you talk with customers in Mandarin?",
        "Can you finish an order in under 30 minutes?",
        "Tell me about a single mistake you made.",
        "How did you figure out the cause?",
        "What would you do if a colleague felt unwell?",
        "Who was responsible for the delay, and what did you do?",
        "What did you do when a customer had a medical emergency?",
        "Tell me about a customer who came with children.",
    ],
    "ja": [
        "夜勤はできますか。",
        "健康証を取ることはできますか。",
        "18歳以上ですか。",
        "いつから働けますか。",
        "だいたいどの方面から通いますか。",
        "B型肝炎と妊娠の検査はしません。聞きたいことはありますか。",
        "システム障害のとき、どうしますか。",
        "15キロまでの荷物を運べますか。",
        "製品の見た目の不良をどう見つけますか。",
        "お客様が子ども連れで困っていたら、どうしますか。",
    ],
    "ko": [
        "야간 근무를 하실 수 있나요?",
        "건강증을 받으실 수 있나요?",
        "만 18세 이상이신가요?",
        "언제부터 일하실 수 있나요?",
        "B형 간염과 임신은 검사하지 않아요. 궁금한 점이 있으세요?",
        "시키는 일이 아니어도 도운 적이 있나요?",
        "이 계절에 바쁠 때 어떻게 하셨나요?",
        "동료를 도와준 경험을 말씀해 주세요.",
        "고객이 사진을 보내며 불만을 말하면 어떻게 하시겠어요?",
        "키보드로 입력하실 수 있나요?",
    ],
}


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard.read()


@pytest.mark.parametrize(
    ("topic", "language", "question"),
    [
        (topic, language, one)
        for topic, spoken in FORBIDDEN.items()
        for language, asked in spoken.items()
        for one in asked
    ],
)
def test_a_forbidden_question_is_found(guard: Guard, topic: str, language: str, question: str) -> None:
    for spoken in (language, None):
        assert topic in {found.topic for found in guard.find(question, spoken)}


@pytest.mark.parametrize(("language", "question"), [(one, asked) for one in LAWFUL for asked in LAWFUL[one]])
def test_a_lawful_question_passes(guard: Guard, language: str, question: str) -> None:
    assert guard.find(question, language) == ()
    assert guard.find(question) == ()


def test_every_topic_is_tried_in_every_language(guard: Guard) -> None:
    assert set(FORBIDDEN) == set(guard._topics)
    assert all(set(spoken) == set(LANGUAGES) for spoken in FORBIDDEN.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lawful_rewording_is_itself_lawful(guard: Guard, language: str) -> None:
    for topic in guard._topics.values():
        said = topic.suggestion.said_in(language)
        quoted = said.split("「")[-1] if "「" in said else said.split('"')[1] if '"' in said else ""
        assert guard.find(quoted, language) == (), said


def test_width_and_case_do_not_hide_a_question(guard: Guard) -> None:
    assert guard.find("ARE YOU MARRIED?")[0].topic == "marriage"
    assert guard.find("Ｈｉｖ 有没有")[0].topic == "health"


def test_not_asking_about_one_thing_does_not_excuse_asking_another(guard: Guard) -> None:
    assert [found.topic for found in guard.find("我们不查乙肝，您结婚了吗？", "zh")] == ["marriage"]
    assert [found.topic for found in guard.find("We never ask that. Are you married?", "en")] == ["marriage"]


def test_a_broken_pattern_is_named(root: Path, spoil: Spoil) -> None:
    spoil("forbidden.yaml", lambda value: value["topics"]["photo"]["patterns"]["zh"].append("("))
    with pytest.raises(ContentError, match=r"topics\.photo\.zh"):
        Guard.read(root)
