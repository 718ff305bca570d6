"""How one finds one's way in the window: palette, own keys, bands, settings, tour, manual, regions."""

from __future__ import annotations

from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLineEdit,
    QPushButton,
    QToolBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app import bands, theme
from app.actions import MENUS
from app.panels import help as manual
from app.panels.settings import SettingsWindow
from app.panels.shortcuts import OF_ACTION, ShortcutList
from app.panels.tour import Tour
from app.session import Selection
from app.timeline.look import Snap
from engine.document import edits, takes
from engine.timeline import Span
from tests.app.conftest import CONTROL, LEFT, PLAIN, RATE, Studio

SHIFT = Qt.KeyboardModifier.ShiftModifier
LEAST_WIDTH_PX = 640


def shown(studio: Studio, kind: type[QDialog]) -> QDialog:
    """The window of this kind that is open, with the keys."""
    studio.bot.waitUntil(lambda: any(w.isVisible() for w in studio.window.findChildren(kind)))
    found = next(w for w in studio.window.findChildren(kind) if w.isVisible())
    studio.bot.waitUntil(found.isActiveWindow)
    return found


def back(studio: Studio) -> None:
    """Turn to the window again."""
    studio.window.activateWindow()
    studio.bot.waitUntil(studio.window.isActiveWindow)


