"""Downloads of an answer sheet: CSV, XLSX, Parquet, data package, as the viewer may see it."""

from __future__ import annotations

import tempfile
from typing import get_args

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rhyddid.batches.board import visible_batches
from rhyddid.batches.export.parquet_file import ParquetMissing
from rhyddid.batches.export.sheet_export import CONTENT_TYPES, Form, export_name, sheet_export

_KEPT_IN_MEMORY = 4 * 1024 * 1024


@require_safe
def sheet_download(http: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """The sheet as a file. Written to a temporary file first, so that a large one does not fill the memory."""
    batch = get_object_or_404(visible_batches(http.user), slug=slug)
    wanted: Form | None = next((each for each in get_args(Form) if each == form), None)
    if wanted is None:
        raise Http404
    stream = tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)  # noqa: SIM115 -- the response closes it
    try:
        sheet_export(batch, wanted, stream, viewer=http.user)  # type: ignore[arg-type]
    except ParquetMissing:
        stream.close()
        messages.error(
            http, _("Parquet needs an extra that is not installed here: pip install 'rhyddid[parquet]'")
        )
        return redirect("sheet", slug=slug)
    stream.seek(0)
    response = FileResponse(
        stream, as_attachment=True, filename=export_name(batch, wanted), content_type=CONTENT_TYPES[wanted]
    )
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response
