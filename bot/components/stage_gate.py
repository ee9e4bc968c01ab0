"""The last part of the pipeline: turns probabilities into the one intent, knowing the stage of the conversation."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.asides import read_asides
from components.gate import Gate
from components.intent_classifier import PARTS, PROBABILITIES
from components.text import comparable

DEFAULT_STAGE = "interview"
"""Without a stage we take the strictest: an answer lost is worse than a command said twice."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class StageGate(GraphComponent, IntentClassifier):
    """Reads `stage` from the message's metadata and sets the intent, the asides and what was told."""

    def __init__(self, gate: Gate, aside_confidence: float) -> None:
        """Keep the gate, and the probability from which a clause is an aside."""
        self._gate = gate
        self._aside_confidence = aside_confidence

    @classmethod
    def create(
        cls,
        config: "dict[str, Any]",
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "StageGate":
        """Rasa's way of building a part."""
        return cls(Gate(config["answer_odds"], config["clause_confidence"]), config["aside_confidence"])

    def process(self, messages: "list[Message]") -> "list[Message]":
        """Set the intent of each message, and what else it asks or wants."""
        for message in messages:
            stage = (message.get("metadata") or {}).get("stage") or DEFAULT_STAGE
            text = comparable(message.get(TEXT) or "")
            parts = message.get(PARTS)
            verdict = self._gate.decide(text, message.get(PROBABILITIES), parts, stage)
            message.set(
                INTENT, {"name": verdict.intent, "confidence": verdict.confidence}, add_to_output=True
            )
            asides = read_asides(parts, verdict.intent, self._aside_confidence)
            message.set("asides", list(asides.intents), add_to_output=True)
            message.set("told", asides.told, add_to_output=True)
        return messages
