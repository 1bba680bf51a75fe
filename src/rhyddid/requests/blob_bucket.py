"""The blob store in an S3-compatible bucket: django-storages does the talking; this makes it as careful as a folder.

Loaded only where RHYDDID_BLOBS names a bucket (extra `s3`). A server that is away, full, or hands over other bytes than
were stored is an OSError like that of a disk, so that everybody who keeps mail waits instead of losing it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

# smaller ones go in one call, whose checksum the server compares before it says yes
_ONE_CALL_UP_TO = 64 * 1024 * 1024
_THERE_ALREADY = ("PreconditionFailed", "ConditionalRequestConflict")
_NO_CONDITIONS = ("NotImplemented", "InvalidArgument", "InvalidRequest")


class BlobBucket(S3Storage):  # type: ignore[misc]
    """django-storages' bucket, with errors that are OSErrors, and names that are written once."""

    def get_default_settings(self) -> dict[str, Any]:
        """Addresses of the settings of this store are in its own options only."""
        defaults: dict[str, Any] = super().get_default_settings()
        return defaults | {
            "max_memory_size": 8 * 1024 * 1024,  # what is larger goes by way of a temporary file
            "transfer_config": TransferConfig(multipart_threshold=_ONE_CALL_UP_TO, use_threads=False),
            "client_config": Config(
                connect_timeout=5, read_timeout=60, retries={"max_attempts": 3, "mode": "standard"}
            ),
        }

    def put_once(self, name: str, content: IO[bytes], *, size: int, sha256: str) -> None:
        """Store `content`, which has this SHA-256, unless it is there. Raises OSError."""
        with _as_os_errors(name):
            if size > _ONE_CALL_UP_TO:
                if not super().exists(name):
                    super()._save(name, content)
                return
            whole = {
                "Bucket": self.bucket_name,
                "Key": self._normalize_name(name),
                "ContentType": self.default_content_type,
                "ChecksumSHA256": base64.b64encode(bytes.fromhex(sha256)).decode(),
            }
            client = self.connection.meta.client
            data = content.read()
            try:
                client.put_object(**whole, Body=data, IfNoneMatch="*")
            except ClientError as error:
                code = error.response["Error"]["Code"]
                if code in _THERE_ALREADY:
                    return
                if code not in _NO_CONDITIONS:
                    raise
                # a server that knows no conditions: the same name has the same bytes, so writing again is harmless
                client.put_object(**whole, Body=data)

    def exists(self, name: str) -> bool:
        with _as_os_errors(name):
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        with _as_os_errors(name):
            super().delete(name)

    def _save(self, name: str, content: Any) -> str:
        with _as_os_errors(name):
            saved: str = super()._save(name, content)
            return saved

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _as_os_errors(name):
            stream = super()._open(name, mode)
            if "r" in mode:
                stream.open()  # it is fetched here, not at the first reading
            return stream


@contextmanager
def _as_os_errors(name: str) -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error) as error:
        raise OSError(f"the blob store does not answer for {name}: {error}") from error
