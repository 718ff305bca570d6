"""All regions and takes of all tracks as a plain list: to find, to hear, to name, and to be read aloud."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QTreeWidget, QTreeWidgetItem, QWidget

from app.language import tr
from app.timeline import words
from app.timeline.time_format import zero_of
from engine.document.document import ORIGINAL, Document, Region, Take, Track
from engine.timeline import format_time, samples_to_seconds

Key = tuple[str, int]
"""What a row stands for: a region, and the number of a take or `REGION`."""

REGION = -1
KEY, NAME = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
HEARD, STAR, SUSPECT = "▸ ", " ★", " !"


class RegionsList(QTreeWidget):
    """Tracks, their regions, and under each of these its takes; what is heard has a triangle and is bold.

    Signals:
        region_chosen: str, identifier; the keys went to a row of this region.
        region_wanted: str, identifier; it is to be shown on the canvas.
        take_chosen: str, identifier of the region; int, number of the take that is to be heard.
        discarded: str, identifier of the region; int, number of the take that shall go to the bin.
        renamed: str, identifier of the region; int, number of a take or `REGION`; str, the new name.
        dragged: str, identifier of the region; int, number of a take or `REGION`; shall leave the window.
    """

    region_chosen = Signal(str)
    region_wanted = Signal(str)
    take_chosen = Signal(str, int)
    discarded = Signal(str, int)
    renamed = Signal(str, int, str)
    dragged = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("regions")
        self.setAccessibleName(tr("Regions and takes"))
        self.setHeaderHidden(True)
        self.setEditTriggers(QTreeWidget.EditTrigger.EditKeyPressed)
        self.setDragEnabled(True)
        # What was changed shows on the canvas first; a list of hundreds of rows follows in a turn of its own.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._catch_up)
        self._names = Names(self)
        self._names.written.connect(self.renamed)
        self.setItemDelegate(self._names)
        self._names.closeEditor.connect(lambda *_: self._soon.start())
        self._is_filling = False
        self._late: Document | None = None
        self._late_focus: str | None = None  # what was to be marked before its row was there
        self._folded: set[str] = set()
        self.itemActivated.connect(self._activate)
        self.itemClicked.connect(self._activate)

        self.currentItemChanged.connect(lambda item, _before: self._point(item))
        self.itemCollapsed.connect(lambda item: self._folded.add(_key(item)[0]))
        self.itemExpanded.connect(lambda item: self._folded.discard(_key(item)[0]))

    def show_document(self, before: Document, after: Document) -> None:
        """Take up the regions of `after`; the row that has the keys keeps them where it is still there."""
        is_same = [t.regions for t in before.tracks] == [t.regions for t in after.tracks]
        if self._late is None and is_same and self._fits(after):
            return
        self._late = after
        self._soon.start()

    def _catch_up(self) -> None:
        """Show what has come; while a name is being written, that waits, so that takes do not cost it."""
        if self._late is not None and self.state() is not QTreeWidget.State.EditingState:
            late, self._late = self._late, None
            self._fill(late)
            focus, self._late_focus = self._late_focus, None
            if focus is not None:
                self.show_focused(focus)

    def _fill(self, after: Document) -> None:
        current = self._pointed()
        self._is_filling = True
        self.clear()
        for track in after.tracks:
            self._add_track(after, track)
        self._mark(current if self._found(current) else (current[0], REGION))
        self._is_filling = False

    def show_focused(self, region_id: str) -> None:
        """Go to the region that keys act on, unless a row of it is marked already; "" is none."""
        if self._late is not None:
            self._late_focus = region_id  # its row may not be there yet
            return
        if self._pointed()[0] != region_id:
            self._is_filling = True
            if region_id:
                self._mark((region_id, REGION))
            else:
                self.setCurrentItem(None)
            self._is_filling = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Where there is no region yet, say how one comes about."""
        super().paintEvent(event)
        tracks = [self.topLevelItem(row) for row in range(self.topLevelItemCount())]
        if any(track is not None and track.childCount() for track in tracks):
            return
        with QPainter(self.viewport()) as painter:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            below = len(tracks) * 2 * self.fontMetrics().height()
            room = self.viewport().rect().adjusted(8, below + 8, -8, -8)
            align = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(room, int(align), tr("Select a stretch and press Enter to make a region."))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """What is pressed is what there is now."""
        self._catch_up()
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What keys go through is what there is now."""
        self._catch_up()
        if event.key() not in _DISCARDING or not self._is_own(event):
            super().keyPressEvent(event)
            return
        region, number = self._pointed()
        if number != ORIGINAL:
            self.discarded.emit(region, number)

    def _is_own(self, event: QKeyEvent) -> bool:
        """Whether a key is about the row that has the keys."""
        is_discarding = event.key() in _DISCARDING and self._pointed()[1] != REGION
        return not event.modifiers() and (event.key() in _KEYS or is_discarding)

    def _pointed(self) -> Key:
        """What the row stands for that has the keys."""
        item = self.currentItem()
        return _key(item) if item is not None else ("", REGION)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Ask for a file: what the list itself would give, nobody else can take."""
        item = self.currentItem()
        if item is not None and _key(item)[0]:
            self.dragged.emit(*_key(item))

    def event(self, event: QEvent) -> bool:
        """The list's own keys come before the window's shortcuts."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._is_own(event):
            event.accept()
            return True
        return super().event(event)

    def _fits(self, document: Document) -> bool:
        names = [item.text(0) for item in _children(self.invisibleRootItem())]
        return names == [_title(track) for track in document.tracks]

    def _add_track(self, document: Document, track: Track) -> None:
        top = QTreeWidgetItem(self, [_title(track)])
        top.setFlags(Qt.ItemFlag.ItemIsEnabled)
        top.setData(0, KEY, ("", REGION))
        for region in track.regions:
            item = _row(top, _region_text(document, region), (region.id, REGION))
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, words.spoken_region(document, region))
            item.setData(0, NAME, region.name)
            for take in _answers(region):
                self._add_take(item, region, take)
            item.setExpanded(region.id not in self._folded)
        top.setExpanded(True)

    def _add_take(self, above: QTreeWidgetItem, region: Region, take: Take | None) -> None:
        number = ORIGINAL if take is None else take.number
        is_heard = region.chosen == number
        item = _row(above, _take_text(take, is_heard), (region.id, number))
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, words.spoken_take(region, take))
        item.setData(0, NAME, take.name if take is not None else "")
        if take is not None and take.suspect:
            item.setToolTip(0, take.suspect)
        if take is None:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
        font = item.font(0)
        font.setBold(is_heard)
        item.setFont(0, font)

    def _point(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and not self._is_filling and (region := _key(item)[0]):
            self.region_chosen.emit(region)

    def _activate(self, item: QTreeWidgetItem) -> None:
        region, number = _key(item)
        if region and number == REGION:
            self.region_wanted.emit(region)
        elif region:
            self.take_chosen.emit(region, number)

    def _mark(self, key: Key) -> None:
        item = self._found(key)
        if item is not None:
            self.setCurrentItem(item)
            self.scrollToItem(item)

    def _found(self, key: Key) -> QTreeWidgetItem | None:
        return next((item for item in self._rows() if _key(item) == key), None)

    def rows(self) -> Iterator[QTreeWidgetItem]:
        """Every region, and behind each its takes."""
        self._catch_up()
        yield from self._rows()

    def _rows(self) -> Iterator[QTreeWidgetItem]:
        for track in _children(self.invisibleRootItem()):
            for region in _children(track):
                yield region
                yield from _children(region)


class Names(QStyledItemDelegate):
    """Lets names be written in place: the field holds the name alone, the row says more.

    Signals:
        written: str, identifier of a region; int, number of a take or `REGION`; str, the name.
    """

    written = Signal(str, int, str)

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """Begin with the name."""
        if isinstance(editor, QLineEdit):
            editor.setText(index.data(NAME) or "")
            editor.selectAll()

    def setModelData(
        self, editor: QWidget, _model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Hand the name on; the row changes when the document does."""
        region, number = index.data(KEY)
        if isinstance(editor, QLineEdit) and editor.text().strip() != (index.data(NAME) or ""):
            self.written.emit(region, number, editor.text().strip())


_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
_DISCARDING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
"""On the row of a take they are about that take, not about the region or about what is heard."""


def _answers(region: Region) -> list[Take | None]:
    return [None, *region.takes] if region.takes else []


def _title(track: Track) -> str:
    return track.name or tr("Track")


def _region_text(document: Document, region: Region) -> str:
    places = (edge - zero_of(document) for edge in (region.span.start, region.span.stop))
    start, stop = (format_time(samples_to_seconds(place, document.sample_rate)) for place in places)
    return f"{words.region_label(region)}   {start} – {stop}"


def _take_text(take: Take | None, is_heard: bool) -> str:
    marks = (STAR if take.is_starred else "") + (SUSPECT if take.suspect else "") if take is not None else ""
    return (HEARD if is_heard else "") + words.take_label(take) + marks


def _row(above: QTreeWidgetItem, text: str, key: Key) -> QTreeWidgetItem:
    item = QTreeWidgetItem(above, [text])
    item.setData(0, KEY, key)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable)
    return item


def _children(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    return [child for n in range(item.childCount()) if (child := item.child(n)) is not None]


def _key(item: QTreeWidgetItem) -> Key:
    region, number = item.data(0, KEY) or ("", REGION)
    return region, number
