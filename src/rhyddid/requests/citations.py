"""A provision as it is cited, with its law: `FOIA 2000 s.31(1)`. Law and provision always go together."""

from __future__ import annotations

import re

from rhyddid.law.regimes import regime, regime_ids

# laws that letters cite and that are no regimes here: short name, and what stands before a provision
_OTHER_LAWS = {"ie-aie": ("AIE Regulations", "art. "), "us-ny-foil": ("NY FOIL", "§ ")}
_LEAD = re.compile(r"^[^\d(]*")


def cited(law: str, provision: str) -> str:
    """`provision` with its law's short name and its word for a section, as the law's own data cites."""
    if law not in regime_ids():
        short, lead = _OTHER_LAWS.get(law, (law, ""))
        return f"{short} {lead}{provision}"
    known = regime(law)
    found = _LEAD.match(known.limits[-1].cite)
    return f"{known.short} {found[0] if found else ''}{provision}"
