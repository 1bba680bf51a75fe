"""The one lock around PDFium, which keeps state between calls and knows nothing of threads."""

from __future__ import annotations

import threading

PDFIUM_LOCK = threading.RLock()
