"""What a row of the table of actions is, and what the rows ask of the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.language import marked

if TYPE_CHECKING:
    from app.manners import Manners

MENUS = (
    marked("&File"),
    marked("&Edit"),
    marked("&Clips"),
    marked("Trac&ks"),
    marked("&Regions"),
    marked("T&akes"),
    marked("&Transport"),
    marked("&View"),
    marked("&Help"),
)
FILE, EDIT, CLIPS, TRACKS, REGIONS, TAKES, TRANSPORT, VIEW, HELP = MENUS


def always() -> bool:
    """For actions that can always be used."""
    return True


@dataclass(frozen=True, slots=True)
class Action:
    """One row of the table.

    `shortcut` holds alternatives separated by two spaces; the first is shown. `fires_in_text` lets it work
    while a text field has the keys. `menu` may be empty: then only the shortcut is there. What has `released`
    lasts while its key is held, and ends with it.
    """

    id: str
    text: str
    shortcut: str
    menu: str
    run: Callable[[], object]
    enabled: Callable[[], bool] = always
    is_on: Callable[[], bool] | None = None
    icon: str = ""
    fires_in_text: bool = False
    starts_group: bool = False
    released: Callable[[], object] | None = None


class Window(Protocol):
    """What the table asks of the window that is not the document's business."""

    def zoom_in(self) -> None:
        """Show less time."""

    def zoom_out(self) -> None:
        """Show more time."""

    def zoom_to_fit(self) -> None:
        """Show everything."""

    def zoom_normal(self) -> None:
        """Show time at its plain scale."""

    def zoom_to_selection(self) -> None:
        """Show what is selected."""

    def ask_to_generate(self) -> None:
        """Press the button of the generate panel."""

    def compose(self) -> None:
        """Turn the generate panel to composing and put the cursor into the prompt."""

    def rename(self) -> None:
        """Write the name of what has the keys."""

    def edit_prompt(self) -> None:
        """Put the cursor into the prompt."""

    def rename_region(self) -> None:
        """Write the name of the region that has the keys."""

    def rename_take(self) -> None:
        """Write the name of the take that is heard."""

    def ask_with_new_seeds(self) -> None:
        """Ask for more takes as the one that is heard was asked for."""

    def prompt_with_same_seed(self) -> None:
        """Hold the seed of the take that is heard, and put the cursor into the prompt."""

    def escape(self) -> None:
        """Leave what can be left."""

    @property
    def manners(self) -> Manners:
        """Palette, keys, settings and help."""
        ...

    def start_tour(self) -> None:
        """Go through the window in a few steps."""

    def switch_theme(self) -> None:
        """Dark to light and back."""

    def switch_contrast(self) -> None:
        """Strong contrast, and back."""

    def reset_layout(self) -> None:
        """Put the panels back where they were first."""

    def close(self) -> bool:
        """Leave the program."""
