"""A country's site: pages of 100,000 generated requests and 400,000 letters, served by granian on every core, asked by wrk.

The site is generated once (some ten minutes) in the folder that RHYDDID_BENCH_SITE names, and used again from there; without
it, a small one of 2,000 requests is made. Rates stand beside those of a bare Django view in the same run.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Row

PORT = 8099
SECONDS = 6
CONNECTIONS = 8
_SMALL = 2_000
_LARGE = 100_000
# wrk goes through the paths in turn; percentiles in milliseconds
_LUA = """
local paths, at = {}, 0
for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
request = function() at = at % #paths + 1; return wrk.format("GET", paths[at]) end
done = function(summary, latency)
  io.write(string.format("result %d %d %d %.2f %.2f\\n", summary.requests, summary.duration,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000))
end
"""


@dataclass(frozen=True)
class Load:
    """What a page took: requests a second, median and 95th percentile in milliseconds, answers that failed."""

    per_second: float
    p50: float
    p95: float
    errors: int


def country_rows(folder: Path) -> list[Row]:
    """Rates and latencies of each page kind. Needs wrk (Debian: wrk)."""
    if shutil.which("wrk") is None:
        return [Row("pages of a country's site", "not measured: install wrk (apt-get install wrk)")]
    named = os.environ.get("RHYDDID_BENCH_SITE")
    site = Path(named).expanduser() if named else folder / "country"
    os.environ["RHYDDID_DATA"] = str(site)
    paths = _site_paths(_LARGE if named else _SMALL)
    rows = []
    with _served(site, kept_mib=64):
        bare = _load(site, ["/healthz"])
        rows.append(_row("a bare Django view", bare, bare))
        rows += [_row(what, _load(site, each), bare) for what, each in paths.items()]
        rows.append(Row("memory of a web worker after that", f"{_worker_mib():.0f} MiB"))
    with _served(site, kept_mib=0):
        rows.append(
            _row("request page, made anew each time", _load(site, paths["request page, shown again"]), bare)
        )
    return rows


def _site_paths(requests: int) -> dict[str, list[str]]:
    from rhyddid.site.start import start_django

    start_django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from rhyddid.authorities.models import Authority
    from rhyddid.rehearsal.generated_site import batch_generate, site_generate
    from rhyddid.requests.models import Request, RequestVersion, Visibility
    from rhyddid.requests.versions import changes_count
    from rhyddid.search.index import index_all_changed

    if not Request.objects.exists():
        print(f"generating {requests:,} requests …", file=sys.stderr)
        site_generate(requests=requests, messages=4 * requests, authorities=400)
    batch_generate()
    changes_count()
    if RequestVersion.objects.filter(unindexed=True).exists():
        print("indexing …", file=sys.stderr)
        index_all_changed()
    public = Request.objects.filter(visibility=Visibility.PUBLIC).order_by("?")[:50]
    bodies = Authority.objects.order_by("?")[:100]
    return {
        "request page, shown again": [f"/requests/{slug}/" for slug in public.values_list("slug", flat=True)],
        "authority page": [f"/authorities/{slug}/" for slug in bodies.values_list("slug", flat=True)],
        "list of requests": [f"/requests/?page={page}" for page in range(1, 40)],
        "home": ["/"],
        "board of 400": ["/batches/generated-batch/"],
        "search: common word": _searches("contract", "review", "records", "figures", "policy"),
        "search: rare word": _searches(*_rare_words()),
        "search: phrase": _searches(
            '"internal review"', '"cost limit"', '"air quality monitors"', '"section 43"'
        ),
        "search: operators": _searches(
            "contract -parking status:late law:uk-foia",
            "(drone OR camera) in:letters 2018-01-01..2020-12-31",
            "potholes variety:decision status:refused",
            "review polic* nation:WLS",
        ),
    }


def _searches(*queries: str) -> list[str]:
    return [f"/search/?{urllib.parse.urlencode({'q': each})}" for each in queries]


def _rare_words() -> list[str]:
    import random

    from rhyddid.rehearsal.generated_words import rare_word

    rng = random.Random(5)
    return [rare_word(rng) for _ in range(40)]


@contextmanager
def _served(site: Path, *, kept_mib: int) -> Iterator[None]:
    """The site on every core. The embedded database runs on; the web processes end with the block."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT),
        "--workers", str(os.cpu_count() or 1), "--blocking-threads", "2", "--no-ws", "--log-level", "error",
        "rhyddid.site.wsgi:application",
    ]  # fmt: skip
    environment = os.environ | {"RHYDDID_DATA": str(site), "RHYDDID_KEPT_PAGES_MIB": str(kept_mib)}
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        _wait_until_ready()
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _wait_until_ready() -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the site did not come up within 30 seconds")


def _load(site: Path, paths: list[str]) -> Load:
    listed, script = site / "bench-paths", site / "bench.lua"
    listed.write_text("\n".join(paths) + "\n")
    script.write_text(_LUA)
    for path in paths[:50]:  # what is kept in memory is there: once, as good as surely, in each worker
        for _ in range(5 if "/requests/" in path and "?" not in path else 1):
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=60) as answer:
                answer.read()
    told = subprocess.run(
        [
            "wrk",
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{SECONDS}s",
            "--timeout",
            "20s",
            "-s",
            str(script),
            f"http://127.0.0.1:{PORT}",
        ],
        env=os.environ | {"BENCH_PATHS": str(listed)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = re.search(r"result (\d+) (\d+) (\d+) ([\d.]+) ([\d.]+)", told)
    if found is None:
        raise ValueError(f"wrk said nothing that can be read: {told}")
    count, micros, errors = (int(found.group(number)) for number in (1, 2, 3))
    return Load(count / (micros / 1e6), float(found.group(4)), float(found.group(5)), errors)


def _row(what: str, load: Load, bare: Load) -> Row:
    failed = f", {load.errors} FAILED" if load.errors else ""
    return Row(
        what,
        f"{load.per_second:,.0f} a second",
        f"p50 {load.p50:,.1f} ms, p95 {load.p95:,.1f} ms at {CONNECTIONS} at once{failed}",
        f"{load.per_second / bare.per_second:.3f}",
    )


def _worker_mib() -> float:
    """The largest resident size of a process that serves the site."""
    listed = subprocess.run(
        ["ps", "-eo", "rss=,args="], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    sizes = [int(line.split()[0]) for line in listed if f"--port {PORT}" in line]
    return max(sizes, default=0) / 1024
