"""The scorer as the report wants it: the backend does not know the interviewer's classes."""

from actions.scoring import api
from backend.reports import ports


class ReportScorer:
    """Implements `backend.reports.ports.Scorer` with the embedded method."""

    def __init__(self) -> None:
        self._scorer = api.embedded()

    def score(self, item: ports.Item) -> ports.Score:
        """Score one answer."""
        return self._scorer.score(
            api.Item(
                id=item.id,
                position=item.position,
                dimension=item.dimension,
                question=item.question,
                rubric=item.rubric,
                answer=item.answer,
                question_kind=item.question_kind,
                asr_confidence=item.asr_confidence,
            )
        )
