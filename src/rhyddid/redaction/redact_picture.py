"""True redaction of a picture: what is found in its recognised text is painted over, and nothing else of it is kept.

The place it was taken, the camera and the small preview that cameras add stay behind with the old file.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageOps

from rhyddid.documents.document import DEFAULT_LIMITS, Limits
from rhyddid.documents.limited_process import ToolFailed
from rhyddid.documents.pdf_picture import MAX_PIXELS
from rhyddid.documents.recognise import grey_picture, recognise_words
from rhyddid.redaction.placed_text import black_out, found_boxes, words_text
from rhyddid.redaction.redacted_file import Box, Find, RedactedFile, RedactionFailed, Removed
from rhyddid.wording import gettext_noop

_MARGIN = 3
FEW_WORDS = 3
LITTLE_READ = gettext_noop(
    "Hardly any words were recognised in a picture: look at it before it is published, for faces, handwriting and "
    "writing that stands aslant."
)


def redact_picture(
    data: bytes, find: Find, *, boxes: Sequence[Box] = (), limits: Limits = DEFAULT_LIMITS
) -> RedactedFile:
    """A PNG of `data` without what `find` finds in its text and what lies in `boxes` (in pixels, as it is shown).

    Raises `RedactionFailed`, also where no text can be recognised here: what cannot be read cannot be searched.
    """
    image = _opened(data)
    grey = image.convert("L")
    try:
        words = recognise_words(grey_picture(grey.tobytes(), grey.width, grey.height), limits)
    except ToolFailed as error:
        raise RedactionFailed(gettext_noop("The text in the picture could not be recognised.")) from error
    found = [(each.around(_MARGIN), each) for each in found_boxes(words_text(words), find)]
    black_out(image, [*(box for box, _ in found), *boxes])
    output = io.BytesIO()
    image.save(output, "PNG")
    removed = [Removed(1, box, each.shown_as, each.kind) for box, each in found]
    removed += [Removed(1, box, "", "box") for box in boxes]
    cautions = (LITTLE_READ,) if len(words) < FEW_WORDS else ()
    return RedactedFile(output.getvalue(), tuple(removed), (1,), kind="picture", cautions=cautions)


def _opened(data: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MAX_PIXELS or getattr(image, "n_frames", 1) > 1:
                raise RedactionFailed(
                    gettext_noop("The picture is larger than is redacted here, or has several pages.")
                )
            turned = ImageOps.exif_transpose(image)
            # a new picture of the pixels alone: the old one's other contents have no way into it
            plain = Image.new("RGB", turned.size, (255, 255, 255))
            mask = turned.convert("RGBA").getchannel("A") if "A" in turned.getbands() else None
            plain.paste(turned.convert("RGB"), mask=mask)
            return plain
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise RedactionFailed(gettext_noop("The picture is damaged and cannot be redacted.")) from error
