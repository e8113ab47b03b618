"""The application: everything is wired together here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from publisher.edition import Edition
from website import editions, failing, layout, routing, same_origin, security, wording
from website.checks.views import blueprint as checks
from website.data.views import blueprint as data
from website.dialogue.api_views import blueprint as dialogue_api
from website.dialogue.feed_views import blueprint as dialogue_feeds
from website.dialogue.files import blueprint as files
from website.dialogue.live_views import blueprint as dialogue_live
from website.dialogue.own_views import blueprint as dialogue_own
from website.dialogue.protection import blueprint as protection
from website.dialogue.sending import blueprint as dialogue_sending
from website.dialogue.statistics_views import blueprint as dialogue_statistics
from website.dialogue.views import blueprint as dialogue
from website.obligations.views import blueprint as obligations
from website.pages import errors
from website.pages.views import blueprint as pages
from website.search.views import blueprint as search
from website.staff.views import blueprint as staff
from website.units.views import blueprint as units

BLUEPRINTS = (pages, data, checks, units, obligations, search, dialogue, dialogue_feeds,
              dialogue_api, dialogue_sending, dialogue_own, dialogue_live, dialogue_statistics,
              protection, files, staff)  # fmt: skip


def create_app(edition: Callable[[], Edition]) -> Flask:
    """The website that shows the edition which `edition` gives at the time of each request."""
    app = Flask("website", root_path=str(Path(__file__).parent), static_folder=None)
    app.jinja_options = {
        "loader": ChoiceLoader(
            [
                FileSystemLoader(Path(__file__).parent / "templates"),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    editions.install(app, edition)
    routing.install(app)
    wording.install(app)
    layout.install(app)
    same_origin.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    errors.install(app)
    failing.install(app)
    app.after_request(security.protect)
    return app
