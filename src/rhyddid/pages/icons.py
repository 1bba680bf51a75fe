"""The site's own line icons, drawn on a 24 × 24 grid: name to the inner SVG."""

from __future__ import annotations

ICONS = {
    "arrow-left": '<path d="M20 12H5m6-7-7 7 7 7"/>',
    "arrow-right": '<path d="M4 12h15m-6-7 7 7-7 7"/>',
    "bell": '<path d="M6 16v-5a6 6 0 0 1 12 0v5l2 2H4zM10 21h4"/>',
    "bounce": '<path d="M3 6h18v12H3z"/><path d="m3 7 9 6 9-6M8 21l8-8" />',
    "building": '<path d="M4 21V9l8-5 8 5v12M2 21h20M8 12v5m4-5v5m4-5v5"/>',
    "calendar": '<path d="M4 6h16v15H4zM4 10.5h16M8 3v4m8-4v4"/>',
    "check": '<path d="m4 12.5 5.5 5.5L20 6.5"/>',
    "circle": '<circle cx="12" cy="12" r="7.5" stroke-dasharray="3.2 2.9"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 6.5V12l4 2.5"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "dash": '<path d="M5 12h14"/>',
    "document": '<path d="M6 2.5h8l5 5V21.5H6zM14 2.5v5h5M9 12.5h7M9 16.5h7"/>',
    "download": '<path d="M12 3v12m-5-5 5 5 5-5M4 20h16"/>',
    "eye-off": '<path d="M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM4 3l16 18"/>',
    "flag": '<path d="M5 22V3m0 1h13l-3 4.5 3 4.5H5"/>',
    "globe": '<circle cx="12" cy="12" r="9"/>'
    '<path d="M3 12h18M12 3c3 2.5 4 5.5 4 9s-1 6.5-4 9c-3-2.5-4-5.5-4-9s1-6.5 4-9z"/>',
    "inbox": '<path d="M4 4h16l1.5 10v6h-19v-6zM2.5 14H8l1.5 3h5l1.5-3h5.5"/>',
    "keyboard": '<path d="M2.5 6h19v12h-19zM6 10h.1M10 10h.1M14 10h.1M18 10h.1M7 14h10"/>',
    "late": '<path d="M12 3 1.8 20.5h20.4zM12 9.5v5m0 3v.1"/>',
    "letter-in": '<path d="M3 9v10h18V9M3 9l9 6 9-6M12 2v8m-3.5-3L12 10.5 15.5 7"/>',
    "letter-out": '<path d="m21 3-9.5 18-2-8.5L2 9.5zM21 3 9.5 12.5"/>',
    "lock": '<path d="M5 11h14v10H5zM8 11V7.5a4 4 0 0 1 8 0V11"/>',
    "paperclip": '<path d="m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7'
    'l-8.5 8.5a1.6 1.6 0 0 1-2.3-2.3L14.5 7.5"/>',
    "pause": '<path d="M8 5v14m8-14v14"/>',
    "pencil": '<path d="m4 20 1-5L16.5 3.5l4 4L9 19zM14 6l4 4"/>',
    "person": '<circle cx="12" cy="8" r="4.5"/><path d="M3.5 21c1-4.5 4-6.5 8.5-6.5s7.5 2 8.5 6.5"/>',
    "plus": '<path d="M12 4v16M4 12h16"/>',
    "question": '<circle cx="12" cy="12" r="9"/><path d="M9 9.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4m0 2.5v.1"/>',
    "reload": '<path d="M20 12a8 8 0 1 1-2.5-5.8L20 8.5M20 3v5.5h-5.5"/>',
    "robot": '<path d="M5 9h14v11H5zM12 9V5m0 0v-.1M9 13.5v.1m6-.1v.1M9.5 17h5M2.5 13v3m19-3v3"/>',
    "search": '<circle cx="10.5" cy="10.5" r="7"/><path d="m16 16 5.5 5.5"/>',
    "table": '<path d="M3 4h18v16H3zM3 9.5h18M3 15h18M9.5 4v16"/>',
    "undo": '<path d="M9 4 4 9l5 5M4 9h9.5a6 6 0 0 1 0 12H8"/>',
}  # fmt: skip
