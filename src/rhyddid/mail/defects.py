"""What can be odd in a mail: a closed list of sentences, also the message ids of their translations."""

from __future__ import annotations

from rhyddid.wording import gettext_noop

TOO_LARGE = gettext_noop("The message is larger than the limit; the rest was left out.")
HEADERS_TOO_LONG = gettext_noop("The headers are longer than the limit; the rest was left out.")
HEADER_TOO_LONG = gettext_noop("A header is longer than the limit and was cut.")
TOO_MANY_PARTS = gettext_noop("The message has more parts than the limit; the rest was left out.")
TOO_DEEP = gettext_noop("The message is nested deeper than the limit; what lies deeper was left closed.")
TOO_SLOW = gettext_noop("Reading took longer than the limit; the rest was left closed.")
BODY_TOO_LONG = gettext_noop("The text is longer than the limit and was cut.")
EMPTY = gettext_noop("The message is empty.")
NO_HEADERS = gettext_noop("The message has no headers.")
NO_BLANK_LINE = gettext_noop("No blank line parts the headers from the text.")
BROKEN_HEADER_LINE = gettext_noop("A header line is broken.")
SEVERAL_FROM = gettext_noop("There are several From headers; the first was taken.")
NO_SENDER = gettext_noop("There is no sender's address.")
BAD_ADDRESS = gettext_noop("An address is malformed.")
BAD_DATE = gettext_noop("The date cannot be read.")
RAW_HEADER = gettext_noop("A header holds characters that were not encoded.")
BAD_ENCODED_WORD = gettext_noop("An encoded word in a header is broken.")
UNKNOWN_CHARSET = gettext_noop("The character set is unknown; it was guessed.")
NO_CHARSET = gettext_noop("No character set is named for text that is not ASCII; it was guessed.")
WRONG_CHARSET = gettext_noop("The text is not in the character set that it names.")
BAD_BASE64 = gettext_noop("Base64 content is damaged.")
BAD_QUOTED_PRINTABLE = gettext_noop("Quoted-printable content is damaged.")
BAD_UUENCODE = gettext_noop("Uuencoded content is damaged.")
UNKNOWN_ENCODING = gettext_noop("The transfer encoding is unknown; the content was taken as it is.")
TEXT_AFTER_BASE64 = gettext_noop("Plain text was added behind base64 content.")
NO_BOUNDARY = gettext_noop("A multipart message names no boundary, or one that does not occur.")
NO_FINAL_BOUNDARY = gettext_noop("A multipart message has no final boundary; it may be cut short.")
PREMATURE_END = gettext_noop("A multipart message goes on behind its final boundary.")
TEXT_AROUND_PARTS = gettext_noop("There is text before the first or behind the last part.")
BAD_CONTENT_TYPE = gettext_noop("A content type is malformed.")
BAD_TNEF = gettext_noop("A winmail.dat is damaged.")
BAD_OUTLOOK = gettext_noop("An Outlook message is damaged.")
BAD_ARCHIVE = gettext_noop("An archive is damaged.")
LOCKED_ARCHIVE = gettext_noop("An archive is locked with a password.")
ARCHIVE_TOO_LARGE = gettext_noop("An archive holds more than the limit; the rest was left closed.")
BAD_SIGNED = gettext_noop("A signed message cannot be opened.")
ENCRYPTED = gettext_noop("The message is encrypted.")
BAD_HTML = gettext_noop("The HTML is larger than the limit and was cut.")
UNSAFE_FILENAME = gettext_noop("A file name held a path or invisible characters.")


class Defects:
    """A message's defects as they are found: each once, in order."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[str, None] = {}

    def add(self, defect: str) -> None:
        """Note it."""
        self._found[defect] = None

    def found(self) -> tuple[str, ...]:
        """All so far."""
        return tuple(self._found)
