"""Brings the translation files up to date: `translations.py update`, and after translating, `release`.

`update` reads every text that the window says out of the source and merges it into the `.ts` files with Qt's
own `lupdate`; what was translated stays. `release` makes the `.qm` files that the program loads.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
CONTEXT = "Inlay"
TRANSLATED = {"tr": 0, "marked": 0, "Action": 1}
"""Calls whose text is shown, and which of their arguments it is."""


def texts(source: Path) -> Iterator[str]:
    """Every text in a file that is shown to the user."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        place = TRANSLATED.get(node.func.id)
        if place is not None and len(node.args) > place:
            yield from _constants(node.args[place])


def _constants(node: ast.expr) -> Iterator[str]:
    """The texts that an argument may be: one, or either of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)


def update(languages: list[str]) -> None:
    """Merge the texts of today into the file of each language; new ones begin empty."""
    found = sorted({text for path in sorted((ROOT / "app").rglob("*.py")) for text in texts(path)})
    FOLDER.mkdir(parents=True, exist_ok=True)
    for language in languages:
        with tempfile.TemporaryDirectory() as folder:
            listed = Path(folder) / "texts.cpp"
            listed.write_text("\n".join(_line(text) for text in found), encoding="utf-8")
            target = FOLDER / f"inlay_{language}.ts"
            options = ["-silent", "-locations", "none", "-no-obsolete", "-target-language", language]
            _run("lupdate", *options, str(listed), "-ts", str(target))
        print(f"{target.relative_to(ROOT)}: {len(found)} texts")


def release() -> None:
    """Make what the program loads."""
    for source in sorted(FOLDER.glob("*.ts")):
        _run("lrelease", "-silent", str(source), "-qm", str(source.with_suffix(".qm")))
        print(source.with_suffix(".qm").relative_to(ROOT))


def _line(text: str) -> str:
    """A text as `lupdate` finds it in C++, which needs no file of the program's own to be parsed."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'QT_TRANSLATE_NOOP("{CONTEXT}", "{escaped}");'


def _run(tool: str, *arguments: str) -> None:
    command = Path(sys.executable).with_name(f"pyside6-{tool}")
    subprocess.run([str(command), *arguments], check=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("update", "release"))
    parser.add_argument("languages", nargs="*", help="such as de; all there are, where none is named")
    options = parser.parse_args()
    known = [path.stem.removeprefix("inlay_") for path in sorted(FOLDER.glob("*.ts"))]
    if options.what == "update":
        update(options.languages or known)
    else:
        release()


if __name__ == "__main__":
    main()
