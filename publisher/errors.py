"""What stops the publisher; problems in the data are findings instead."""

from __future__ import annotations

from publisher.languages import Message


class PublisherError(Exception):
    """Something kept the publisher from its work; `message` says what and what to do."""

    exit_code = 3

    def __init__(self, message: Message) -> None:
        super().__init__(message.text("en"))
        self.message = message

    def __reduce__(self) -> tuple[type[PublisherError], tuple[Message]]:
        """Cross from one process to another with the message, not its English text."""
        return type(self), (self.message,)


class SourceError(PublisherError):
    """The source folder cannot be read at all."""


class StorageError(PublisherError):
    """Reading or writing under `var` failed."""


class UsageError(PublisherError):
    """The command was asked for something that does not exist or makes no sense."""

    exit_code = 2


class ConflictError(PublisherError):
    """Somebody else is publishing, or a file changed under our hands."""

    exit_code = 4
