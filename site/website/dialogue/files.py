"""Public copies of files that citizens sent along, as long as their matter is public."""

from __future__ import annotations

import hashlib
from typing import Final
from urllib.parse import quote

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from dialogue.files import attachments
from dialogue.files.attachments import Gone, PublicFile
from publisher import addresses
from website.dialogue.office import current_office

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""A file runs nothing and belongs to no site, whatever a browser takes it for."""

blueprint = Blueprint("files", __name__)


@blueprint.get("/dialogue/files/<identity>/<name>")
def public_file(identity: str, name: str) -> Response:
    """A file's public copy; 410 once it or its matter was taken off the public page."""
    with current_office().database.reading() as connection:
        found = attachments.public_file(connection, identity)
    if found is None:
        abort(404)
    if isinstance(found, Gone):
        abort(410)
    if name != found.name:
        return redirect(addresses.attachment(identity, found.name), 302)
    return sent(found)


def sent(file: PublicFile) -> Response:
    """The answer with a file: pictures are shown, everything else is saved."""
    answer = Response(file.content, mimetype=file.media_type)
    shown = "inline" if file.media_type.startswith("image/") else "attachment"
    headers = answer.headers
    headers["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(file.name, safe='')}"
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cache-Control"] = "no-cache"  # asked for again each time: it may have been hidden
    headers["X-Robots-Tag"] = "noindex"
    answer.set_etag(hashlib.sha256(file.content).hexdigest()[:32])
    return answer.make_conditional(request)
