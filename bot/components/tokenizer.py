"""Words of four languages by script: Latin words, Korean word groups, kana runs, single Chinese characters."""

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from components.text import MAX_CHARACTERS

_WORD = re.compile(r"[A-Za-z0-9']+|[\uac00-\ud7a3]+|[\u3041-\u3096]+|[\u30a1-\u30ff]+|[\u3400-\u9fff]|[^\W_]")


def words(text: str) -> "list[str]":
    """The words of a comparable text.

    >>> words("工资 how much")
    ['工', '资', 'how', 'much']
    """
    return _WORD.findall(text)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ScriptTokenizer(Tokenizer):
    """Gives Rasa tokens with their places in the text; a huge message is cut after its beginning."""

    @staticmethod
    def get_default_config() -> "dict[str, Any]":
        """Options every Rasa tokenizer has to name."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def tokenize(self, message: Message, attribute: str) -> "list[Token]":
        """The tokens of one attribute of a message."""
        text = message.get(attribute)[:MAX_CHARACTERS]
        return [Token(found.group(), found.start()) for found in _WORD.finditer(text)]
