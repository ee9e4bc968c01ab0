"""The forms that transcripts are held with: ids and rules like those of the shipped positions."""

from actions.interview.script import Experience, Knockout, Question, Script, SiteQuestion

MIXED = {"experienced": "behavioural", "novice": "situational"}
BEHAVIOURAL = {"experienced": "behavioural", "novice": "behavioural"}
SITUATIONAL = {"experienced": "situational", "novice": "situational"}
TOPICS = frozenset(
    [
        "pay",
        "payday",
        "overtime",
        "deposit",
        "contract",
        "dorm",
        "shift",
        "medical",
        "age",
        "no_exp",
        "tattoo",
        "quit",
        "location",
        "docs",
        "status",
        "is_bot",
        "why_ask",
        "scoring",
        "privacy",
        "fraud",
    ]
)
NIGHT_SHIFT = SiteQuestion(
    "night_shift",
    "choice",
    (
        ("can", "能", "Yes", "はい", "네"),
        ("short", "可以短期", "For a short time", "短い間なら", "잠깐은 괜찮아요"),
        ("cannot", "不能", "No", "いいえ", "아니요"),
    ),
)
MEDICAL = SiteQuestion("medical_check", "info")

ASSEMBLER = Script(
    position_id="assembler",
    knockouts=(
        Knockout("k_age", "yes_no", must=True, at_least=18),
        Knockout("k_right", "yes_no", must=True),
        Knockout("k_start", "date"),
    ),
    experience=Experience(min_months=6),
    questions=(
        Question("q1", "assembly_skill", core=True, kinds=BEHAVIOURAL, branched=True),
        Question("q2", "safety", core=True, kinds=MIXED, branched=True),
        Question("q6", "dependability", core=True, kinds=BEHAVIOURAL),
        Question("q7", "assembly_skill", depth=True, kinds=SITUATIONAL, branched=True),
        Question("q8", None, scored=False),
    ),
    site_questions=(NIGHT_SHIFT, MEDICAL),
    faq_topics=TOPICS,
    max_probes=1,
    settle_seconds=12.0,
)

RIDER = Script(
    position_id="rider",
    knockouts=(
        Knockout("k_age", "yes_no", must=True, at_least=18),
        Knockout(
            "k_vehicle",
            "choice",
            options=(
                ("ebike", "合规电动自行车", "Legal e-bike", "電動自転車", "전기 자전거"),
                ("motorcycle", "摩托车", "Motorcycle", "バイク", "오토바이"),
                ("none", "还没有车", "None yet", "まだない", "아직 없어요"),
            ),
        ),
        Knockout("k_license", "yes_no", must_if=("k_vehicle", "motorcycle")),
        Knockout("k_health_cert", "yes_no", must=True),
    ),
    experience=Experience(min_months=2),
    questions=(
        Question("q1", "road_safety", core=True, kinds=MIXED, branched=True),
        Question("q4", "problem", core=True, kinds=SITUATIONAL),
    ),
    faq_topics=TOPICS - {"tattoo"},
    max_probes=2,
    settle_seconds=12.0,
)

FORMS = {"assembler": ASSEMBLER, "rider": RIDER}
