"""What a release consists of: data and feeds, front-end files, and the pages of every topic."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from publisher.edition import Edition
from publisher.jobs import Job
from publisher.outputs.plan import plan as outputs
from website import assets, moved
from website.checks import jobs as checks
from website.data import jobs as data
from website.obligations import jobs as obligations
from website.openapi import document as openapi
from website.pages import jobs as pages
from website.units import jobs as units


def plan(edition: Edition) -> Iterator[Job]:
    """All outputs of an edition."""
    topics = (assets, pages, data, checks, units, obligations, openapi, moved)
    return chain(outputs(edition), *(topic.jobs(edition) for topic in topics))
