"""The keys that a data package's descriptor may hold: the standard's and our own."""

from __future__ import annotations

import re

from publisher.languages import message
from publisher.source.kept_versions import VERSIONS
from publisher.source.keys import Key

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
"""Names of datasets and resources: they stand in addresses."""

FORMATS = ("csv", "tsv", "xlsx", "json")

PROFILES = (
    "data-package", "tabular-data-package", "fiscal-data-package",
    "data-resource", "tabular-data-resource",
    "https://datapackage.org/profiles/1.0/datapackage.json",
    "https://datapackage.org/profiles/2.0/datapackage.json",
    "https://datapackage.org/profiles/1.0/dataresource.json",
    "https://datapackage.org/profiles/2.0/dataresource.json",
)  # fmt: skip
"""Known values of `profile` and `$schema`; they are names to us and never fetched."""

PACKAGE = (
    Key("title", "localised", message("The dataset's title.")),
    Key("description", "localised", message("What the dataset holds.")),
    Key("version", "text", message("The dataset's version.")),
    Key("licenses", "mappings", message("The licences.")),
    Key("sources", "mappings", message("Where the data come from.")),
    Key("contributors", "mappings", message("Who made the dataset.")),
    Key("keywords", "texts", message("Words to find the dataset by.")),
    Key("homepage", "text", message("The dataset's page elsewhere.")),
)
STANDARD_PACKAGE = ("name", "id", "$schema", "profile", "created", "image", "resources",
                    "lightwell")  # fmt: skip
RESOURCE = (
    Key("title", "localised", message("The table's title.")),
    Key("description", "localised", message("What the table holds.")),
    Key("format", "text", message("The file's format.")),
    Key("mediatype", "text", message("The file's media type.")),
    Key("encoding", "text", message("The file's character encoding.")),
    Key("bytes", "whole number", message("The file's size.")),
    Key("hash", "text", message("The file's hash.")),
    Key("licenses", "mappings", message("The licences.")),
    Key("sources", "mappings", message("Where the data come from.")),
)
STANDARD_RESOURCE = ("name", "path", "type", "profile", "$schema", "schema", "dialect", "lightwell",
                     "data", "extrapaths", "compression", "basepath", "scheme")  # fmt: skip
OWN_PACKAGE = (
    Key("unit", "text", message("The org_id of the unit that is responsible.")),
    Key("category", "text", message("The subject, for grouping in the catalogue.")),
    Key("frequency", "text", message("How often the dataset is updated."),
        choices=("once", "event", "daily", "monthly", "quarterly", "annual")),
    VERSIONS,
)  # fmt: skip
OWN_RESOURCE = (
    Key("role", "text", message("What the table is for the site."), choices=("organisations",)),
    Key("foreignKeys", "mappings", message("Foreign keys to tables of other datasets.")),
    Key("searchable", "texts",
        message("The text columns that may be searched; without it, those that the schema marks "
                "with text: true.")),
    Key("personal_data", "mapping", message("Where personal data may stand.")),
)  # fmt: skip
PERSONAL_DATA = (
    Key("allow", "texts",
        message("Columns in which mobile numbers, e-mail addresses and number plates are official "
                "and may be published; identity cards, passports and bank cards never are.")),
)  # fmt: skip
DIALECT = frozenset(
    {"delimiter", "lineTerminator", "quoteChar", "doubleQuote", "escapeChar", "nullSequence",
     "skipInitialSpace", "header", "headerRows", "commentChar", "commentRows", "skipBlankRows",
     "sheetName",
     "sheetNumber", "property"}
)  # fmt: skip
