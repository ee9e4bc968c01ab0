"""The web channel as the outbox sees it."""

from channels.contract import Capabilities, Idempotency, OutboundMessage, SendResult
from channels.web.messages import NAME


class WebChannel:
    """Delivers by being read.

    The page fetches what the outbox holds through `Gateway.shown`, in order and as often as it likes, so
    there is no platform to call: a message is delivered the moment it is stored. `can_initiate` is false
    because a closed page cannot be woken; reminders need another way.
    """

    name = NAME
    capabilities = Capabilities(
        max_bytes=65_536,
        buttons=True,
        voice_in=True,
        can_initiate=False,
        idempotency=Idempotency.KEY,
    )

    async def send(self, address: str, message: OutboundMessage) -> SendResult:
        """Nothing to do, so nothing can fail."""
        return SendResult(None)
