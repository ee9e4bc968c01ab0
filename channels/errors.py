"""How sending goes wrong.

    SendError
     ├─ Throttled        retry after the time the platform names
     ├─ TemporaryFailure retry with growing pauses (5xx, connection refused before anything was sent)
     ├─ OutcomeUnknown   it may or may not have arrived (time-out after sending); retried only with an idempotency key
     ├─ Held             not now: the person must write first, or a colleague has the conversation; keep it until then
     ├─ Overtaken        what it says is no longer true or wanted; it is dropped, and nothing is wrong
     ├─ Rejected         the platform will never take this message; our fault or the content's
     ├─ Unreachable      the person has blocked us, or the address is gone
     └─ Misconfigured    credentials or permissions are wrong; a person must act

Channel errors do not say what to do with the interview: the outbox decides.
"""


class SendError(Exception):
    """A message was not certainly delivered. `code` is the platform's own, safe to log; never words of a person."""

    retryable = False
    ours = False

    def __init__(self, code: str, *, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after


class Throttled(SendError):
    """Too fast; `retry_after` in seconds when the platform said so."""

    retryable = True


class TemporaryFailure(SendError):
    """The platform is ill; nothing was delivered."""

    retryable = True


class OutcomeUnknown(SendError):
    """No answer after the request went out."""


class Held(SendError):
    """The platform lets us speak again only after the person has written, or a colleague has handed back."""


class Overtaken(SendError):
    """Nobody wants this message any more: what it was about has happened meanwhile."""


class Rejected(SendError):
    """The platform refused the message itself."""

    ours = True


class Unreachable(SendError):
    """The person cannot be reached here any more."""


class Misconfigured(SendError):
    """Wrong credentials, missing permission, address not on the allow-list."""

    ours = True


def from_status(status: int, retry_after: str | None = None) -> SendError:
    """Map an HTTP status (≥ 400) to the tree. `retry_after` is the header in seconds."""
    if status == 429:
        seconds = float(retry_after) if retry_after and retry_after.isdigit() else None
        return Throttled(f"http_{status}", retry_after=seconds)
    if status >= 500:
        return TemporaryFailure(f"http_{status}")
    if status in (401, 403):
        return Misconfigured(f"http_{status}")
    return Rejected(f"http_{status}")


class Unavailable(Exception):
    """The database cannot be reached: nothing was stored, the platform should try again (HTTP 503)."""
