"""What the model may say: quotes with anchor, polarity and owner. Whatever else it says is refused."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

ANCHORS = {"situation": "S", "action": "A", "result": "R", "prevention": "P", "counter_behaviour": "B"}
_LONGEST = 40_000


class Quote(BaseModel):
    """One claim of the model about the answer; nothing of it is believed before it is verified."""

    model_config = ConfigDict(extra="forbid", strict=True)

    anchor: Literal["situation", "action", "result", "prevention", "counter_behaviour"]
    quote: str
    polarity: Literal["positive", "negative"]
    owner: Literal["candidate", "other"]


class Extraction(BaseModel):
    """The whole reply. There is no place in it for a level."""

    model_config = ConfigDict(extra="forbid", strict=True)

    quotes: list[Quote] = Field(max_length=60)


def schema() -> Mapping[str, object]:
    """JSON schema of a reply, without what strict modes do not know (`maxItems`, titles)."""
    quote = Quote.model_json_schema()
    fields = {
        name: {key: value for key, value in field.items() if key != "title"}
        for name, field in quote["properties"].items()
    }
    one = {
        "type": "object",
        "properties": fields,
        "required": quote["required"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"quotes": {"type": "array", "items": one}},
        "required": ["quotes"],
        "additionalProperties": False,
    }


def parse(text: str) -> Extraction | None:
    """The reply if it is JSON of the schema, the whole of it and nothing beside it; else None.

    >>> parse('{"quotes": []}'), parse('{"quotes": [], "level": 5}'), parse("5")
    (Extraction(quotes=[]), None, None)
    """
    if len(text) > _LONGEST:
        return None
    try:
        return Extraction.model_validate_json(text)
    except ValidationError:
        return None
