"""What our webhooks are measured against: a bare FastAPI endpoint that inserts one row with a unique key.

`python -m miantan.bench.bare PORT DATABASE_URL`
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI, Response
from psycopg_pool import AsyncConnectionPool
from pydantic import BaseModel

PATH = "/messages"
TABLE = "CREATE TABLE IF NOT EXISTS bare_message (id bigserial PRIMARY KEY, key text UNIQUE, body text)"
INSERT = "INSERT INTO bare_message (key, body) VALUES (%s, %s) ON CONFLICT (key) DO NOTHING"


class Message(BaseModel):
    """What is sent to it."""

    key: str
    text: str


def app(database_url: str) -> FastAPI:
    """The whole of it."""
    pool = AsyncConnectionPool(
        database_url, min_size=10, max_size=20, open=False, kwargs={"autocommit": True}
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with pool, pool.connection() as connection:
            await connection.execute(TABLE)
            yield

    bare = FastAPI(lifespan=lifespan)

    @bare.get("/")
    async def health() -> None: ...

    @bare.post(PATH)
    async def take(message: Message) -> Response:
        async with pool.connection() as connection:
            await connection.execute(INSERT, (message.key, message.text))
        return Response()

    return bare


if __name__ == "__main__":
    uvicorn.run(app(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False)
