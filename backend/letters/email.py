"""E-mail by SMTP: plain text, one message a letter."""

import hashlib
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Final

import aiosmtplib

from backend.clock import Clock
from backend.letters.ports import Letter
from backend.letters.settings import SmtpSettings
from channels.contract import Idempotency, SendResult
from channels.errors import (
    Misconfigured,
    OutcomeUnknown,
    Rejected,
    SendError,
    TemporaryFailure,
    Unreachable,
)

TLS: Final = 465
SUBMISSION: Final = 587
TIMEOUT: Final = 20.0


class Smtp:
    """One connection a letter. A repeated Message-ID may be shown twice, so nothing doubtful is sent again."""

    idempotency = Idempotency.NONE

    def __init__(self, settings: SmtpSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    async def send(self, letter: Letter) -> SendResult:
        """Hand it over to the mail server. Raises a SendError."""
        message = self._message(letter)
        try:
            await self._hand_over(message)
        except ValueError:  # nobody to send to, or from
            failure: SendError = Rejected("header")
        except (aiosmtplib.SMTPException, OSError) as error:
            failure = _failure(error)
        else:
            return SendResult(str(message["Message-ID"]))
        raise failure

    async def _hand_over(self, message: EmailMessage) -> None:
        told = self._settings
        await aiosmtplib.send(
            message,
            hostname=told.host,
            port=told.port,
            username=told.user or None,
            password=told.password.get_secret_value() or None,
            use_tls=told.port == TLS,
            start_tls=True if told.port == SUBMISSION else None,
            timeout=TIMEOUT,
        )

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        try:
            message["From"] = self._settings.sender
            message["To"] = letter.to
            message["Subject"] = letter.subject
        except (ValueError, IndexError):  # a line break or no address where one is wanted
            raise Rejected("header") from None
        domain = parseaddr(self._settings.sender)[1].rpartition("@")[2]
        message["Message-ID"] = f"<{hashlib.sha256(letter.key.encode()).hexdigest()[:32]}@{domain}>"
        message["Date"] = formatdate(self._clock.now().timestamp())
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message


def _failure(error: Exception) -> SendError:
    """What went wrong, without the server's words: they may repeat the address."""
    match error:
        case aiosmtplib.SMTPAuthenticationError():
            return Misconfigured(f"smtp_{error.code}")
        case aiosmtplib.SMTPRecipientsRefused():
            return _refused(min(refused.code for refused in error.recipients), Unreachable)
        case aiosmtplib.SMTPResponseException():
            return _refused(error.code, Rejected)
        case aiosmtplib.SMTPConnectError():
            return TemporaryFailure(type(error).__name__)
        case aiosmtplib.SMTPNotSupported():
            return Misconfigured("smtp_not_supported")
    return OutcomeUnknown(type(error).__name__)


def _refused(code: int, for_good: type[SendError]) -> SendError:
    """4yz is for now, 5yz for good (RFC 5321, 4.2.1)."""
    return TemporaryFailure(f"smtp_{code}") if code < 500 else for_good(f"smtp_{code}")
