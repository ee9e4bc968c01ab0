"""The kinds of columns that many tables share."""

from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Sequence, text
from sqlmodel import Field, SQLModel

message_seq = Sequence("message_seq", metadata=SQLModel.metadata)


def moment() -> Any:
    """A moment that is always known, with its time zone."""
    return Field(sa_type=DateTime(timezone=True), nullable=False)


def moment_or_none() -> Any:
    """A moment that may never come."""
    return Field(default=None, sa_type=DateTime(timezone=True), nullable=True)


def touched() -> Any:
    """When a row was last changed; the database fills it for older programs."""
    return Field(sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()")))


def message_id() -> Any:
    """A number from the one order of a conversation's two sides."""
    default = text("nextval('message_seq')")
    return Field(
        default=None, sa_column=Column(BigInteger, message_seq, primary_key=True, server_default=default)
    )


def serial() -> Any:
    """A number that counts up and never leaves the house."""
    return Field(default=None, sa_column=Column(BigInteger, primary_key=True, autoincrement=True))
