"""A content of one position, small enough to reckon with by hand; cards and reports in the words we ship."""

from typing import Any

from backend.content import files
from backend.content.pack import Content

LANGUAGES = ("zh", "en", "ja", "ko")


def text(zh: str, en: str | None = None) -> dict[str, str]:
    return {"zh": zh, "en": en or zh, "ja": zh, "ko": zh}


def dimension(slug: str, zh: str, en: str) -> dict[str, Any]:
    bars = {level: text(f"{zh}{level}") for level in range(1, 6)}
    novice = {level: text(f"{zh}新手{level}") for level in (4, 5)}
    return {"id": slug, "name": text(zh, en), "why": text(zh), "bars": bars, "novice_bars": novice}


def question(slug: str, on: str | None, **more: Any) -> dict[str, Any]:
    return {"id": slug, "dimension": on, "text": text(f"问题{slug}"), **more}


def site(slug: str, zh: str, openings: dict[str, Any]) -> dict[str, Any]:
    english = slug.capitalize()
    return {
        "id": slug,
        "name": text(zh, english),
        "company": text("样例公司"),
        "facts": {},
        "openings": openings,
    }


def locale(language: str) -> dict[str, str]:
    return dict(files.read(files.SHIPPED, f"locales/{language}.yaml")["lines"])


def small_content() -> Content:
    """safety weighs 0.5 (q1, q4), detail 0.3 (q2), learning 0.2 (q3); k_age is a must, k_start is not."""
    both = {"kind": "behavioural"}
    parallel = {"experienced": "behavioural", "novice": "situational"}
    position = {
        "id": "assembler", "title": text("装配工", "Assembler"), "preview": text("先看看"), "est_minutes": 9,
        "weights": {"safety": 0.5, "detail": 0.3, "learning": 0.2},
        "experience_probe": {"ask": text("做过吗"), "experienced_from_months": 6, "rule": text("半年")},
        "knockouts": [
            {"id": "k_age", "ask": text("满 18 了吗？", "Are you 18?"), "must": True},
            {"id": "k_start", "ask": text("哪天到岗？"), "type": "date"},
            {"id": "k_night", "ask": text("夜班？"), "must_if": {"attribute": "nights", "equals": True}},
        ],
        "questions": [
            question("q1", "safety", core=True, **both),
            question("q2", "detail", core=True, kind="situational"),
            question("q3", "learning", core=True, kind=parallel),
            question("q4", "safety", depth=True, **both),
            question("q5", None, scored=False),
        ],
        "site_questions": ["dormitory"],
    }  # fmt: skip
    return Content.model_validate(
        {
            "settings": {
                "pack": "small", "version": 1, "bands": {"recommend": 7.0, "review": 5.0},
                "probes_per_question": 1, "resume_days": 3, "sla_hours": 48, "retention_days": 180,
                "audio_days": 30, "default_position": "assembler", "default_site": "suzhou",
            },
            "dimensions": {
                "safety": dimension("safety", "安全意识", "Safety"),
                "detail": dimension("detail", "细致准确", "Detail"),
                "learning": dimension("learning", "学习上手", "Learning"),
            },
            "positions": {"assembler": position},
            "question_bank": {
                "dormitory": {
                    "id": "dormitory", "ask": text("住宿吗？"), "type": "choice",
                    "options": [{"id": "yes", "label": text("要")}, {"id": "no", "label": text("不要")}],
                }
            },
            "sites": {
                "suzhou": site("suzhou", "苏州", {"assembler": {}}),
                "shenzhen": site("shenzhen", "深圳", {"assembler": {"attributes": {"nights": True}}}),
                "shanghai": site("shanghai", "上海", {}),
            },
            "faq": {},
            "locales": {language: locale(language) for language in LANGUAGES},
        }
    )  # fmt: skip
