"""Is the app set up right? Asked of DingTalk itself; what is found is told by keys of `words.yaml`."""

import httpx

from channels.dingtalk.client import DingTalkClient
from channels.dingtalk.failures import QUOTA
from channels.dingtalk.routes import ROBOT
from channels.dingtalk.settings import DingTalkSettings
from channels.dingtalk.stream import new_address
from channels.errors import Misconfigured, Rejected, SendError
from channels.finding import Finding

NO_SUCH_CODE = "miantan-check"


async def check(settings: DingTalkSettings, http: httpx.AsyncClient, public_url: str) -> list[Finding]:
    """One finding for each thing asked; after refused credentials nothing else is."""
    client = DingTalkClient(settings, http)
    try:
        await client.check_credentials()
    except SendError as error:
        return [Finding(False, "credentials", "credentials_refused" if error.ours else "unreached")]
    way = await _stream(client) if settings.mode == "stream" else await _callback(http, public_url)
    return [Finding(True, "credentials"), await _robot(client), way]


async def _robot(client: DingTalkClient) -> Finding:
    """Asking for a file that does not exist tells a missing permission from a wrong code, and sends nothing."""
    asked = {"downloadCode": NO_SUCH_CODE, "robotCode": client.settings.robot}
    try:
        await client.call("POST", "/v1.0/robot/messageFiles/download", asked)
    except Misconfigured as error:
        return Finding(False, "robot", "quota_used_up" if error.code in QUOTA else "robot_forbidden")
    except Rejected:
        return Finding(True, "robot")
    except SendError:
        return Finding(False, "robot", "unreached")
    return Finding(True, "robot")


async def _stream(client: DingTalkClient) -> Finding:
    """The address is asked for and left unused: its ticket dies by itself."""
    try:
        await new_address(client)
    except SendError:
        return Finding(False, "stream", "stream_refused")
    return Finding(True, "stream")


async def _callback(http: httpx.AsyncClient, public_url: str) -> Finding:
    """An unsigned call must reach our own door, which refuses it."""
    try:
        response = await http.post(public_url.rstrip("/") + ROBOT)
    except (httpx.HTTPError, httpx.InvalidURL):
        return Finding(False, "callback", "callback_unreached")
    reached = response.status_code == httpx.codes.FORBIDDEN
    return Finding(reached, "callback", "" if reached else "callback_unreached")
