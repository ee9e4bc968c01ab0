"""A short name for exactly this content."""

import hashlib

from backend.content.pack import Content


def content_version(content: Content) -> str:
    """12 hex digits; changes whenever a word or number of the content does."""
    return hashlib.sha256(content.to_json().encode()).hexdigest()[:12]
