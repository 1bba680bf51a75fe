"""Where things are kept, as Django's STORAGES want it said."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from rhyddid.site.options import BadOption

_HOW = "use s3://BUCKET, or s3://KEY:SECRET@BUCKET/PREFIX?endpoint=https://s3.example.org&region=eu-west-2."


def blob_storage(place: str, *, folder: Path) -> dict[str, object]:
    """The blob store: `folder`, or the bucket that RHYDDID_BLOBS names. Raises BadOption, which tells no key."""
    if not place:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        }
    try:
        parts = urlsplit(place)
        asked = parse_qs(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError as error:
        raise BadOption(f"RHYDDID_BLOBS cannot be read: {_HOW}") from error
    bucket = parts.netloc.rpartition("@")[2]  # as written: a host name would be put in lower case
    unknown = asked.keys() - {"endpoint", "region"}
    if parts.scheme != "s3" or not bucket or unknown:
        raise BadOption(f"RHYDDID_BLOBS={parts.scheme}://{bucket}: {_HOW}")
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise BadOption("RHYDDID_BLOBS: a bucket needs the extra s3: pip install 'rhyddid[s3]'.")
    options: dict[str, object] = {"bucket_name": bucket, "location": parts.path.strip("/")}
    if parts.username and parts.password:
        options |= {"access_key": unquote(parts.username), "secret_key": unquote(parts.password)}
    if endpoint := asked.get("endpoint", [""])[-1]:
        # servers of one's own rarely have a name for each bucket
        options |= {"endpoint_url": endpoint, "addressing_style": "path"}
    if region := asked.get("region", [""])[-1]:
        options["region_name"] = region
    return {"BACKEND": "rhyddid.requests.blob_bucket.BlobBucket", "OPTIONS": options}
