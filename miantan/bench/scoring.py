"""How many answers one process scores."""

import time

from actions.scoring import api

ANSWER = "上个月线上护罩松了，我先停机挂牌，再报给班长，换好螺丝试了三遍才开，后来交接本上都写了要查这一项。"
ANSWERS = 200


def measure() -> dict[str, float]:
    """Answers scored in a second of CPU."""
    scorer = api.embedded()
    rubric = {str(level): "…" for level in range(1, 6)}
    item = api.Item("bench", "装配工", "安全意识", "您见过哪种最危险的情况？当时您做了什么？", rubric, ANSWER)
    scorer.score(item)
    began = time.process_time()
    for _ in range(ANSWERS):
        scorer.score(item)
    return {"answers_per_cpu_second": round(ANSWERS / (time.process_time() - began), 1)}
