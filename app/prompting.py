"""Which prompt the panel's field holds: the common one, or that of the region that has the keys."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.language import tr
from app.panels.generate import GeneratePanel
from app.requests import Mode
from app.session import Session
from app.takes import Takes
from app.timeline import words
from engine.document import edits
from engine.document.document import Document, Region


class Prompting(QObject):
    """Keeps the field, the switch "same for all" and the regions' own prompts in step.

    Args:
        session: whose regions may have prompts of their own.
        panel: where prompts are written.
        takes: what the prompts of takes are taken up from.
    """

    def __init__(self, session: Session, panel: GeneratePanel, takes: Takes) -> None:
        super().__init__(panel)
        self._session, self._panel, self._takes = session, panel, takes
        session.document_changed.connect(self._follow_document)
        session.region_focused.connect(lambda _region: self.show_prompt())
        panel.box.own_written.connect(self._keep)
        panel.box.own_asked.connect(self.set_own)
        self.show_prompt()

    def show_prompt(self) -> None:
        """Put the prompt of the region that has the keys into the field, or the common one."""
        region = self._session.region
        own = None if region is None else region.prompt
        name = "" if region is None else self._name(region)
        self._panel.box.show_prompt(own, name, can_differ=self._can_differ(region))

    def set_own(self, is_own: bool) -> None:
        """Give the region that has the keys a prompt of its own, first the common one; or take it away."""
        region = self._session.region
        if region is None:
            return
        prompt = self._panel.common_prompt if is_own else None
        text = tr("Own prompt for {region}") if is_own else tr("Common prompt for {region}")
        after = edits.set_prompt(self._session.document, region.id, prompt)
        self._session.commit(text.format(region=self._name(region)), after)

    def take_up(self, *, with_seed: bool) -> None:
        """Write down what the take that is heard was asked with: its prompt, and its seed or a new one."""
        take, region = self._takes.take, self._takes.region
        if take is None or region is None:
            return
        self._session.focus_region(region.id)
        if self._panel.form.mode not in (Mode.REGENERATE, Mode.VARIATION):
            self._panel.choose_mode(Mode.REGENERATE)
        if region.prompt is None:
            self._panel.box.write(take.prompt)
        self._panel.seed.hold(take.seed if with_seed else None)

    def _keep(self, text: str) -> None:
        """What was typed belongs to the region whose prompt is shown."""
        region = self._session.region
        if region is None or region.prompt is None or region.prompt == text:
            return
        label = tr("Prompt of {region}", region=self._name(region))
        after = edits.set_prompt(self._session.document, region.id, text)
        self._session.commit(label, after, merge=f"prompt {region.id}")

    def _follow_document(self, before: Document, after: Document) -> None:
        if [t.regions for t in before.tracks] != [t.regions for t in after.tracks]:
            self.show_prompt()

    def _can_differ(self, region: Region | None) -> bool:
        """Prompts of their own make sense where there are several regions to ask for."""
        if region is None:
            return False
        track = self._session.document.track_of(region.id)
        return region.prompt is not None or len(track.regions) > 1

    def _name(self, region: Region) -> str:
        return words.region_name(region)
