"""Texts in the user's language, and what happens where there is none."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from app import language
from app.language import marked, tr
from app.panels.progress import PHASES

ROOT = Path(__file__).parents[2]
RELEASE = shutil.which("pyside6-lrelease", path=str(Path(sys.executable).parent))
GERMAN = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE TS>
<TS version="2.1" language="de"><context><name>Inlay</name>
<message><source>Undo</source><translation>Rückgängig</translation></message>
<message><source>{n} takes</source><translation>{n} Fassungen</translation></message>
<message><source>Export “{track}”</source><translation>„{spur}“ exportieren</translation></message>
</context></TS>"""


@pytest.fixture
def german(qapp: QApplication, tmp_path: Path) -> Iterator[None]:
    """A German translation of a few texts, taken up and put away again."""
    if RELEASE is None:
        pytest.skip("the translation tools are not installed")
    (tmp_path / "inlay_de.ts").write_text(GERMAN, encoding="utf-8")
    subprocess.run([RELEASE, "-silent", tmp_path / "inlay_de.ts"], check=True)
    translator = QTranslator(qapp)
    assert translator.load(str(tmp_path / "inlay_de.qm"))
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


@pytest.mark.usefixtures("qapp")
def test_without_a_translation_texts_are_english_with_their_values():
    assert tr("Undo") == "Undo"
    assert tr("{n} takes", n=3) == "3 takes"
    assert marked("Undo") == "Undo"


@pytest.mark.usefixtures("german")
def test_a_translated_text_takes_up_its_values():
    assert tr("Undo") == "Rückgängig"
    assert tr("{n} takes", n=3) == "3 Fassungen"
    assert tr("Redo") == "Redo"


@pytest.mark.usefixtures("german")
def test_a_translation_that_names_other_values_loses_against_the_english_text():
    assert tr("Export “{track}”", track="Drums") == "Export “Drums”"


def test_a_language_that_is_not_there_is_english(qapp: QApplication):
    assert not language.install(qapp, "en_GB")
    assert not language.install(qapp, "eo")
    assert language.available()[0] == "en"


@pytest.fixture(scope="module")
def shown() -> list[str]:
    """All that the window says, as the translators find it."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return sorted({text for path in (ROOT / "app").rglob("*.py") for text in tool.texts(path)})


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", [name for name in language.available() if name != language.ENGLISH])
def test_all_that_the_window_says_is_translated_and_names_the_same_values(shown: list[str], name: str):
    translator = QTranslator()
    assert translator.load(f"inlay_{name}", str(language.folder()))
    translated = {text: translator.translate(language.CONTEXT, text) for text in shown}
    assert [text for text, other in translated.items() if not other] == []
    values = re.compile(r"{\w*}")
    odd = [t for t, other in translated.items() if set(values.findall(t)) != set(values.findall(other))]
    assert odd == []


def texts(source: Path) -> list[str]:
    """What a file says to the user by `tr`."""
    calls = [
        node for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "tr" and call.args]
    return [ast.unparse(call.args[0]) for call in named if isinstance(call.args[0], ast.JoinedStr)]


@pytest.mark.parametrize("path", sorted((ROOT / "app").rglob("*.py")), ids=lambda path: path.name)
def test_what_is_translated_is_no_text_that_was_put_together_before(path: Path):
    assert texts(path) == []


def test_every_phase_that_the_engine_tells_is_there_to_be_translated():
    sources = [path.read_text("utf-8") for path in (ROOT / "engine" / "generate").rglob("*.py")]
    told = {phase for text in sources for phase in re.findall(r'Progress\("([^"]+)"', text)}
    assert {"Encoding", "Generating", "Decoding", "Splicing"} <= told <= set(PHASES)