def spoken(widget: QWidget) -> str:
    """What a screen reader is told a widget is called."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


# -- the table, and who can reach what ----------------------------------------------------------------------


def test_every_action_is_reached_by_keys_alone(loaded: Studio):
    actions, bar = loaded.window.actions_, loaded.window.menuBar()
    mnemonics = [entry.text().partition("&")[2][:1].casefold() for entry in bar.actions()]
    assert all(mnemonics)
    assert len(set(mnemonics)) == len(MENUS)
    in_menus = {action.objectName() for entry in bar.actions() for action in entry.menu().actions()}
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_K, CONTROL)
    listed = loaded.window.manners.command_palette.list
    in_palette = {
        listed.topLevelItem(n).data(0, Qt.ItemDataRole.UserRole) for n in range(listed.topLevelItemCount())
    }
    unreached = [
        row.id
        for row in actions.table
        if not actions[row.id].shortcuts() and row.id not in in_menus and row.id not in in_palette
    ]
    assert unreached == []
    assert {row.id for row in actions.table} - in_palette == {"view.palette"}


def test_the_palette_finds_choices_of_a_submenu_by_the_name_of_the_submenu(loaded: Studio):
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_K, CONTROL)
    palette = loaded.window.manners.command_palette
    QTest.keyClicks(palette.field, "snap to zero")
    assert palette.list.topLevelItem(0).text(0) == "Snap to: Zero crossings"
    loaded.key(Qt.Key.Key_Return)
    assert loaded.session.snap is Snap.ZERO


def test_whoever_types_an_actions_name_into_the_palette_finds_it_among_the_first(loaded: Studio):
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_K, CONTROL)
    palette = loaded.window.manners.command_palette
    entries = [palette.list.topLevelItem(n) for n in range(palette.list.topLevelItemCount())]
    named = {item.data(0, Qt.ItemDataRole.UserRole): item.text(0) for item in entries}
    missed = []
    for action, text in named.items():
        palette.field.setText(text.lower().removesuffix("…"))  # letter by letter would take minutes
        n_first = min(4, palette.list.topLevelItemCount())
        first = [palette.list.topLevelItem(n).data(0, Qt.ItemDataRole.UserRole) for n in range(n_first)]
        if action not in first:
            missed.append((action, text))
    assert missed == []
    loaded.key(Qt.Key.Key_Escape)


def test_alt_and_its_letter_open_each_menu(loaded: Studio):
    loaded.leave_fields()
    bar = loaded.window.menuBar()
    for entry in bar.actions():
        letter = entry.text().partition("&")[2][:1]
        QTest.keyClick(loaded.window, letter, Qt.KeyboardModifier.AltModifier)
        loaded.bot.waitUntil(entry.menu().isVisible)
        QTest.keyClick(entry.menu(), Qt.Key.Key_Escape)
        QTest.keyClick(bar, Qt.Key.Key_Escape)
        loaded.bot.waitUntil(lambda entry=entry: not entry.menu().isVisible())


def test_no_two_actions_that_can_be_used_have_the_same_key_in_any_scheme(loaded: Studio):
    actions, session = loaded.window.actions_, loaded.session
    for scheme in ("Inlay", "Audacity", "Audition"):
        changed = actions.keymap.with_scheme(scheme)
        for selection in (None, Selection(session.document.tracks[0].id, Span(0, 4800))):
            session.select(selection)
            usable = [row for row in changed.table if row.enabled()]
            every = [keys.toString() for row in usable for keys in changed.sequences(row.id)]
            assert sorted(every) == sorted(set(every))


def test_every_button_that_has_an_action_says_its_keys(loaded: Studio):
    bar = loaded.window.findChild(QToolBar, "transportBar")
    tips = {action.objectName(): action.toolTip() for action in bar.actions() if action.objectName()}
    assert tips["transport.play"] == "Play (Space)"
    assert "(Ctrl+Enter)" in loaded.window.generate.button.toolTip()
    assert "(Ctrl+O)" in loaded.window.empty.open.toolTip()


def test_f10_opens_the_menus(loaded: Studio):
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_F10)
    assert loaded.window.menuBar().activeAction() is not None
    QTest.keyClick(loaded.window.menuBar(), Qt.Key.Key_Escape)


# -- the palette --------------------------------------------------------------------------------------------


def test_the_palette_finds_a_command_by_a_few_letters_and_does_it(loaded: Studio):
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_K, CONTROL)
    palette = loaded.window.manners.command_palette
    assert QApplication.focusWidget() is palette.field
    QTest.keyClicks(palette.field, "sel all")
    loaded.key(Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert loaded.session.selection is not None
    assert loaded.session.selection.span == loaded.session.document.extent
    assert loaded.window.timeline.isAncestorOf(QApplication.focusWidget())
    assert loaded.window.desk.store.settings.recent_actions[0] == "edit.select_all"


def test_the_palette_shows_keys_and_says_why_something_cannot_be_done(studio: Studio):
    studio.key(Qt.Key.Key_K, CONTROL)
    palette = studio.window.manners.command_palette
    QTest.keyClicks(palette.field, "go to end")
    assert palette.list.currentItem().text(1) == "End"
    assert palette.remark.text() == "There is nothing to hear yet: open audio first."
    studio.key(Qt.Key.Key_Return)
    assert palette.isVisible()
    studio.key(Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_arrows_go_through_the_palette_and_what_was_done_last_comes_first(loaded: Studio):
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_L)
    loaded.key(Qt.Key.Key_K, CONTROL)
    palette = loaded.window.manners.command_palette
    first = palette.list.currentItem().text(0)
    assert first == "Loop"
    loaded.key(Qt.Key.Key_Down)
    assert palette.list.currentItem().text(0) != first
    loaded.key(Qt.Key.Key_Up)
    assert palette.list.currentItem().text(0) == first
    loaded.key(Qt.Key.Key_Escape)


def test_the_palette_opens_from_within_the_prompt_and_goes_back_there(loaded: Studio):
    loaded.type("snare")
    loaded.key(Qt.Key.Key_K, CONTROL)
    assert loaded.window.manners.command_palette.isVisible()
    loaded.key(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is loaded.window.generate.prompt
    assert loaded.window.generate.prompt.toPlainText() == "snare"


# -- keys of one's own --------------------------------------------------------------------------------------


def item_of(keys: ShortcutList, action: str) -> QTreeWidgetItem:
    """The row of an action in the list of keys."""
    items = keys.list.findItems("*", Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive, 0)
    return next(item for item in items if item.data(0, OF_ACTION) == action)


def test_a_key_that_is_pressed_for_an_action_does_it_from_then_on_and_the_next_time(loaded: Studio):
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_Question)
    keys = shown(loaded, ShortcutList)
    keys.list.setCurrentItem(item_of(keys, "edit.select_all"))
    keys.record.setFocus()
    QTest.keyClick(keys.record, Qt.Key.Key_L)
    assert "“Loop”" in keys.conflict.text()
    QTest.mouseClick(keys.use, LEFT)
    assert item_of(keys, "edit.select_all").text(1) == "L"
    assert item_of(keys, "transport.loop").text(1) == ""
    keys.close()
    back(loaded)
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_L)
    assert loaded.session.selection is not None
    assert set(loaded.window.desk.store.settings.keys) == {"edit.select_all=L", "transport.loop="}
    assert loaded.window.actions_["edit.select_all"].toolTip() == "Select all (L)"


def test_keys_are_reset_one_by_one_and_all_at_once(loaded: Studio):
    loaded.window.manners.show_keys()
    keys = shown(loaded, ShortcutList)
    for action, key in (("edit.select_all", Qt.Key.Key_F7), ("transport.loop", Qt.Key.Key_F8)):
        keys.list.setCurrentItem(item_of(keys, action))
        keys.record.setFocus()
        QTest.keyClick(keys.record, key)
        QTest.mouseClick(keys.use, LEFT)
    assert loaded.window.actions_["transport.loop"].shortcut() == QKeySequence("F8")
    QTest.mouseClick(keys.back, LEFT)
    assert item_of(keys, "transport.loop").text(1) == "L"
    assert item_of(keys, "edit.select_all").text(1) == "F7"
    QTest.mouseClick(keys.all_back, LEFT)
    assert loaded.window.actions_["edit.select_all"].shortcut() == QKeySequence("Ctrl+A")
    assert loaded.window.desk.store.settings.keys == ()
    keys.close()


def test_the_list_of_keys_is_searched_by_name_and_by_key(loaded: Studio):
    loaded.window.manners.show_keys()
    keys = shown(loaded, ShortcutList)
    QTest.keyClicks(keys.search, "ctrl+shift+e")
    assert item_of(keys, "file.export").text(1) == "Ctrl+Shift+E"
    assert len(keys.list.findItems("*", Qt.MatchFlag.MatchWildcard, 0)) == 1
    keys.close()


def test_the_keys_of_another_editor_come_as_a_whole(loaded: Studio):
    loaded.window.manners.show_keys()
    keys = shown(loaded, ShortcutList)
    keys.scheme.setFocus()
    QTest.keyClicks(keys.scheme, "Audition")
    QTest.keyClick(keys.scheme, Qt.Key.Key_Return)
    keys.scheme.textActivated.emit(keys.scheme.currentText())
    assert loaded.window.actions_["transport.loop"].shortcut() == QKeySequence("Ctrl+L")
    assert loaded.window.desk.store.settings.key_scheme == "Audition"
    keys.close()


# -- bands and Tab ------------------------------------------------------------------------------------------


def test_f6_goes_through_all_parts_of_the_window_and_with_ctrl_and_shift_back(loaded: Studio):
    window = loaded.window
    loaded.leave_fields()
    tops = {
        "transport": window.transport_bar,
        "canvas": window.timeline,
        "generate": window.generate,
        "history": window.history,
        "status": window.status,
    }

    def here() -> str:
        focused = QApplication.focusWidget()
        return next((n for n, w in tops.items() if w is focused or w.isAncestorOf(focused)), "")

    loaded.window.docks.bring("history")
    seen = []
    while seen[-1:] != ["canvas"]:
        loaded.key(Qt.Key.Key_F6)
        seen.append(here())
    assert set(seen) >= {"transport", "canvas", "generate", "history"}
    turned = []
    for _ in seen:
        turned.append(here())
        loaded.key(Qt.Key.Key_F6, CONTROL | SHIFT)
    assert turned == seen[::-1]


def test_f6_leaves_the_prompt_and_comes_back_to_where_the_keys_were(loaded: Studio):
    loaded.window.generate.takes.setFocus()
    loaded.key(Qt.Key.Key_F6)
    assert QApplication.focusWidget() is not loaded.window.generate.takes
    loaded.key(Qt.Key.Key_F6, CONTROL | SHIFT)
    assert QApplication.focusWidget() is loaded.window.generate.takes


def test_it_can_be_seen_where_the_keys_are_wherever_they_are(loaded: Studio):
    window = loaded.window
    loaded.drag(1, 1.5)
    loaded.generate()
    unseen = []
    for dock in ("queue", "history", "regions"):
        window.docks.bring(dock)
        for widget in bands.stops_in(window):
            QApplication.processEvents()
            if not widget.isVisible():
                continue
            pictures = []
            for holder in (widget, bands.first_stop(window.transport_bar), window.generate.prompt):
                holder.setFocus()
                QApplication.processEvents()
                if holder is not widget or not pictures:
                    pictures.append(seen_from_above(widget))
            if pictures[0] in pictures[1:]:
                unseen.append(f"{type(widget).__name__} {spoken(widget)}")
    assert unseen == []


def seen_from_above(widget: QWidget) -> QImage:
    """What is shown of a widget, with some of what is around it: a frame may be that of its parent."""
    place = widget.visibleRegion().boundingRect().adjusted(-4, -4, 4, 4)
    return widget.window().grab(place.translated(widget.mapTo(widget.window(), QPoint()))).toImage()


def beside(widget: QWidget) -> list[QAbstractButton]:
    """The buttons of which one is always down, this one among them: arrows lead from one to the next."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group.buttons() if group is not None and group.exclusive() else []


