"""One sentence in every language we speak."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Language = Literal["zh", "en", "ja", "ko"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en", "ja", "ko")

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Text(BaseModel):
    """The same sentence in four languages; none may be left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: Sentence
    en: Sentence
    ja: Sentence
    ko: Sentence

    def said_in(self, language: str) -> str:
        """The sentence in `language`; ValueError if we do not speak it."""
        if language not in LANGUAGES:
            raise ValueError(f"no such language: {language!r}")
        return str(getattr(self, language))


Fact = Text | int | str
"""What a site fills in: a sentence in four languages, or a value that reads the same in all of them."""


def fact_in(fact: Fact, language: str) -> str:
    """The fact as spoken in `language`.

    >>> fact_in(15, "ja")
    '15'
    """
    return fact.said_in(language) if isinstance(fact, Text) else str(fact)
