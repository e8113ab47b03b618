"""Parts of addresses that views do not have to check themselves."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.routing import BaseConverter, ValidationError

from publisher import addresses
from website.editions import current_edition


class LanguageConverter(BaseConverter):
    """A language of the site."""

    regex = r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*"

    def to_python(self, value: str) -> str:
        """Accept only languages that the edition has."""
        if value not in current_edition().settings.languages:
            raise ValidationError(value)
        return value


class ColumnConverter(BaseConverter):
    """The name of a column."""

    regex = "|".join(addresses.COLUMNS)


def install(app: Flask) -> None:
    """Let the routes of `app` say `<lang:lang>` and `<column:column>`."""
    app.url_map.converters.update(lang=LanguageConverter, column=ColumnConverter)
    app.url_map.strict_slashes = True
    app.after_request(_stay)


def _stay(response: Response) -> Response:
    """Lead to addresses of this site by their path alone, whatever host was asked for."""
    location = response.headers.get("Location", "")
    if location and location.startswith(request.host_url):
        response.headers["Location"] = "/" + location.removeprefix(request.host_url)
        response.set_data(b"")
    return response
