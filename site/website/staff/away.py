"""Whoever is not signed in is sent to the door; what was typed waits in the browser meanwhile.

A form that comes after its session has ended is answered with a page that holds it: nothing is
done, and nothing of it is kept here. Signed in again (in another tab), its sender gets the form as
it was.
"""

from __future__ import annotations

from typing import Final

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from publisher.languages import message
from website.staff.entry import Away, blueprint, keeps_form
from website.staff.frame import AGAIN, show_desk

NOT_CARRIED: Final = frozenset({AGAIN, "publish"})
"""Fields that a button sets: what it does is decided anew."""


@blueprint.errorhandler(Away)
def away(found: Away) -> Response:
    """To the door, or the page that holds what was typed."""
    if request.method != "POST" or not request.form or not keeps_form(request.endpoint or ""):
        return redirect(url_for(found.endpoint, next=found.wanted), 303)
    fields = [(name, value) for name, value in request.form.items(multi=True)
              if name not in NOT_CARRIED]  # fmt: skip
    return make_response(show_desk(
        "staff/away.html", title=message("You were signed out before this was sent"),
        fields=fields, again=AGAIN,
    ), 403)  # fmt: skip
