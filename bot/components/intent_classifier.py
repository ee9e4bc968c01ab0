"""The intent of a message and of each of its clauses, by one linear model for all languages."""

from collections.abc import Iterator
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.examples import varied
from components.features import features
from components.linear import LinearModel, fit
from components.part import Part
from components.text import comparable, parts
from components.tokenizer import words

PARTS = "parts"
"""Message property: the clauses of a message; internal to the pipeline."""

PROBABILITIES = "probabilities"
"""Message property: the probability of each intent for the whole message; internal to the pipeline."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent, IntentClassifier):
    """Logistic regression over character n-grams and words: about half a millisecond, the same answer every time."""

    def __init__(
        self,
        config: "dict[str, Any]",
        model_storage: ModelStorage,
        resource: Resource,
        model: "LinearModel | None" = None,
    ) -> None:
        """Keep where the model lives; `model` is None until trained or loaded."""
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> "dict[str, Any]":
        """`inverse_regularisation` is sklearn's C: larger trusts single examples more."""
        return {"inverse_regularisation": 100.0}

    @classmethod
    def create(
        cls,
        config: "dict[str, Any]",
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LinearIntentClassifier":
        """Rasa's way of building an untrained part."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: "dict[str, Any]",
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LinearIntentClassifier":
        """Rasa's way of building a trained part."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, LinearModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model to the examples and store it."""
        given = [(example.get(TEXT), example.get(INTENT)) for example in training_data.intent_examples]
        texts, intents = zip(*varied(given), strict=True)
        samples = [list(_features(text)) for text in texts]
        self._model = fit(samples, intents, self._config["inverse_regularisation"])
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: "list[Message]") -> "list[Message]":
        """Set the probabilities of each message and of its clauses."""
        for message in messages:
            text = message.get(TEXT) or ""
            message.set(PROBABILITIES, self._probabilities(comparable(text)))
            message.set(PARTS, list(self._parts(text)))
        return messages

    def _parts(self, text: str) -> "Iterator[Part]":
        for written in parts(text):
            clause = comparable(written)
            if clause.strip("? "):
                yield Part(written, clause, self._probabilities(clause))

    def _probabilities(self, text: str) -> "dict[str, float]":
        if self._model is None:
            raise RuntimeError("the intent classifier was asked before it was trained")
        chances = self._model.probabilities(_features(text))
        return dict(zip(self._model.labels, map(float, chances), strict=True))


def _features(text: str) -> "Iterator[str]":
    return features(text, words(text))
