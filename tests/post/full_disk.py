"""Mail to a real SMTP door whose spool is on a disk that fills up: run by test_disk_full, in a mount namespace of its own.

python full_disk.py SPOOL MAILS      prints what was accepted, what lies in the spool, and what was answered
"""

from __future__ import annotations

import asyncio
import json
import os
import smtplib
import sys
import threading
from collections import Counter
from pathlib import Path


def main(spool: Path, mails: int) -> None:
    from rhyddid.site.start import start_django

    start_django()
    from django.conf import settings

    from rhyddid.post.doors.smtp_door import MailServer
    from rhyddid.post.spool import spool_put

    settings.SPOOL = spool
    loop = asyncio.new_event_loop()
    server = MailServer(host="127.0.0.1", port=0, keep=spool_put, lmtp=False)
    port = loop.run_until_complete(server.open())
    threading.Thread(target=loop.run_forever, daemon=True).start()
    answers: Counter[int] = Counter()
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for number in range(mails):
            try:
                smtp.sendmail(
                    "a@b.example",
                    [f"x@{settings.MAIL_DOMAIN}"],
                    f"Subject: {number}\r\n\r\n" + "a line of a letter\r\n" * 400,
                )
                answers[250] += 1
            except smtplib.SMTPDataError as error:
                answers[error.smtp_code] += 1
    whole = sum(file.read_bytes().endswith(b"a line of a letter\r\n") for file in spool.glob("*.mail"))
    print(json.dumps({"answers": answers, "whole": whole, "files": len(list(spool.iterdir()))}))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
