"""A scripted endpoint on loopback and what the product makes of it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pydantic import SecretStr

from backend.llm.endpoint import Endpoint
from backend.llm.settings import LlmEndpointSettings
from simulators.llm import LanguageModel
from simulators.server import served


@dataclass
class Desk:
    """The simulated model, and our side of the line to it."""

    simulated: LanguageModel
    settings: LlmEndpointSettings
    endpoint: Endpoint

    def line(self, **changes: object) -> Endpoint:
        """Another line to the same model, other settings."""
        return Endpoint(self.settings.model_copy(update=changes))


@pytest.fixture
def desk() -> Iterator[Desk]:
    simulated = LanguageModel(key="sk-loopback")
    with served(simulated.routes()) as address:
        settings = LlmEndpointSettings(
            base_url=f"{address}/v1",
            api_key=SecretStr("sk-loopback"),
            model="simulated",
            timeout=20,
            retries=0,
        )
        endpoint = Endpoint(settings)
        yield Desk(simulated, settings, endpoint)
        endpoint.close()
