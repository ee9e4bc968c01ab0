"""The whole content of one version."""

import json
from collections.abc import Mapping
from typing import Self

from backend.content.errors import ContentError
from backend.content.form import Form, resolve
from backend.content.models import Dimension, FaqEntry, Part, Position, Settings, Site, SiteQuestion
from backend.content.text import Language


class Content(Part):
    """All positions, sites, answers and wording; one JSON value, so that an interview can be pinned to it."""

    settings: Settings
    dimensions: Mapping[str, Dimension]
    positions: Mapping[str, Position]
    question_bank: Mapping[str, SiteQuestion]
    sites: Mapping[str, Site]
    faq: Mapping[str, FaqEntry]
    locales: Mapping[Language, Mapping[str, str]]

    def form(self, position_id: str, site_id: str) -> Form:
        """What is asked for this position at this site; ContentError when there is no such opening."""
        if position_id not in self.positions:
            raise ContentError(
                "positions", position_id, f"no such position; there are {', '.join(self.positions)}"
            )
        if site_id not in self.sites:
            raise ContentError("sites.yaml", site_id, f"no such site; there are {', '.join(self.sites)}")
        return resolve(self.positions[position_id], self.sites[site_id], self.question_bank)

    def openings(self) -> tuple[tuple[str, str], ...]:
        """Every (position id, site id) that can be interviewed for."""
        return tuple((position, site.id) for site in self.sites.values() for position in site.openings)

    def sites_of(self, position_id: str) -> tuple[str, ...]:
        """The sites with an opening for this position, in file order."""
        return tuple(site for position, site in self.openings() if position == position_id)

    def to_json(self) -> str:
        """The canonical JSON: the same content gives the same bytes."""
        return json.dumps(
            self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The content that `to_json` wrote."""
        return cls.model_validate_json(text)