def test_tab_reaches_every_control_and_each_has_a_spoken_name(loaded: Studio):
    window = loaded.window
    loaded.drag(1, 1.5)
    loaded.generate()
    stops = bands.stops_in(window)
    reached = []
    window.transport_bar.setFocus()
    bands.first_stop(window.transport_bar).setFocus()
    for _ in range(len(stops) + 2):
        reached.append(QApplication.focusWidget())
        loaded.key(Qt.Key.Key_Tab)
    missed = [w for w in stops if w not in reached and not any(other in reached for other in beside(w))]
    assert [f"{type(w).__name__} {spoken(w)}" for w in missed] == []
    silent = [f"{type(w).__name__} {w.objectName()}" for w in stops if not spoken(w)]
    assert silent == []
    loaded.settle()


def test_looking_for_where_tab_stops_ties_no_widget_to_the_one_before_it(qtbot: QtBot):
    top, column = QWidget(), QVBoxLayout()
    qtbot.addWidget(top)
    top.setLayout(column)
    tree, field = QTreeWidget(), QLineEdit()
    for widget in (tree, field):
        column.addWidget(widget)
    top.show()
    assert bands.stops_in(top) == [tree, field]
    (owner,) = [line for line in shiboken6.dump(field).splitlines() if line.startswith("parent")]
    assert f"{id(top):#x}" in owner


