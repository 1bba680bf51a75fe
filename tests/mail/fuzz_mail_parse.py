"""A long run of mutated mails through `parse`: python tests/mail/fuzz_mail_parse.py [SECONDS] [SEED].

Watches for exceptions, folds out of bounds, slow inputs and memory. What goes wrong is written to a file beside the
working directory and named; the exit status is 1 then. The tests run a short version of this with hypothesis.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
import traceback
from pathlib import Path

import outlook_files
from torture_mails import MAILS

from rhyddid.mail.parse import parse

TOKENS = [
    *(
        b"\r\n",
        b"\n",
        b"\r",
        b"\0",
        b"--=_b",
        b"--=_b--",
        b'"',
        b"<",
        b">",
        b"(",
        b")",
        b";",
        b",",
        b"=?utf-8?B?",
        b"?=",
    ),
    *(
        b"multipart/mixed",
        b"message/rfc822",
        b"text/html",
        b"application/ms-tnef",
        b"base64",
        b"charset=utf-7",
        b"charset=hz",
    ),
    *(
        b"begin 644 a\n",
        b"filename*0*=utf-8''%ff",
        b"\xff",
        b"x" * 50,
        b"From: ",
        b"Sent: ",
        b"> ",
        b"wrote:\n",
        b"-----",
    ),
    *(
        b"<div>",
        b"<table>",
        b"<blockquote>",
        b"<a href=",
        b"<li>",
        b"</",
        b"style=color:red",
        b"confidential e-mail ",
    ),
]
SEEDS = [raw for raw in MAILS.values() if len(raw) < 8_000] + outlook_files.EXAMPLES
MOST_BYTES = 200_000
SLOW_S = 5.0
MOST_MEMORY_MB = 1_000


def mutated(raw: bytes, source: random.Random) -> bytes:
    """`raw` with up to a dozen changes."""
    for _ in range(source.randint(1, 12)):
        one, other = source.randint(0, len(raw)), source.randint(0, len(raw))
        start, end = min(one, other), max(one, other)
        match source.randrange(7):
            case 0:
                raw = raw[:start] + source.choice(TOKENS) * source.choice([1, 1, 1, 2, 50, 500]) + raw[start:]
            case 1:
                raw = raw[:start] + raw[start + source.randint(1, 20) :]
            case 2:
                raw = raw[:end] + raw[start:end][:2_000] * source.choice([1, 2, 20]) + raw[end:]
            case 3:
                raw = (
                    raw[:start] + source.randbytes(source.randint(1, 9)) + raw[start + source.randint(0, 9) :]
                )
            case 4:
                raw = raw[: max(end, 1)]
            case 5:
                seed = source.choice(SEEDS)
                cut = source.randint(0, len(seed))
                raw = raw[:start] + seed[cut : cut + source.randint(1, 1_500)] + raw[start:]
            case _ if start < len(raw):
                raw = raw[:start] + bytes([raw[start] ^ 1 << source.randrange(8)]) + raw[start + 1 :]
    return raw[:MOST_BYTES]


def check(raw: bytes) -> None:
    """One mail: printable, folds in bounds and in order."""
    found = parse(raw)
    json.dumps(found.to_json("x"), ensure_ascii=False).encode("utf-8")
    position = 0
    for one in found.body.folded:
        assert position <= one.start < one.end <= len(found.body.text), (
            "folds overlap or lie outside the text"
        )
        position = one.end


def main(seconds: float, seed: int) -> int:
    """Run for so long; 0 where nothing went wrong."""
    source = random.Random(seed)
    runs = wrong = 0
    slowest = 0.0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        raw = mutated(source.choice(SEEDS), source)
        started = time.process_time()
        reason = ""
        try:
            check(raw)
        except Exception:  # noqa: BLE001 -- any exception is what this looks for
            reason = traceback.format_exc()
        took = time.process_time() - started
        slowest = max(slowest, took)
        if took > SLOW_S:
            reason = reason or f"{took:.1f} s"
        if reason:
            wrong += 1
            file = Path(f"mail-fuzz-{seed}-{runs}.eml")
            file.write_bytes(raw)
            print(f"{file}: {reason}", flush=True)
        runs += 1
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{runs} mails, {wrong} went wrong, slowest {slowest:.2f} s, {memory} MB at most, seed {seed}")
    return 1 if wrong or memory > MOST_MEMORY_MB else 0


if __name__ == "__main__":
    arguments = [float(argument) for argument in sys.argv[1:]]
    sys.exit(main(arguments[0] if arguments else 60, int(arguments[1]) if len(arguments) > 1 else 1))
