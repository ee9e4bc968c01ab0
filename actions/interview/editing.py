"""What a person edits in what they have said: the words change where they are held, and nothing is asked or answered."""

from collections.abc import Collection

from actions.interview.session import Session


def edit_draft(session: Session, edited: Collection[int], message_id: int, text: str) -> Session | None:
    """The session with the held message of one of these ids said anew; None when none of them is being held."""
    changed = session.model_copy(deep=True)
    draft = changed.draft
    if draft is None:
        return None
    places = [place for place, held in enumerate(draft.message_ids) if held in edited]
    for place in places:
        draft.message_ids[place], draft.texts[place] = message_id, text
    return changed if places else None


def reword(session: Session, before: str, after: str) -> Session:
    """The session with part of an answer that is on record already said anew, so that probes look at what counts."""
    changed = session.model_copy(deep=True)
    for reply in (changed.reply, changed.previous):
        if reply is not None and before and before in reply.text:
            reply.text = reply.text.replace(before, after, 1)
            break
    return changed
