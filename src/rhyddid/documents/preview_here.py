"""Previews made in this very process: what `previews` lets another process do. A trouble is answered as a sentence."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from rhyddid.documents.document import Kind, Limits
from rhyddid.documents.package_members import ENCRYPTED, PackageError
from rhyddid.wording import gettext_noop

NO_SUCH_PAGE = gettext_noop("The file has no such page.")
CANNOT_BE_SHOWN = gettext_noop("The file is damaged, or too large to be shown here.")
_MAX_PIXELS = 25_000_000
_MAX_SHAPE = 4  # a page may be so many times as high as it is wide; the rest is made smaller
_MAX_SOURCE_PIXELS = 120_000_000
_MAX_CELL_CHARACTERS = 2_000
_MAX_SHEETS = 60
_MAX_SHEETS_CHARACTERS = 4_000_000
_JPEG_QUALITY = 82


def preview_page_here(data: bytes, number: int, *, width: int, limits: Limits) -> bytes:
    """A line of JSON that tells of the picture, and the picture; or a sentence of JSON."""
    import pypdfium2

    from rhyddid.documents.pdfium_lock import PDFIUM_LOCK

    with PDFIUM_LOCK:
        try:
            pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            return _trouble(ENCRYPTED if "password" in str(error).lower() else CANNOT_BE_SHOWN)
        try:
            pdf.init_forms()
            if not 1 <= number <= min(len(pdf), limits.max_pages):
                return _trouble(NO_SUCH_PAGE)
            page = pdf[number - 1]
            try:
                across, down = page.get_size()
                if across <= 0 or down <= 0:
                    return _trouble(CANNOT_BE_SHOWN)
                scale = min(width / across, width * _MAX_SHAPE / down, (_MAX_PIXELS / (across * down)) ** 0.5)
                bitmap = page.render(scale=scale)
                image = bitmap.to_pil().convert("RGB").copy()
                bitmap.close()
            finally:
                page.close()
            return _told(_packed(image), image.size, page=number, pages=len(pdf))
        except (pypdfium2.PdfiumError, ValueError, MemoryError):
            return _trouble(CANNOT_BE_SHOWN)
        finally:
            pdf.close()


def preview_picture_here(data: bytes, *, width: int) -> bytes:
    """A line of JSON that tells of the picture, and the picture; or a sentence of JSON."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MAX_SOURCE_PIXELS:
                return _trouble(CANNOT_BE_SHOWN)
            image.draft("RGB", (width, width * _MAX_SHAPE))
            turned = ImageOps.exif_transpose(image)
            clear = turned.has_transparency_data
            small = turned.convert("RGBA" if clear else "RGB")
            small.thumbnail((width, width * _MAX_SHAPE))
            # a new picture of the pixels alone: the old one's other contents have no way into it
            plain = Image.new("RGB", small.size, (255, 255, 255))
            plain.paste(small.convert("RGB"), mask=small.getchannel("A") if clear else None)
        return _told(_packed(plain), plain.size, page=1, pages=1)
    except Exception:  # noqa: BLE001 -- Pillow's many readers raise anything at all on hostile bytes
        return _trouble(CANNOT_BE_SHOWN)


def preview_sheets_here(
    kind: Kind, data: bytes, content_type: str | None, rows: int, columns: int, limits: Limits
) -> list[dict[str, Any]] | str:
    """The sheets as JSON can carry them, or a sentence."""
    try:
        return list(_bounded(_sheets(kind, data, content_type, rows, columns, limits)))
    except PackageError as error:
        return str(error)
    except Exception:  # noqa: BLE001 -- other people's parsers raise anything at all on hostile bytes
        return CANNOT_BE_SHOWN


def _sheets(
    kind: Kind, data: bytes, content_type: str | None, rows: int, columns: int, limits: Limits
) -> Iterator[dict[str, Any]]:
    from rhyddid.documents.plain_text import decode_text
    from rhyddid.documents.read_here import declared_charset
    from rhyddid.documents.read_sheets import csv_rows
    from rhyddid.documents.workbook_sheets import cell_text, workbook_sheets

    if kind == "csv":
        text, _ = decode_text(data, charset=declared_charset(content_type))
        text = text[: limits.max_characters].replace("\x00", "")
        try:
            shown, is_cut = _shown(csv_rows(text), frozenset(), rows, columns)
        except csv.Error:  # mostly an unclosed quotation mark
            shown, is_cut = _shown(([line] for line in text.splitlines()), frozenset(), rows, columns)
        yield _sheet(1, "", False, 0, [], shown, is_cut)
        return
    for sheet in workbook_sheets(data, limits):
        if sheet.number > _MAX_SHEETS:
            return
        shown, is_cut = _shown(
            (map(cell_text, row) for row in sheet.rows or ()), sheet.lines.rows, rows, columns
        )
        last = sheet.first_column + columns
        hidden = sorted(column for column in sheet.lines.columns if column < last)
        yield _sheet(sheet.number, sheet.name, sheet.is_hidden, sheet.first_column, hidden, shown, is_cut)


def _sheet(
    number: int,
    name: str,
    is_hidden: bool,
    first_column: int,
    hidden_columns: list[int],
    rows: list[tuple[int, list[str], bool]],
    is_cut: bool,
) -> dict[str, Any]:
    return {
        "number": number,
        "name": name,
        "is_hidden": is_hidden,
        "first_column": first_column,
        "hidden_columns": hidden_columns,
        "rows": rows,
        "is_cut": is_cut,
    }


def _shown(
    rows: Iterable[Iterable[str]], hidden: frozenset[int], most_rows: int, most_columns: int
) -> tuple[list[tuple[int, list[str], bool]], bool]:
    shown: list[tuple[int, list[str], bool]] = []
    is_cut = False
    for number, row in enumerate(rows, 1):
        cells = list(row)
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue  # an empty row; the numbers show that it was left out
        if len(shown) >= most_rows:
            return shown, True
        is_cut = (
            is_cut or len(cells) > most_columns or any(len(cell) > _MAX_CELL_CHARACTERS for cell in cells)
        )
        shown.append(
            (number, [cell[:_MAX_CELL_CHARACTERS] for cell in cells[:most_columns]], number - 1 in hidden)
        )
    return shown, is_cut


def _bounded(sheets: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    left = _MAX_SHEETS_CHARACTERS
    for sheet in sheets:
        kept = []
        for row in sheet["rows"]:
            left -= sum(map(len, row[1])) + 8
            if left < 0:
                sheet["is_cut"] = True
                break
            kept.append(row)
        yield {**sheet, "rows": kept}


def _packed(image: Any) -> bytes:
    """As PNG where the picture is drawn, with few colours; otherwise as JPEG, which is smaller for photographs."""
    file = io.BytesIO()
    if image.convert("RGB").getcolors(4096) is not None:
        image.save(file, "PNG", optimize=False)
    else:
        image.save(file, "JPEG", quality=_JPEG_QUALITY)
    return file.getvalue()


def _told(picture: bytes, size: tuple[int, int], *, page: int, pages: int) -> bytes:
    told = {"width": size[0], "height": size[1], "page": page, "pages": pages}
    return json.dumps(told).encode() + b"\n" + picture


def _trouble(sentence: str) -> bytes:
    return json.dumps(sentence).encode()
