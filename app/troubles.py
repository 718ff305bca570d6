"""What went wrong, as strips: each says what can be done, and goes when it is over."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from app.language import tr
from app.messages import Answers, Messages, tell
from app.models import NoModelError
from engine.errors import CheckpointError, WorkerDied


class Troubles(QObject):
    """Puts errors up and takes them down again.

    Args:
        messages: where the strips are.
        log_file: is named where the details are kept there.
        ways_on: further answers to an error, from who knows more of what was asked for.

    Signals:
        retry_asked: nothing; the last request is wanted again.
        folder_asked: nothing; a folder is to be named as the model.
    """

    retry_asked = Signal()
    folder_asked = Signal()

    def __init__(
        self,
        messages: Messages,
        log_file: Path,
        ways_on: Callable[[BaseException], Answers] = lambda _error: (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ways_on = ways_on
        self._messages, self._log_file = messages, log_file
        self._of_sound: set[str] = set()
        self._of_request = ""

    def show_error(self, error: BaseException) -> None:
        """One sentence in a strip."""
        self._messages.show_message(tell(error, self._log_file), self._answers(error), "warning")

    def show_no_sound(self, error: BaseException) -> bool:
        """Say in a strip that nothing can be heard, but only once; whether it was said now."""
        if str(error) in self._of_sound:
            return False
        self._of_sound.add(str(error))
        self.show_error(error)
        return True

    def end_of_sound(self) -> None:
        """Something plays: whatever was wrong with the output is over."""
        for sentence in self._of_sound:
            self._messages.take_back(sentence)
        self._of_sound.clear()

    def keep_request(self, error: BaseException) -> None:
        """Remember what a request failed of."""
        self._of_request = tell(error, self._log_file)

    def end_of_request(self) -> None:
        """The next one is under way: what the one before failed of need not be read any more."""
        self._messages.take_back(self._of_request)

    def _answers(self, error: BaseException) -> Answers:
        """What can be done, where that is one step."""
        if isinstance(error, WorkerDied):
            return ((tr("Try again"), self.retry_asked.emit),)
        use_folder = (tr("Use a folder…"), self.folder_asked.emit)
        if isinstance(error, NoModelError):
            return ((tr("Open the page"), partial(QDesktopServices.openUrl, QUrl(error.page))), use_folder)
        return (use_folder,) if isinstance(error, CheckpointError) else self._ways_on(error)
