"""Why an action cannot be used now, where the condition it asks for has a name that tells."""

from __future__ import annotations

from app.actions.rows import Action
from app.language import marked, tr

REASONS = {
    "has_track": marked("Open audio first, or compose from text."),
    "has_sound": marked("There is nothing to hear yet: open audio first."),
    "has_selection": marked("Select a stretch first."),
    "has_region": marked("Mark a region and give it the keys first."),
    "has_takes": marked("There are no takes here yet: generate some first."),
    "has_take": marked("There is no take of this number here."),
    "hears_take": marked("The original is heard: choose a take first."),
    "has_clip": marked("Point at a clip first."),
    "has_clips": marked("Point at a clip first."),
    "can_loop": marked("Select a stretch or a region first."),
    "has_loop": marked("There is no loop: select a stretch and press Shift+L."),
    "is_nothing_selected": marked("Enter does something else while a stretch is selected."),
    "can_paste": marked("Copy or cut something first."),
}
"""By the name of the condition."""


def reason(action: Action) -> str:
    """One sentence; "" where nothing is known."""
    condition = getattr(action.enabled, "func", action.enabled)  # of a partial, what it calls
    text = REASONS.get(getattr(condition, "__name__", ""), "")
    return tr(text) if text else ""
