"""Every text that people see exists in every language of the house."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from dialogue.life.reference import reference as transitions
from publisher.languages import TRANSLATIONS
from publisher.source.reference import reference
from publisher.source.schema_reference import schema_reference

ROOT = Path(__file__).parents[1]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "tr": None, "message": None,
            "translate": None}  # fmt: skip
FILLED = re.compile(r"\{(\w*)\}|%\((\w+)\)[sd]")

pytestmark = pytest.mark.checkout


def forms(text: str | Sequence[str] | None) -> Sequence[str]:
    """Singular and plural of a text, or the text alone."""
    return [text] if isinstance(text, str) else text or [""]


def texts() -> set[str]:
    """All translatable texts of the code and the templates."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # babel's
    found = extract_from_dir(
        ROOT, method_map=methods, options_map=options, keywords=KEYWORDS,
        directory_filter=lambda path: not re.search(r"/(\.|node_modules|var|static)", str(path)),
    )  # fmt: skip
    return {entry[2] if isinstance(entry[2], str) else entry[2][0] for entry in found}


@pytest.mark.parametrize("lang", [folder.name for folder in TRANSLATIONS.iterdir()
                                  if folder.is_dir()])  # fmt: skip
def test_every_text_is_translated(lang: str) -> None:
    with (TRANSLATIONS / lang / "LC_MESSAGES" / "lightwell.po").open("rb") as file:
        catalogue = read_po(file, locale=lang)
    known = {
        forms(entry.id)[0]: forms(entry.string)[0] for entry in catalogue if entry.id
    }
    translated = {key for key, text in known.items() if text}
    assert texts() - translated == set(), "run `make texts` and translate"
    assert translated - texts() == set(), "translated, but said nowhere"


def test_translations_fill_in_the_same_values() -> None:
    for file in TRANSLATIONS.glob("*/LC_MESSAGES/lightwell.po"):
        with file.open("rb") as text:
            for entry in read_po(text):
                if not entry.id:
                    continue
                wanted = set(FILLED.findall(forms(entry.id)[-1]))
                for string in forms(entry.string):
                    assert set(FILLED.findall(string)) == wanted, entry.id


def test_the_reference_of_keys_is_up_to_date() -> None:
    assert (ROOT / "docs" / "keys.md").read_text(encoding="utf-8") == reference("en")


def test_the_reference_of_transitions_is_up_to_date() -> None:
    file = ROOT / "docs" / "dialogue" / "transitions.md"
    assert file.read_text(encoding="utf-8") == transitions("en")


def test_the_reference_of_schemas_is_up_to_date() -> None:
    assert (ROOT / "docs" / "schemas.md").read_text(encoding="utf-8") == schema_reference("en")
