"""What the build does besides copying: compiles the translation catalogues."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> None:
    """Write a `.mo` file beside every `.po` file below `root`/publisher/translations."""
    for source in sorted((root / "publisher" / "translations").glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parts[-3])
        with source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalogue)


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]  # generic over the builder
    """Compile catalogues, and refuse a wheel without its front-end files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before files are collected; `version` is "standard" or "editable"."""
        root = Path(self.root)
        compile_catalogues(root)
        stylesheet = root / "site" / "website" / "static" / "lightwell.css"
        if self.target_name == "wheel" and version == "standard" and not stylesheet.exists():
            raise RuntimeError("The front-end files are missing: run `make assets` first.")


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
