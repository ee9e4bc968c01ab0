"""Every intent has a rule and an action, and nothing of the contract is missing."""

from typing import Any

import yaml

from .conftest import PROJECT

FIRST_TOPICS = [
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
]
LATER_TOPICS = [
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
TOPICS = [*FIRST_TOPICS, *LATER_TOPICS]
ACTIONS = {
    "action_answer": "answer affirm deny greet thanks done other nlu_fallback",
    "action_control": "repeat skip redo pause resume help progress",
    "action_faq": " ".join(f"faq_{topic}" for topic in TOPICS),
    "action_rights": "explain human appeal delete_data export_data withdraw stop_messages",
    "action_language": "change_language",
    "action_settle": "settle",
}


def gathered(folder: str, key: str) -> list[Any]:
    files = (
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((PROJECT / folder).glob("*.yml"))
    )
    return [item for content in files for item in content.get(key, [])]


def test_the_domain_holds_the_contract() -> None:
    assert sorted(gathered("domain", "intents")) == sorted(" ".join(ACTIONS.values()).split())
    assert sorted(gathered("domain", "actions")) == sorted(ACTIONS)


def test_every_intent_has_one_rule_to_its_action() -> None:
    rules = [
        (rule["steps"][0]["intent"], rule["steps"][1]["action"]) for rule in gathered("data/rules", "rules")
    ]
    assert sorted(rules) == sorted(
        (intent, action) for action in ACTIONS for intent in ACTIONS[action].split()
    )


def test_every_intent_but_our_own_has_utterances_in_every_language() -> None:
    wanted = set(" ".join(ACTIONS.values()).split()) - {"settle", "nlu_fallback"}
    for language in ("zh", "en", "ja", "ko"):
        assert {block["intent"] for block in gathered(f"data/nlu/{language}", "nlu")} == wanted
