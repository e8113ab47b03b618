"""Data packages: a folder with a descriptor and its data files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from publisher import addresses
from publisher.findings import Finding, error
from publisher.languages import Localised, message
from publisher.source import contradictions, dialects, integrity, resources, schemas
from publisher.source.documents import read_document
from publisher.source.files import SourceFile, UnsafePath
from publisher.source.kept_versions import only_current
from publisher.source.keys import Key, check_keys, suggestion
from publisher.source.package_keys import (
    FORMATS,
    NAME,
    OWN_PACKAGE,
    OWN_RESOURCE,
    PACKAGE,
    PERSONAL_DATA,
    PROFILES,
    RESOURCE,
    STANDARD_PACKAGE,
    STANDARD_RESOURCE,
)
from publisher.source.places import Place
from publisher.source.schemas import ForeignKey, Schema
from publisher.source.settings import localised
from publisher.source.yaml import Document, YamlError

DESCRIPTORS = ("datapackage.yaml", "datapackage.json")

Opener = Callable[[str], SourceFile]
"""Gives the file at a path relative to the descriptor. Raises UnsafePath for what is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A table of a dataset; `dialect` is in frictionless' form.

    `encoding` is the one that the file is read with: as declared, or what was found where that is
    another one; "" means UTF-8.

    `searched` are the columns that the descriptor declares searchable (None: it says nothing),
    `personal` those in which it allows personal data.
    """

    name: str
    title: Localised
    description: Localised
    file: SourceFile
    format: str
    encoding: str
    dialect: Mapping[str, Any]
    schema: Schema
    role: str
    foreign_keys: tuple[ForeignKey, ...]
    searched: tuple[str, ...] | None = None
    personal: tuple[str, ...] = ()

    @property
    def searchable(self) -> tuple[str, ...]:
        """The text columns that may be searched, as the descriptor or else the schema says."""
        if self.searched is not None:
            return self.searched
        return tuple(field.name for field in self.schema.fields if field.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPackage:
    """A dataset: what its descriptor says, and its tables.

    `path` is the descriptor's path in the source; `licenses`, `sources` and `contributors` are
    the descriptor's own objects; `files` are all files that it names, schemas included;
    `only_current` says that former versions are not kept.
    """

    name: str
    path: str
    sha256: str
    title: Localised
    description: Localised
    version: str
    created: str
    licenses: tuple[Mapping[str, Any], ...]
    sources: tuple[Mapping[str, Any], ...]
    contributors: tuple[Mapping[str, Any], ...]
    keywords: tuple[str, ...]
    homepage: str
    unit: str
    category: str
    frequency: str
    resources: tuple[Resource, ...]
    files: tuple[SourceFile, ...]
    only_current: bool = False

    @property
    def folder(self) -> str:
        """The dataset's folder in the source; the item its findings belong to."""
        return self.path.rsplit("/", 1)[0]

    def resource(self, name: str) -> Resource | None:
        """The table called `name`."""
        return next((resource for resource in self.resources if resource.name == name), None)

    @property
    def digest(self) -> str:
        """What the dataset is: the hashes of its descriptor and its data, in one text."""
        return ":".join([self.sha256, *(file.sha256 for file in self.files)])


def parse(
    file: SourceFile, text: bytes, opener: Opener
) -> tuple[DataPackage | None, list[Finding]]:
    """Read the descriptor `file` with the bytes `text`; None where it is too wrong to be used."""
    try:
        document = read_document(text, file.path)
    except YamlError as failure:
        return None, [error(failure.code, file.path, failure.text, line=failure.line)]
    if not isinstance(document.value, dict):
        return None, [error("descriptor", file.path, message("A descriptor must be keys and "
                                                             "values."), line=1)]  # fmt: skip
    return _Reader(document, file, opener).package()


