"""Whether the website is alive and has something to show, for those who watch over it."""

from __future__ import annotations

from functools import lru_cache

from flask import Blueprint, Response, jsonify

from publisher.release.reader import Release
from website.released import current_release

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Live, ready, and the release that is shown; 503 while there is none."""
    release = current_release()
    ready = release is not None and _is_whole(release)
    answer = jsonify(live=True, ready=ready, release=release.id if release and ready else None)
    answer.status_code = 200 if ready else 503
    answer.headers["Cache-Control"] = "no-store"
    return answer


@lru_cache(maxsize=2)
def _is_whole(release: Release) -> bool:
    """Asked once a release: hashing the manifest of a large one takes a while."""
    return Release(release.folder).is_whole()
