"""Keys that people bring along from other editors: what each scheme changes in the table of actions.

Inlay's own keys are those of Audacity 4 wherever that has the command, so its scheme says only what older
versions had people learn. A key that a scheme gives to one action is taken from the action that had it.
Identifiers that the table does not have are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping

INLAY, AUDACITY, AUDITION = "Inlay", "Audacity", "Audition"

SCHEMES: Mapping[str, Mapping[str, str]] = {
    INLAY: {},
    AUDACITY: {
        "view.zoom_in": "Ctrl+1",
        "view.zoom_out": "Ctrl+3",
        "view.settings": "Ctrl+P",
    },
    AUDITION: {
        "view.zoom_in": "=",
        "view.zoom_out": "-",
        "view.zoom_fit": "Ctrl+\\",
        "transport.loop": "Ctrl+L",
        "clips.split": "Ctrl+K",
        "view.palette": "Ctrl+Shift+P",
        "file.import": "Ctrl+I",
    },
}
"""By name of the scheme: keys by identifier of the action, alternatives separated by two spaces."""