class _Reader:
    """Reads one descriptor."""

    def __init__(self, document: Document, file: SourceFile, opener: Opener) -> None:
        self.document = document
        self.value: Mapping[str, Any] = document.value
        self.file = file
        self.opener = opener
        self.files: list[SourceFile] = []
        self.findings: list[Finding] = []

    def error(self, code: str, text: Any, *at: str | int, hint: Any = None) -> None:
        self.findings.append(
            error(code, self.file.path, text, hint=hint, line=self.document.line(*at))
        )

    def package(self) -> tuple[DataPackage | None, list[Finding]]:
        self.findings += check_keys(
            self.document, self.file.path, PACKAGE, open_to=STANDARD_PACKAGE
        )
        self.profile()
        self.dates()
        own = self.own((), OWN_PACKAGE)
        listed = self.value.get("resources")
        built: list[Resource] = []
        if not isinstance(listed, list) or not listed:
            self.error("descriptor", message("A dataset needs at least one resource."), "resources")
        else:
            built = [r for position in range(len(listed)) if (r := self.resource(position))]
        name = self.name(self.value.get("name"), "name")
        folder = self.file.path.split("/")[-2]
        if name and name != folder:
            self.error("dataset-name", message("The dataset is called “{name}”, its folder "
                                               "“{folder}”.", name=name, folder=folder),
                       "name", hint=message("Give both the same name."))  # fmt: skip
        repeated = {r.name for r in built if sum(r.name == other.name for other in built) > 1}
        for twice in sorted(repeated):
            self.error("descriptor", message("Two resources are called “{name}”.", name=twice),
                       "resources")  # fmt: skip
        for each in built:
            self.targets(each, built)
        if any(finding.severity == "error" for finding in self.findings) or name is None:
            return None, self.findings
        return self.build(name, own, built), self.findings

    def build(self, name: str, own: Mapping[str, Any], built: list[Resource]) -> DataPackage:
        value = self.value

        def objects(key: str) -> tuple[Mapping[str, Any], ...]:
            return tuple(value.get(key) or ())

        return DataPackage(
            name=name, path=self.file.path, sha256=self.file.sha256,
            title=localised(value.get("title") or name),
            description=localised(value.get("description")),
            version=str(value.get("version") or ""), created=str(value.get("created") or ""),
            licenses=objects("licenses"), sources=objects("sources"),
            contributors=objects("contributors"),
            keywords=tuple(value.get("keywords") or ()),
            homepage=str(value.get("homepage") or ""),
            unit=own.get("unit") or "", category=own.get("category") or "",
            frequency=own.get("frequency") or "", resources=tuple(built),
            files=tuple(self.files), only_current=only_current(own),
        )  # fmt: skip

    def own(self, at: tuple[str | int, ...], keys: tuple[Key, ...]) -> Mapping[str, Any]:
        """The keys under `lightwell`, checked strictly."""
        mapping: Any = self.value
        for step in at:
            mapping = mapping[step]
        own = mapping.get("lightwell")
        if own is None:
            return {}
        if not isinstance(own, dict):
            self.error("wrong-value", message("“lightwell” must be a group of keys."), *at,
                       "lightwell")  # fmt: skip
            return {}
        self.findings += check_keys(self.document, self.file.path, keys, at=(*at, "lightwell"))
        return own

    def profile(self) -> None:
        for key in ("profile", "$schema"):
            value = self.value.get(key)
            if value is not None and value not in PROFILES:
                self.error("unknown-profile", message("“{key}” names a profile that is not known: "
                                                      "{value}.", key=key, value=str(value)[:100]),
                           key)  # fmt: skip
        contributors = self.value.get("contributors")
        if contributors == []:
            self.error("contributor", message("“contributors” is empty: name somebody, or leave "
                                              "it out."), "contributors")  # fmt: skip
        for entry in contributors if isinstance(contributors, list) else ():
            if not isinstance(entry, dict) or not (entry.get("title") or entry.get("givenName")
                                                   or entry.get("familyName")):  # fmt: skip
                self.error("contributor", message("A contributor needs a title or a name."),
                           "contributors")  # fmt: skip

    def dates(self) -> None:
        created = self.value.get("created")
        if isinstance(created, str):
            try:
                dt.datetime.fromisoformat(created)
            except ValueError:
                self.error("wrong-value", message("“created” must be a date such as 2026-03-31; "
                                                  "here it is “{value}”.", value=created[:60]),
                           "created")  # fmt: skip

    def name(self, value: Any, *at: str | int) -> str | None:
        if not isinstance(value, str) or not NAME.fullmatch(value):
            self.error("name", message("A name is needed, made of a–z, 0–9, hyphen and underscore, "
                                       "beginning with a letter or digit."), *at)  # fmt: skip
            return None
        if len(at) > 1 and value in addresses.RESERVED:
            self.error("reserved-name", message("“{name}” is the name of an address of the site; "
                                                "choose another.", name=value), *at)  # fmt: skip
            return None
        return value

    def resource(self, position: int) -> Resource | None:
        at = ("resources", position)
        value = self.value["resources"][position]
        if not isinstance(value, dict):
            self.error("descriptor", message("A resource must be a group of keys."), *at)
            return None
        self.findings += check_keys(
            self.document, self.file.path, RESOURCE, at=at, open_to=STANDARD_RESOURCE
        )
        own = self.own(at, OWN_RESOURCE)
        name = self.name(value.get("name"), *at, "name")
        for key in ("data", "extrapaths", "compression", "basepath", "scheme"):
            if value.get(key):
                self.error("unsupported-key", message("“{key}” is not allowed: a resource is one "
                                                      "file beside its descriptor.", key=key),
                           *at, key)  # fmt: skip
        for key in ("profile", "$schema"):
            if value.get(key) not in (None, *PROFILES):
                self.error("unknown-profile",
                           message("“{key}” names a profile that is not known: {value}.", key=key,
                                   value=str(value[key])[:100]), *at, key)  # fmt: skip
        place = Place(self.document, self.file.path, at, self.findings)
        file = self.data_file(value.get("path"), *at, "path")
        dialect = dialects.check(value.get("dialect"), place.below("dialect"))
        header = (dialect or {}).get("header") is not False
        schema = resources.schema(
            value.get("schema"), place.below("schema"), self.safe, header=header
        )
        keyed = contradictions.foreign(own.get("foreignKeys"), "foreignKeys",
                                       place.below("lightwell"))  # fmt: skip
        if file is None or schema is None or name is None or dialect is None or not keyed:
            return None
        kind = str(value.get("format") or file.path.rsplit(".", 1)[-1]).lower()
        if kind not in FORMATS:
            self.error("unsupported-format", message("The format “{kind}” cannot be published; "
                                                     "these can: {known}.", kind=kind[:20],
                                                     known=", ".join(FORMATS)), *at)  # fmt: skip
            return None
        resources.formats(value, file, kind, place)
        integrity.check(value, file, place)
        searched, personal = self.declared(own, schema, at)
        return Resource(
            name=name, title=localised(value.get("title") or name),
            description=localised(value.get("description")), file=file, format=kind,
            encoding=resources.encoding(value, file, kind, place), dialect=dialect,
            schema=schema,
            role=own.get("role") or "",
            foreign_keys=tuple(schemas.foreign_keys(own.get("foreignKeys"))),
            searched=searched, personal=personal,
        )  # fmt: skip

    def declared(
        self, own: Mapping[str, Any], schema: Schema, at: tuple[str | int, ...]
    ) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
        """The columns declared searchable (None: not said), and those allowed personal data."""
        at = (*at, "lightwell")
        personal = own.get("personal_data")
        allow: Any = None
        if isinstance(personal, dict):
            self.findings += check_keys(
                self.document, self.file.path, PERSONAL_DATA, at=(*at, "personal_data")
            )
            allow = personal.get("allow")
        for names, place in ((own.get("searchable"), ("searchable",)),
                             (allow, ("personal_data", "allow"))):  # fmt: skip
            for name in schemas.names(names):
                field = schema.field(name)
                if field is None:
                    self.error("unknown-field", message("The table has no column “{name}”.",
                                                        name=name[:60]), *at, *place,
                               hint=suggestion(name, [f.name for f in schema.fields]))  # fmt: skip
                elif place == ("searchable",) and field.type != "string":
                    self.error("unknown-field", message("The column “{name}” holds no text and "
                                                        "cannot be searched.", name=name),
                               *at, *place)  # fmt: skip
        searched = own.get("searchable")
        return (schemas.names(searched) if searched is not None else None), schemas.names(allow)

    def data_file(self, path: Any, *at: str | int) -> SourceFile | None:
        if isinstance(path, list) and len(path) == 1:
            path = path[0]
        if isinstance(path, list):
            self.error("unsupported-key", message("A resource is one file; write a resource for "
                                                  "each file."), *at)  # fmt: skip
            return None
        return self.safe(path, *at)

    def safe(self, path: Any, *at: str | int) -> SourceFile | None:
        try:
            if not isinstance(path, str) or not path:
                raise UnsafePath(message("A path must be a text."))
            file = self.opener(path)
        except UnsafePath as failure:
            self.error(failure.code, failure.message, *at)
            return None
        self.files.append(file)
        return file

    def targets(self, resource: Resource, built: list[Resource]) -> None:
        """Foreign keys within the dataset lead to tables and fields that exist."""
        names = [entry.get("name") if isinstance(entry, dict) else None
                 for entry in self.value["resources"]]  # fmt: skip
        position = names.index(resource.name)
        by_name = {each.name: each for each in built}
        for number, key in enumerate(resource.schema.foreign_keys):
            target = by_name.get(key.resource or resource.name)
            known = {field.name for field in target.schema.fields} if target else set()
            if not set(key.reference) <= known:
                self.error(
                    "foreign-key-target",
                    message("{table}: the foreign key ({fields}) leads to {target}, which does not "
                            "exist.", table=resource.name, fields=", ".join(key.fields),
                            target=f"{key.resource or resource.name} ({', '.join(key.reference)})"),
                    "resources", position, "schema", "foreignKeys", number,
                    hint=suggestion(key.resource, list(by_name)),
                )  # fmt: skip


def named_keys(package: DataPackage) -> Iterator[tuple[Resource, ForeignKey]]:
    """Each foreign key of a dataset that leads to another dataset, with its table."""
    for resource in package.resources:
        for key in resource.foreign_keys:
            yield resource, key
