"""Writes docs/commands.md, docs/settings.md and the API's schemas from the code.

`--check` changes nothing and exits 1 where they are stale.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from rhyddid.api.shapes import PUBLISHED
from rhyddid.cli import root
from rhyddid.site.options import OPTIONS

DOCS = Path(__file__).resolve().parent.parent / "docs"


def commands_page() -> str:
    """Every command's own help, in one page."""
    parts = [
        "# Commands\n\nWritten from the code by `make docs`. Bad input exits 2 with one line on standard error.\n"
    ]
    for path, command in _walk(root, "rhyddid"):
        with click.Context(command, info_name=path, terminal_width=100, max_content_width=100) as context:
            parts.append(f"## {path}\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


def settings_page() -> str:
    """The table of options."""
    rows = "\n".join(
        f"| `{option.name}` | {f'`{option.default}`' if option.default else '–'} | {option.meaning} |"
        for option in OPTIONS
    )
    return (
        "# Settings\n\nWritten from the code by `make docs`. Each is an environment variable; `NAME_FILE` names a file "
        f"that holds the value instead.\n\n| name | default | meaning |\n| --- | --- | --- |\n{rows}\n"
    )


def _walk(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                yield from _walk(child, f"{path} {name}")


def api_schemas() -> dict[Path, str]:
    """The shapes that the API answers, as JSON Schema."""
    return {
        DOCS / "schema" / f"{name}.schema.json": json.dumps(
            {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                **shape.model_json_schema(mode="serialization"),
            },
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
        for name, shape in PUBLISHED.items()
    }


def main(arguments: list[str]) -> int:
    pages = {DOCS / "commands.md": commands_page(), DOCS / "settings.md": settings_page(), **api_schemas()}
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text() != text]
    if arguments == ["--check"]:
        for path in stale:
            print(f"{path.name} is stale: run make docs", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages[path])
        print(f"wrote {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
