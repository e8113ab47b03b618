"""The release that a request is answered from, as the running website knows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from flask import request

from publisher.edition import Edition
from publisher.release import live
from publisher.release.reader import Release
from website.assets import asset

PUBLISHED_ASSET = re.compile(r"(.+)-[0-9a-f]{8}(\.[a-z0-9]+)")
"""How assets are called in a release (see website.assets.published_name)."""

KEY = "lightwell.release"
"""The key of a request's environment that holds its `Release`, None before the first one."""


def current_release() -> Release | None:
    """The release that the present request is answered from."""
    found: Release | None = request.environ.get(KEY)
    return found


def released_edition() -> Edition:
    """The edition of the present request's release. Raises LookupError if there is none."""
    release = current_release()
    if release is None:
        raise LookupError("nothing has been published")
    return _edition(release)


@lru_cache(maxsize=2)
def _edition(release: Release) -> Edition:
    return live.read(release)


def released_asset(name: str) -> str:
    """The public address of an asset in the release that the present request is answered from.

    A release may have been made by another version of this software than serves it; only its
    own assets are there to be fetched.
    """
    release = current_release()
    return (_assets(release).get(name) if release else None) or asset(name)


@lru_cache(maxsize=2)
def _assets(release: Release) -> Mapping[str, str]:
    folder = release.public / "assets"
    names = [file.name for file in folder.iterdir()] if folder.is_dir() else []
    return {
        match[1] + match[2]: f"/assets/{match[0]}"
        for match in map(PUBLISHED_ASSET.fullmatch, names) if match
    }  # fmt: skip
