"""One HTTP call to a platform, its failures told apart by what may have happened at the other end.

The address may hold a key, so no error carries it, nor the exception that does.
"""

from collections.abc import Mapping

import httpx

from channels.errors import OutcomeUnknown, SendError, TemporaryFailure, Throttled, from_status

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
UNREACHED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


async def post(
    client: httpx.AsyncClient,
    url: str,
    *,
    content: bytes,
    headers: Mapping[str, str],
    params: Mapping[str, str] | None = None,
) -> httpx.Response:
    """The response, whatever its status; redirects are not followed. Raises TemporaryFailure or OutcomeUnknown."""
    failure: SendError
    try:
        address = httpx.URL(url)
        return await client.post(
            address.copy_merge_params(params) if params else address,
            content=content,
            headers=dict(headers),
            timeout=TIMEOUT,
            follow_redirects=False,
        )
    except UNREACHED as error:
        failure = TemporaryFailure(type(error).__name__)
    except httpx.HTTPError as error:
        failure = OutcomeUnknown(type(error).__name__)
    raise failure


def answer(response: httpx.Response) -> Mapping[str, object]:
    """The JSON object of a platform that reports errors inside HTTP 200.

    Raises by status from 300 on; a body that is no JSON object is how the platforms say "blocked for now".
    """
    if response.status_code >= 300:
        raise from_status(response.status_code, response.headers.get("retry-after"))
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Throttled("not_json")
    return body
