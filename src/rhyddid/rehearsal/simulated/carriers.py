"""The carriers by the names that scripts.toml uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rhyddid.rehearsal.simulated import carriers_attached, carriers_bounce, carriers_outlook, carriers_plain
from rhyddid.rehearsal.simulated.outgoing import Carried, Outgoing

CARRIERS: Mapping[str, Callable[[Outgoing], Carried]] = {
    "plain": carriers_plain.carry_plain,
    "plain_quoted": carriers_plain.carry_plain_quoted,
    "inline": carriers_plain.carry_inline,
    "inline_html": carriers_outlook.carry_inline_html,
    "latin1": carriers_plain.carry_latin1,
    "automatic": carriers_plain.carry_automatic,
    "outlook": carriers_outlook.carry_outlook,
    "outlook_html_only": carriers_outlook.carry_outlook_html_only,
    "pdf": carriers_attached.carry_pdf,
    "docx": carriers_attached.carry_docx,
    "xlsx": carriers_attached.carry_xlsx,
    "tnef": carriers_attached.carry_tnef,
    "tnef_attachment": carriers_attached.carry_tnef_attachment,
    "forwarded": carriers_attached.carry_forwarded,
    "bounce": carriers_bounce.carry_bounce,
}
