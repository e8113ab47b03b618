"""Versions of datasets in the archive, as the data packages that they were."""

from __future__ import annotations

import hashlib
import json

from publisher.errors import StorageError
from publisher.languages import message
from publisher.release.archive import Archive
from publisher.source import packages
from publisher.source.files import SourceFile
from publisher.source.packages import DataPackage


def archived_package(archive: Archive, folder: str, content: bytes) -> DataPackage:
    """The dataset of `folder` in the version whose text the archive keeps as `content`."""
    kept = json.loads(content)

    def opener(relative: str) -> SourceFile:
        size, sha256 = kept["files"][relative]
        place = str(archive.object(sha256))
        return SourceFile(f"{folder}/{relative}", place, size, sha256)

    text = kept["descriptor"].encode()
    file = SourceFile(kept["path"], "", len(text), hashlib.sha256(text).hexdigest())
    package, _ = packages.parse(file, text, opener)
    if package is None:
        raise StorageError(message("The archived version of {item} cannot be read.", item=folder))
    return package
