"""What parsers and the system say, in words for people who write texts and tables."""

from __future__ import annotations

import re

from publisher.languages import Message, message

INDENTED = message("a line is not indented like its neighbours")
UNCLOSED = message("a quotation mark or bracket is opened and never closed")
COMMA = message("a comma or a closing bracket is missing")
TAB = message("a line is indented with a tab; use spaces")
BACKSLASH = message("a backslash stands in double quotation marks; write two")
TWICE = message("the same name stands twice")

SAYINGS: tuple[tuple[str, Message], ...] = (
    # YAML
    (r"mapping values are not allowed",
     message("a text with a colon must stand in quotation marks, or the line is indented wrongly")),
    (r"tab character", TAB),
    (r"could not find expected ':'|Expecting ':' delimiter",
     message("a colon is missing after a name, or a space after the colon")),
    (r"character that cannot start any token",
     message("a tab or a sign such as @ or % stands where a text begins; put the text in quotation "
             "marks")),
    (r"unexpected end of stream|Unterminated string|Unclosed|Unterminated|"
     r"Illegal character '\\n'", UNCLOSED),
    (r"expected ',' or|Expecting ',' delimiter", COMMA),
    (r"unknown escape|Invalid \\escape|Unescaped '\\'", BACKSLASH),
    (r"block sequence entries are not allowed|expected '-' indicator|expected key|"
     r"expected <(?:document start|block end)>", INDENTED),
    (r"node content", message("something is missing after a bracket or a comma")),
    (r"alphabetic or numeric character",
     message("a text that begins with * or & must stand in quotation marks")),
    # JSON
    (r"property name enclosed", message("a name must stand in double quotation marks; after the "
                                        "last entry there is no comma")),
    (r"Expecting value", message("a value is missing")),
    (r"Extra data", message("something stands after the end")),
    (r"Invalid control character", message("a line break or tab stands within a text")),
    (r"the key “(?P<name>.*)” stands twice", message("“{name}” stands twice")),
    (r"nested more than", message("it is nested too deep")),
    # TOML
    (r"Expected '=' after a key", message("the sign = is missing after a name")),
    (r"Invalid value", message("a value is missing, or a text lacks its quotation marks")),
    (r"Illegal character", message("a character stands there that is not allowed")),
    (r"Cannot (?:overwrite|declare|mutate)", TWICE),
    (r"Expected newline or end of document", message("something stands after the value")),
    (r"Invalid (?:statement|initial character)",
     message("a line begins with a sign that is not allowed there")),
    (r"codec can't decode", message("it is not UTF-8")),
    # values
    (r"day (?:\S+ )?(?:is out of range|must be in)|month must be in",
     message("there is no such day in the calendar")),
    (r"Invalid isoformat|(?:hour|minute|second) must be in", message("it is not a date and time")),
    (r"Exceeds the limit", message("the number is too long")),
    # regular expressions
    (r"unterminated character set", message("a [ has no ] after it")),
    (r"missing \), unterminated|unterminated name|missing \), ",
     message("a ( has no ) after it")),
    (r"unbalanced parenthesis", message("a ) has no ( before it")),
    (r"nothing to repeat|multiple repeat",
     message("a sign such as * + ? or {{ has nothing before it that it could repeat")),
    (r"min repeat greater than max repeat",
     message("in {{a,b}} the first number is larger than the second")),
    (r"bad character range (?P<range>.*) at",
     message("the range {range} runs backwards")),
    (r"bad escape \(end of pattern\)", message("it ends in a single backslash")),
    (r"bad escape (?P<escape>\S+)", message("{escape} means nothing")),
    (r"unknown extension|unexpected end of pattern|bad inline flags|missing flag|global flags",
     message("what follows (? is not known")),
    (r"look-behind requires fixed-width",
     message("a look-behind (?<= must have a fixed length")),
    (r"invalid group reference|unknown group name|redefinition of group|cannot refer to",
     message("it refers to a group that is not there")),
    (r"longer than (?P<number>\d+) characters", message("it is longer than {number} characters")),
    # pictures and files
    (r"truncated", message("it ends too early")),
    (r"Permission denied", message("there is no right to read it")),
    (r"Is a directory", message("it is a folder")),
)  # fmt: skip


def explained(failure: object) -> Message | str:
    """What a parser or the system says, in our words; in its own where it is new to us."""
    said = str(failure)
    for pattern, text in SAYINGS:
        found = re.search(pattern, said)
        if found:
            return text._replace(values=tuple(found.groupdict().items()))
    return said
