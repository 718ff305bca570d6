"""What the window says in the user's language: English in the code, others as Qt's translation files."""

from __future__ import annotations

import logging
from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

CONTEXT = "Inlay"
"""All texts are in one context of the translation files: the same words mean the same everywhere."""

ENGLISH = "en"
_LOG = logging.getLogger(__name__)


def marked(text: str) -> str:
    """`text` as it is: for tables of constants, whose texts are translated where they are shown."""
    return text


def tr(text: str, **values: object) -> str:
    """`text` in the user's language, with `values` put where it names them in braces.

    A translation whose braces do not fit loses against the English text: it is shown instead of an error.
    """
    translated = QCoreApplication.translate(CONTEXT, text)
    if not values:
        return translated
    try:
        return translated.format(**values)
    except (KeyError, IndexError, ValueError):
        _LOG.warning("the translation of %r does not fit its values", text)
        return text.format(**values)


def install(app: QCoreApplication, locale: str = "") -> bool:
    """Let `app` speak the language of `locale` (such as "de"; "" for the system's) where there is one.

    Returns:
        whether the texts of Inlay are translated now; where not, they are English.
    """
    wanted = QLocale(locale) if locale else QLocale.system()
    own = QTranslator(app)
    if wanted.language() is QLocale.Language.English or not own.load(wanted, "inlay", "_", str(folder())):
        return False
    app.installTranslator(own)
    of_qt = QTranslator(app)  # the words in Qt's own dialogs and context menus
    if of_qt.load(wanted, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(of_qt)
    return True


def available() -> tuple[str, ...]:
    """The languages that there is a translation for, English first."""
    return (ENGLISH, *sorted(path.stem.removeprefix("inlay_") for path in folder().glob("inlay_*.qm")))


def folder() -> Path:
    """Where the translation files are."""
    return Path(str(files("resources").joinpath("translations")))
