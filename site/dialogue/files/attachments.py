"""Files that citizens send along: what is taken, and what of it everybody may get.

A file is what its content says, whatever it is called. The original is kept encrypted; a public
copy is made anew from what can be seen in it, and only shown once a moderator released it.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from dialogue.files import rewriter
from dialogue.gate.submit import File
from dialogue.keys import vault
from dialogue.life.conduct import conduct
from dialogue.life.requests import NotThere, Refused, Request
from dialogue.matter.states import Event, Visibility
from dialogue.matter.thread import Actor, Thread
from dialogue.rules import Office
from dialogue.storage import journal, tables, threads
from dialogue.text import texts
from dialogue.text.file_kinds import BY_TYPE, TEXT, kind_of, read_text
from dialogue.text.file_names import cleaned_name, shown_name
from dialogue.text.redaction import of_personal_data, redacted
from publisher.languages import message


class PublicFile(NamedTuple):
    """What everybody gets of a file."""

    thread: str
    name: str
    media_type: str
    content: bytes


class Gone(NamedTuple):
    """A file that is no longer public: it was withheld (`reason` is ""), or its matter hidden."""

    thread: str
    reason: str


def read_upload(office: Office, name: str, content: bytes) -> File:
    """A file as it is kept, its type by its content, its name cleaned.

    Raises Refused, naming the file, where it is empty, too large, of no kind that is taken,
    encrypted or broken.
    """
    most = office.rules.limits.attachment_bytes
    shown = shown_name(name)
    if not content:
        raise Refused(message("The file “{name}” is empty.", name=shown))
    if len(content) > most:
        raise Refused(
            message("The file “{name}” is too large: at most {most} MiB are possible.",
                    name=shown, most=most // 1024**2)
        )  # fmt: skip
    kind = kind_of(content)
    if kind is None:
        raise Refused(
            message("The file “{name}” cannot be taken. Send pictures (JPEG, PNG, WebP, GIF), PDF "
                    "or plain text.", name=shown)
        )  # fmt: skip
    if kind is not TEXT:
        rewriter.check(kind.name, content, shown)
    return File(name=cleaned_name(name, kind.extension), media_type=kind.media_type,
                content=content)  # fmt: skip


def public_copy(file: File) -> bytes:
    """What everybody may get of a file: nothing that cannot be seen, no personal data in texts.

    Raises Refused as `read_upload`.
    """
    kind = BY_TYPE[file.media_type]
    if kind is not TEXT:
        return rewriter.public_copy(kind.name, file.content, file.name)
    text = read_text(file.content)
    if text is None:
        raise Refused(message("The file “{name}” cannot be read.", name=file.name))
    return redacted(text, of_personal_data(text)).encode()


def release(
    office: Office, identity: str, actor: Actor, name: str = "", *, revision: int | None = None
) -> Thread:
    """Let everybody have the public copy of a file, under `name`; the matter afterwards.

    The writer's own name of the file is never used: it may say who wrote. Raises what `conduct`
    raises, and Refused where no copy can be made.
    """
    thread, file = _opened(office, identity)
    kind = BY_TYPE[file.media_type]
    chosen = name or message("File of the writer").text(thread.lang)
    request = Request(
        event=Event.RELEASE_FILE, file=identity, public_copy=public_copy(file),
        public_name=cleaned_name(chosen, kind.public_extension),
    )  # fmt: skip
    return conduct(office, thread.id, request, actor, revision=revision)


def withhold(
    office: Office, identity: str, actor: Actor, *, revision: int | None = None
) -> Thread:
    """Take a file's public copy away again; the matter afterwards."""
    thread, _ = _opened(office, identity)
    return conduct(office, thread.id, Request(event=Event.WITHHOLD_FILE, file=identity), actor,
                   revision=revision)  # fmt: skip


def original(office: Office, identity: str, actor: Actor) -> File:
    """A file as the writer sent it, for who may read what is hidden; the journal keeps who did.

    Raises what `conduct` raises.
    """
    thread, file = _opened(office, identity)
    conduct(office, thread.id, Request(event=Event.OPEN_FILE, file=identity), actor)
    return file


def public_file(connection: Connection, identity: str) -> PublicFile | Gone | None:
    """What everybody gets of a file now; Gone if it was public once, None if it never was."""
    file, thread = tables.attachment, tables.thread
    row = connection.execute(
        select(file.c.thread, file.c.public_name, file.c.media_type, file.c.public_copy,
               thread.c.visibility, thread.c.hidden_for)
        .join(thread, thread.c.id == file.c.thread)
        .where(file.c.id == identity)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    if row.public_copy is None:
        return Gone(row.thread, "") if _was_withheld(connection, row.thread, identity) else None
    if row.visibility != Visibility.PUBLIC:
        is_hidden = row.visibility == Visibility.TOMBSTONE
        return Gone(row.thread, row.hidden_for) if is_hidden else None
    return PublicFile(row.thread, row.public_name, BY_TYPE[row.media_type].public_type,
                      row.public_copy)  # fmt: skip


def _was_withheld(connection: Connection, thread: str, identity: str) -> bool:
    """Whether a file's public copy was taken away again, as the public history says, too."""
    return any(entry.event == Event.WITHHOLD_FILE and entry.facts.get("file") == identity
               for entry in journal.of_thread(connection, thread))  # fmt: skip


def _opened(office: Office, identity: str) -> tuple[Thread, File]:
    """A file in clear with its matter; only for what is checked and noted before it is shown."""
    with office.database.reading() as connection:
        table = tables.attachment
        row = connection.execute(select(table).where(table.c.id == identity)).one_or_none()
        thread = threads.find(connection, row.thread) if row else None
        key = texts.key_of(connection, office.vault, thread.id) if thread else None
        if row is None or thread is None or key is None:
            raise NotThere(message("There is no file with the number {id}.", id=identity))
        place = f"{thread.id}/{row.id}"
        return thread, File(
            name=vault.decrypt(key, row.name_cipher, f"{place}/name").decode(),
            media_type=row.media_type, content=vault.decrypt(key, row.original_cipher, place),
        )  # fmt: skip
