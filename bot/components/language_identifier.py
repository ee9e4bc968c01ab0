"""Puts the language of a message beside its intent."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from components.language import detect_language


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class LanguageIdentifier(GraphComponent):
    """Reads the conversation's language from the message's metadata and gives the output `language`."""

    @classmethod
    def create(
        cls,
        config: "dict[str, Any]",
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LanguageIdentifier":
        """Rasa's way of building a part."""
        return cls()

    def process(self, messages: "list[Message]") -> "list[Message]":
        """Set `language` on each message."""
        for message in messages:
            prior = (message.get("metadata") or {}).get("language")
            message.set("language", detect_language(message.get(TEXT) or "", prior), add_to_output=True)
        return messages
