"""What can go wrong with an index as a whole; a query or a document's text never does."""


class SearchIndexError(Exception):
    """An index could not be made, read or searched; the message names the folder or document."""


class IndexFormatError(SearchIndexError):
    """The folder holds no index that this version of this engine reads: build a new one."""
