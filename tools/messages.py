"""The message catalogue: gather every string that a person sees, and see that each has its Welsh.

`python tools/messages.py` merges what is new into the Welsh catalogue and lists what lacks a translation; `--check`
changes nothing and exits 1 where a string has no Welsh.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "src" / "rhyddid" / "locale"
CATALOGUE = LOCALE / "cy" / "LC_MESSAGES" / "django.po"
KEYWORDS = (
    "gettext_noop",
    "gettext",
    "gettext_lazy",
    "_",
    "ngettext:1,2",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
)


def gathered() -> Catalog:
    """Every message id in the source, by Django's own extraction of templates and xgettext for Python."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "django.pot"
        sources = _python_sources() + _template_sources(Path(folder))
        command = ["xgettext", "--from-code=UTF-8", "--language=Python", "--no-location", "--sort-output"]
        command += [f"--keyword={keyword}" for keyword in KEYWORDS]
        subprocess.run([*command, "-o", str(template), *map(str, sources)], check=True, cwd=ROOT)
        text = template.read_text(encoding="utf-8").replace("charset=CHARSET", "charset=UTF-8")
        text = text.replace("nplurals=INTEGER; plural=EXPRESSION", "nplurals=2; plural=(n != 1)")
        template.write_text(text, encoding="utf-8")
        with template.open("rb") as stream:
            return read_po(stream)


def _python_sources() -> list[Path]:
    return sorted(path for path in ROOT.glob("src/rhyddid/**/*.py") if "migrations" not in path.parts)


def _template_sources(folder: Path) -> list[Path]:
    """Templates turned into Python that xgettext reads, as Django's makemessages does it."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
    written = []
    for path in sorted(ROOT.glob("src/rhyddid/**/templates/**/*.*")):
        target = folder / (re.sub(r"\W+", "_", str(path.relative_to(ROOT))) + ".py")
        target.write_text(templatize(path.read_text(encoding="utf-8")), encoding="utf-8")
        written.append(target)
    return written


def _is_translated(string: object) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


def _has(catalogue: Catalog, message_id: object) -> bool:
    message = catalogue.get(message_id)  # type: ignore[arg-type]
    return message is not None and _is_translated(message.string)


def missing(catalogue: Catalog, source: Catalog) -> list[str]:
    """The message ids that have no Welsh, or only a doubtful one."""
    return [
        str(message.id)
        for message in source
        if message.id
        and (not _has(catalogue, message.id) or "fuzzy" in (catalogue.get(message.id) or message).flags)
    ]


def main(arguments: list[str]) -> int:
    source = gathered()
    catalogue = _read()
    if arguments == ["--check"]:
        lacking = missing(catalogue, source)
        for message_id in lacking:
            print(f"no Welsh for: {message_id}", file=sys.stderr)
        if lacking:
            print(f"{len(lacking)} strings: add them to {CATALOGUE.relative_to(ROOT)}", file=sys.stderr)
        return 1 if lacking else 0
    catalogue.update(source, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with CATALOGUE.open("wb") as stream:
        write_po(stream, catalogue, sort_output=True, width=100, omit_header=False)
    lacking = missing(catalogue, source)
    print(f"{len(source)} strings, {len(lacking)} without Welsh")
    for message_id in lacking:
        print(f"  {message_id}")
    return 0


def _read() -> Catalog:
    with CATALOGUE.open("rb") as stream:
        return read_po(stream, locale="cy")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
