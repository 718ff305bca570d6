"""What the window takes from the settings, and what it passes over."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.app.conftest import Studio


def test_a_layout_that_is_damaged_is_passed_over(make_studio: Callable[..., Studio], tmp_path: Path):
    places = tmp_path / "places"
    places.mkdir()
    (places / "settings.json").write_text(json.dumps({"geometry": "abc", "docks": "!x é"}))
    studio = make_studio()
    assert studio.window.isVisible()
    assert studio.window.docks["generate"].isVisible()


def test_what_is_kept_of_waveforms_has_the_room_that_the_settings_give_it(studio: Studio):
    assert studio.window.timeline.library.max_kept_bytes == 4_000_000_000
    studio.window.desk.store.change(cache_limit_gb=1.5)
    assert studio.window.timeline.library.max_kept_bytes == 1_500_000_000
