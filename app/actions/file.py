"""Files and projects: new, open, import, compose, save, export, leave."""

from __future__ import annotations

from app.actions.rows import FILE, Action, Window
from app.desk import Desk


def rows(desk: Desk, window: Window) -> list[Action]:
    """The rows, in the order of the menu."""
    has_tracks = lambda: bool(desk.session.document.tracks or desk.projects.folder)  # noqa: E731
    has_sound = lambda: bool(desk.session.track and desk.session.track.extent)  # noqa: E731
    return [
        Action(
            "file.open", "Open…", "Ctrl+O", FILE, desk.opening.ask_and_open, icon="open", fires_in_text=True
        ),
        Action(
            "file.open_project",
            "Open project…",
            "Ctrl+Shift+O",
            FILE,
            desk.projects.ask_and_open,
            icon="project",
            fires_in_text=True,
        ),
        Action("file.new", "New project", "Ctrl+Alt+N", FILE, desk.projects.new, fires_in_text=True),
        Action(
            "file.import",
            "Import as track…",
            "Ctrl+Shift+I",
            FILE,
            desk.opening.ask_and_import,
            fires_in_text=True,
        ),
        Action(
            "file.compose",
            "Compose from text",
            "Ctrl+N",
            FILE,
            window.compose,
            icon="compose",
            fires_in_text=True,
        ),
        Action(
            "file.save",
            "Save project",
            "Ctrl+S",
            FILE,
            desk.projects.save,
            has_tracks,
            fires_in_text=True,
            starts_group=True,
        ),
        Action(
            "file.save_as",
            "Save project as…",
            "Ctrl+Shift+S",
            FILE,
            desk.projects.save_as,
            has_tracks,
            fires_in_text=True,
        ),
        Action(
            "file.collect",
            "Collect recordings into the project",
            "",
            FILE,
            desk.projects.collect,
            has_tracks,
        ),
        Action(
            "file.locate", "Locate missing files…", "", FILE, desk.missing.locate, desk.missing.has_missing
        ),
        Action(
            "file.export_as",
            "Export…",
            "Ctrl+Alt+E",
            FILE,
            lambda: window.manners.show_export(),
            lambda: bool(desk.session.document.extent),
            fires_in_text=True,
            starts_group=True,
        ),
        Action(
            "file.export",
            "Export track…",
            "Ctrl+Shift+E",
            FILE,
            desk.export,
            has_sound,
            fires_in_text=True,
        ),
        Action(
            "file.storage",
            "Free disk space…",
            "",
            FILE,
            lambda: window.manners.show_storage(),
            starts_group=True,
        ),
        Action("file.quit", "Quit", "Ctrl+Q", FILE, window.close, fires_in_text=True, starts_group=True),
    ]