def test_enter_presses_the_button_that_has_the_keys_and_space_plays(loaded: Studio):
    lock = loaded.window.generate.seed.lock
    lock.setFocus()
    loaded.key(Qt.Key.Key_Return)
    assert lock.isChecked()
    loaded.key(Qt.Key.Key_Space)
    assert lock.isChecked()
    assert loaded.players.last.is_playing


# -- regions as a list --------------------------------------------------------------------------------------


def test_regions_and_takes_have_spoken_names_in_the_list_and_on_the_canvas(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.generate()
    listed = loaded.window.manners.regions
    interface = QAccessible.queryAccessibleInterface(listed)
    names = [
        child.text(QAccessible.Text.Name)
        for child in (interface.child(n) for n in range(interface.childCount()))
        if child is not None
    ]
    assert any(name.startswith("Region 1, 1.00 to 1.50 seconds, 2 takes") for name in names)
    assert any(name.startswith("The original of region 1") for name in names)
    on_canvas = [w.accessibleName() for w in loaded.window.timeline.findChildren(QWidget)]
    assert any(name.startswith("Region 1, 1.00 to 1.50 seconds") for name in on_canvas)
    assert any(name.startswith("Take 2 of region 1") for name in on_canvas)
    loaded.settle()


def rows(studio: Studio) -> list[QTreeWidgetItem]:
    """All rows of the list of regions."""
    return list(studio.window.manners.regions.rows())


def test_a_take_is_chosen_and_a_region_named_in_the_list(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.generate()
    listed = loaded.window.manners.regions
    loaded.window.docks.bring("regions")
    listed.setFocus()
    listed.setCurrentItem(rows(loaded)[3])
    loaded.key(Qt.Key.Key_Return)
    loaded.bot.waitUntil(lambda: loaded.session.document.tracks[0].regions[0].chosen == 2)
    assert rows(loaded)[3].font(0).bold()
    listed.setCurrentItem(rows(loaded)[0])
    loaded.key(Qt.Key.Key_F2)
    loaded.bot.waitUntil(lambda: QApplication.focusWidget() is not listed)
    QTest.keyClicks(QApplication.focusWidget(), "Crash")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    loaded.bot.waitUntil(lambda: loaded.session.document.tracks[0].regions[0].name == "Crash")
    assert rows(loaded)[0].text(0).startswith("Crash")
    loaded.settle()


def test_delete_on_the_row_of_a_take_discards_that_take_alone(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.generate()
    listed, region = loaded.window.manners.regions, loaded.session.document.tracks[0].regions[0]
    loaded.window.docks.bring("regions")
    listed.setFocus()
    for row, key, left in (
        (1, Qt.Key.Key_Delete, [1, 2]),
        (3, Qt.Key.Key_Delete, [1]),
        (2, Qt.Key.Key_Backspace, []),
    ):
        listed.setCurrentItem(rows(loaded)[row])
        loaded.key(key)
        QApplication.processEvents()
        now = loaded.session.document.region(region.id)
        assert [take.number for take in now.takes] == left
    assert len(now.bin) == 2
    loaded.settle()


def test_takes_that_arrive_while_a_name_is_written_leave_it_alone(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.generate()
    listed = loaded.window.manners.regions
    loaded.window.docks.bring("regions")
    listed.setFocus()
    listed.setCurrentItem(rows(loaded)[0])
    loaded.key(Qt.Key.Key_F2)
    loaded.bot.waitUntil(lambda: QApplication.focusWidget() is not listed)
    QTest.keyClicks(QApplication.focusWidget(), "Cra")
    n_before = len(rows(loaded))
    region = loaded.session.document.tracks[0].regions[0]
    taken = takes.bin_takes(loaded.session.document, region.id, (region.takes[-1].number,))
    loaded.session.commit("Discard take", taken)
    assert len(rows(loaded)) == n_before
    QTest.keyClicks(QApplication.focusWidget(), "sh")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    loaded.bot.waitUntil(lambda: loaded.session.document.tracks[0].regions[0].name == "Crash")
    loaded.bot.waitUntil(lambda: len(rows(loaded)) == n_before - 1)
    assert rows(loaded)[0].text(0).startswith("Crash")
    loaded.settle()


def test_the_list_follows_the_region_that_has_the_keys_and_the_other_way_round(loaded: Studio):
    loaded.drag(1, 1.5, CONTROL)
    loaded.drag(2, 2.5, CONTROL)
    first, second = loaded.session.document.tracks[0].regions
    listed = loaded.window.manners.regions
    loaded.session.focus_region(first.id)
    assert listed.currentItem().text(0).startswith("R1")
    loaded.window.docks.bring("regions")
    listed.setFocus()
    loaded.key(Qt.Key.Key_Down)
    assert loaded.session.focused_region == second.id


def test_a_click_in_the_list_right_behind_a_change_means_what_is_there_now(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.generate()
    loaded.drag(2, 2.5)
    loaded.generate()
    session, listed = loaded.session, loaded.window.manners.regions
    loaded.window.docks.bring("regions")
    loaded.bot.waitUntil(lambda: len(rows(loaded)) == 8)
    first, second = session.document.tracks[0].regions
    session.focus_region(second.id)
    session.commit("Name region", edits.name_region(session.document, first.id, "Crash"))
    place = listed.visualItemRect(rows(loaded)[2]).center()  # the first take of the first region
    session.commit("Name region", edits.name_region(session.document, first.id, "Splash"))
    QTest.mouseClick(listed.viewport(), LEFT, PLAIN, place)  # the event loop has not come round in between
    loaded.bot.waitUntil(lambda: session.document.region(first.id).chosen == 1)
    assert session.focused_region == first.id
    assert rows(loaded)[0].text(0).startswith("Splash")
    loaded.settle()


def test_a_key_in_a_panel_that_floats_finds_its_action_ready(loaded: Studio):
    dock = loaded.window.docks["regions"]
    loaded.window.docks.bring("regions")
    dock.setFloating(True)
    assert QTest.qWaitForWindowExposed(dock)
    listed = loaded.window.manners.regions
    dock.activateWindow()
    listed.setFocus()
    loaded.bot.waitUntil(listed.hasFocus)
    track, before = loaded.session.document.tracks[0].id, loaded.session.document
    loaded.session.select(Selection(track, Span(RATE, 2 * RATE)))
    QTest.keyClick(listed, Qt.Key.Key_Delete)
    assert loaded.session.document != before
    loaded.settle()


# -- settings, colours, size --------------------------------------------------------------------------------


def test_settings_count_at_once_and_are_kept(loaded: Studio):
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_Comma, CONTROL)
    page = shown(loaded, SettingsWindow)
    QTest.mouseClick(page.fields["has_high_contrast"], LEFT, PLAIN, QPoint(8, 8))
    assert loaded.window.theme is theme.DARK_CONTRAST
    box = page.fields["theme"]
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    box.activated.emit(box.currentIndex())
    assert loaded.window.theme is theme.LIGHT_CONTRAST
    assert theme.theme_of(loaded.window) is theme.LIGHT_CONTRAST
    QTest.mouseClick(page.fields["loops_selection"], LEFT, PLAIN, QPoint(8, 8))
    assert loaded.session.does_loop_follow
    assert loaded.window.actions_["view.loop_follows"].isChecked()
    page.close()
    assert loaded.window.desk.store.settings.has_high_contrast
    loaded.window.apply_theme(theme.DARK)


@pytest.mark.parametrize("colors", theme.ALL, ids=lambda colors: colors.name)
def test_text_stands_out_from_what_it_is_written_on(colors: theme.Theme):
    least = 7.0 if "contrast" in colors.name else 4.5
    for under in (colors.window, colors.panel, colors.raised, colors.field, colors.canvas):
        assert contrast(colors.text, under) >= least
        assert contrast(colors.text_dim, under) >= (7.0 if "contrast" in colors.name else 3.0)
    assert contrast(colors.text_on_accent, colors.accent) >= 4.5


def contrast(one: theme.QColor, other: theme.QColor) -> float:
    """Contrast ratio of WCAG 2.2, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: theme.QColor) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_window_can_be_as_narrow_as_half_a_small_screen(loaded: Studio):
    loaded.drag(1, 1.5)
    loaded.generate()
    window = loaded.window
    QApplication.processEvents()
    assert window.minimumSizeHint().width() <= LEAST_WIDTH_PX
    window.resize(LEAST_WIDTH_PX, 600)
    loaded.bot.waitUntil(lambda: window.width() <= LEAST_WIDTH_PX)
    assert window.timeline.isVisible()
    assert window.generate.button.isVisible()
    loaded.settle()


def test_panels_stay_where_they_were_put_and_reset_brings_them_back(loaded: Studio):
    docks = loaded.window.docks
    docks["history"].close()
    docks["generate"].setFloating(True)
    kept = loaded.window.desk.store.settings.__class__(**docks.kept())
    loaded.window.reset_layout()
    assert docks["history"].isVisible() or docks["history"].isVisibleTo(loaded.window)
    assert not docks["generate"].isFloating()
    docks.restore(kept)
    assert docks["history"].isHidden()
    assert docks["generate"].isFloating()
    loaded.window.reset_layout()


# -- tour and help ------------------------------------------------------------------------------------------


def test_the_tour_goes_on_by_what_is_done_and_never_comes_back(studio: Studio, loop: Path):
    studio.window.begin_tour_once()
    tour = studio.window.findChild(Tour)
    assert (tour.isVisible(), tour.at) == (True, 0)
    studio.open(loop)
    assert tour.at == 1
    studio.drag(1, 1.5)
    assert tour.at == 2
    studio.generate()
    assert tour.at == 3
    QTest.mouseClick(tour.next, LEFT)
    assert not tour.isVisible()
    assert studio.window.desk.store.settings.has_seen_tour
    studio.window.begin_tour_once()
    assert not tour.isVisible()
    studio.settle()


def test_the_tour_can_be_skipped_and_asked_for_again(studio: Studio):
    studio.window.begin_tour_once()
    tour = studio.window.findChild(Tour)
    QTest.mouseClick(tour.skip, LEFT)
    assert not tour.isVisible()
    assert studio.window.desk.store.settings.has_seen_tour
    studio.window.actions_["help.tour"].trigger()
    assert (tour.isVisible(), tour.at) == (True, 0)
    tour.end()


def test_f1_opens_the_page_of_the_panel_that_has_the_keys(loaded: Studio):
    shown_page = loaded.window.manners.manual
    loaded.window.edit_prompt()
    loaded.key(Qt.Key.Key_F1)
    assert shown_page.page == "generate"
    assert "Four modes" in shown_page.toPlainText()
    loaded.leave_fields()
    loaded.key(Qt.Key.Key_F1)
    assert shown_page.page == "canvas"


def test_every_link_of_the_manual_leads_to_a_page():
    folder = manual.folder()
    pages = manual.pages()
    assert {"index", "canvas", "generate", "history", "regions", "queue"} <= set(pages)
    for page in pages:
        text = folder.joinpath(f"{page}.md").read_text(encoding="utf-8")
        links = {part.partition(")")[0].removesuffix(".md") for part in text.split("](")[1:]}
        assert links <= set(pages)


def test_about_copies_the_versions_and_the_places_are_named(loaded: Studio):
    loaded.window.actions_["help.about"].trigger()
    about = shown(loaded, manual.About)
    button = next(b for b in about.findChildren(QPushButton) if b.text() == "Copy details")
    QTest.mouseClick(button, LEFT)
    assert QApplication.clipboard().text().startswith("Inlay ")
    about.close()
    named = dict(manual.whereabouts(loaded.window.desk.places))
    assert loaded.window.desk.places.settings_file in named.values()
