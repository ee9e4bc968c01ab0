"""SMS and e-mail against a gateway and a mail server on loopback."""

import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email import message_from_bytes, policy

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from fastapi import FastAPI
from pydantic import SecretStr

from backend.letters.email import Smtp
from backend.letters.ports import Letter
from backend.letters.settings import SmtpSettings
from backend.letters.sms import SmsWebhook
from channels.errors import Misconfigured, OutcomeUnknown, Rejected, SendError, TemporaryFailure, Unreachable
from miantan.local import free_port
from simulators.sms import SmsGateway

SECRET = "whsec_" + base64.b64encode(b"a secret of the SMS gateway").decode()
LETTER = Letter(
    "invitation:1:sms", "+8613800138000", "面试", "您好，面试还给您留着：https://hr.example/i/abc"
)
MAIL = Letter("invitation:1:email", "wang@example.com", "面试邀请", "您好\n点开：https://hr.example/i/abc")


class Now:
    """The gateway looks at the machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def sms(gateway: SmsGateway, secret: str = SECRET) -> SmsWebhook:
    app = FastAPI()
    app.include_router(gateway.routes())
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app))
    return SmsWebhook("http://sms.example/sms", SecretStr(secret), client, Now())


async def test_an_sms_arrives_signed_and_only_once_however_often_it_is_sent() -> None:
    gateway = SmsGateway(SECRET, lost_answers=1)
    with pytest.raises(TemporaryFailure):
        await sms(gateway).send(LETTER)
    result = await sms(gateway).send(LETTER)
    assert gateway.to("+8613800138000") == [LETTER.text]
    assert result.platform_id == "sms-1"


@pytest.mark.parametrize(
    ("gateway", "secret", "failure"),
    [
        (SmsGateway(SECRET, down=True), SECRET, TemporaryFailure),
        (SmsGateway(SECRET, dead={"+8613800138000"}), SECRET, Unreachable),
        (SmsGateway(SECRET), "whsec_b3RoZXI=", Misconfigured),
        (SmsGateway(SECRET), "", Misconfigured),
        (SmsGateway(SECRET), "whsec_not base64", Misconfigured),
    ],
)
async def test_what_goes_wrong_at_the_gateway_is_told_apart(
    gateway: SmsGateway, secret: str, failure: type[SendError]
) -> None:
    with pytest.raises(failure) as caught:
        await sms(gateway, secret).send(LETTER)
    assert gateway.sent == []
    assert "138" not in repr(caught.value) + str(caught.value.__cause__)


class Sink:
    """A mailbox that takes mail for the person on file only; `codes` are answered first."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.codes: list[str] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address != "wang@example.com":
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.codes:
            return self.codes.pop(0)
        self.mails.append(bytes(envelope.content or b""))
        return "250 taken"


def _login(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    return AuthResult(success=getattr(data, "password", b"") == b"right", handled=False)


@pytest.fixture
async def sink() -> AsyncIterator[tuple[Sink, int]]:
    mailbox, port = Sink(), free_port()
    controller = Controller(
        mailbox, "127.0.0.1", port, authenticator=_login, auth_require_tls=False, auth_required=False
    )
    controller.start()
    yield mailbox, port
    controller.stop()


def smtp(port: int, password: str = "", sender: str = "锐承招聘 <jobs@hr.example>") -> Smtp:
    given = {"host": "127.0.0.1", "port": port, "from": sender}
    login = {"user": "jobs", "password": password} if password else {}
    return Smtp(SmtpSettings.model_validate({**given, **login}), Now())


async def test_a_mail_arrives_as_it_was_written(sink: tuple[Sink, int]) -> None:
    mailbox, port = sink
    result = await smtp(port, password="right").send(MAIL)
    mail = message_from_bytes(mailbox.mails[0], policy=policy.default)
    assert mail["To"] == "wang@example.com"
    assert mail["From"] == "锐承招聘 <jobs@hr.example>"
    assert mail["Subject"] == "面试邀请"
    assert mail["Message-ID"] == result.platform_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().strip().splitlines() == MAIL.text.splitlines()


@pytest.mark.parametrize(("answer", "failure"), [("451 later", TemporaryFailure), ("554 never", Rejected)])
async def test_what_the_mail_server_says_decides_whether_it_is_tried_again(
    sink: tuple[Sink, int], answer: str, failure: type[SendError]
) -> None:
    mailbox, port = sink
    mailbox.codes.append(answer)
    with pytest.raises(failure):
        await smtp(port).send(MAIL)
    await smtp(port).send(MAIL)
    assert len(mailbox.mails) == 1


async def test_nobody_there_a_wrong_login_and_a_server_away(sink: tuple[Sink, int]) -> None:
    _, port = sink
    with pytest.raises(Unreachable):
        await smtp(port).send(Letter("k", "nobody@example.com", "s", "t"))
    with pytest.raises(Misconfigured):
        await smtp(port, password="wrong").send(MAIL)
    with pytest.raises(TemporaryFailure):
        await smtp(free_port()).send(MAIL)


@pytest.mark.parametrize("to", ["wang@example.com\r\nBcc: all@example.com", "", "wang@exämple.com"])
async def test_an_address_that_is_none_goes_nowhere(sink: tuple[Sink, int], to: str) -> None:
    mailbox, port = sink
    with pytest.raises((Rejected, Unreachable, Misconfigured, OutcomeUnknown)):
        await smtp(port).send(Letter("k", to, "s", "t"))
    assert mailbox.mails == []
