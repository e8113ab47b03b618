"""Where a form gets its puzzle; programs and browsers ask for it with the form's token."""

from __future__ import annotations

import json
import logging
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from dialogue.gate import challenge, forms
from dialogue.life.requests import Refused
from dialogue.storage.database import Unavailable
from website.dialogue.office import current_client, current_office
from website.dialogue.refusals import no_store

log = logging.getLogger(__name__)

blueprint = Blueprint("protection", __name__)


@blueprint.post("/<lang:lang>/dialogue/challenge")
def puzzle(lang: str) -> Response:
    """A puzzle for the form whose token is sent as `form`; it is never in an address or a log."""
    office = current_office()
    try:
        form = forms.read_form(office, request.form.get("form", ""))
        return _answer(200, challenge.new_challenge(office, current_client(), form))
    except Refused as refused:
        return _answer(400, {"error": refused.message.text(lang)})
    except Unavailable as failure:
        log.error("%s", failure)
        return _answer(503, {"error": failure.message.text(lang)})


def _answer(status: int, told: dict[str, Any]) -> Response:
    return no_store(Response(json.dumps(told), status, mimetype="application/json"))
