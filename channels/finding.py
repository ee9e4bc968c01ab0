"""What `miantan channel check` finds out about a channel."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`what` was looked at and, unless `ok`, what to do: keys of `findings` in the channel's `words.yaml`."""

    ok: bool
    what: str
    remedy: str = ""
