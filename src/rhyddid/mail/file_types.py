"""What a file is, where its label says nothing (application/octet-stream) or uses an old name."""

from __future__ import annotations

_SYNONYMS = {
    "application/x-pdf": "application/pdf",
    "application/acrobat": "application/pdf",
    "application/vnd.pdf": "application/pdf",
    "document/pdf": "application/pdf",
    "text/pdf": "application/pdf",
    "application/x-zip-compressed": "application/zip",
    "application/x-zip": "application/zip",
    "application/vnd.ms-word": "application/msword",
    "application/word": "application/msword",
    "application/doc": "application/msword",
    "application/excel": "application/vnd.ms-excel",
    "application/x-excel": "application/vnd.ms-excel",
    "application/msexcel": "application/vnd.ms-excel",
    "application/x-msexcel": "application/vnd.ms-excel",
    "application/powerpoint": "application/vnd.ms-powerpoint",
    "application/mspowerpoint": "application/vnd.ms-powerpoint",
    "application/x-ms-tnef": "application/ms-tnef",
    "application/vnd.ms-tnef": "application/ms-tnef",
    "application/msoutlook": "application/vnd.ms-outlook",
    "application/x-msg": "application/vnd.ms-outlook",
    "text/rtf": "application/rtf",
    "application/x-rtf": "application/rtf",
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "image/tif": "image/tiff",
    "text/comma-separated-values": "text/csv",
    "application/csv": "text/csv",
    "message/global": "message/rfc822",
}
_BY_SUFFIX = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "dot": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "docm": "application/vnd.ms-word.document.macroenabled.12",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsm": "application/vnd.ms-excel.sheet.macroenabled.12",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "rtf": "application/rtf",
    "csv": "text/csv",
    "txt": "text/plain",
    "htm": "text/html",
    "html": "text/html",
    "xml": "text/xml",
    "json": "application/json",
    "eml": "message/rfc822",
    "msg": "application/vnd.ms-outlook",
    "oft": "application/vnd.ms-outlook",
    "zip": "application/zip",
    "7z": "application/x-7z-compressed",
    "rar": "application/vnd.rar",
    "gz": "application/gzip",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "webp": "image/webp",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "mp4": "video/mp4",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "m4a": "audio/mp4",
}
_BY_FIRST_BYTES = (
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"PK\x03\x04", "application/zip"),
)
_SAYS_NOTHING = frozenset(
    {
        *("", "application/octet-stream", "application/unknown", "application/x-unknown", "unknown/unknown"),
        *(
            "application/binary",
            "application/download",
            "application/force-download",
            "application/x-download",
        ),
        *(
            "application/octetstream",
            "application/x-msdownload",
            "application/attachment",
            "file/octet-stream",
        ),
    }
)


def file_type(declared: str, filename: str | None, data: bytes) -> str:
    """The content type to go by."""
    known = _SYNONYMS.get(declared, declared)
    if known not in _SAYS_NOTHING:
        return known
    suffix = filename.rpartition(".")[2].lower() if filename and "." in filename else ""
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    for first, named in _BY_FIRST_BYTES:
        if data.startswith(first):
            return named
    return "application/octet-stream"
