"""The blob store in a bucket of a real S3 server, over HTTP."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone
from moto.server import ThreadedMotoServer

from rhyddid.requests.blobs import (
    BlobDamaged,
    BlobMissing,
    blob_delete,
    blob_get,
    blob_open,
    blob_put,
    blob_put_pieces,
)
from rhyddid.site.options import BadOption
from rhyddid.site.places import blob_storage

KEYS = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "eu-west-2"}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """An empty bucket, as the site's blob store."""
    name = f"letters-{tmp_path.name.lower().replace('_', '-')}"[:60].strip("-")
    client = boto3.client("s3", endpoint_url=server, **KEYS)
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    use(f"s3://key:secret@{name}/blobs?endpoint={server}&region=eu-west-2", monkeypatch, tmp_path)
    yield name
    client.close()


def use(place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(settings.STORAGES, "blobs", blob_storage(place, folder=tmp_path))
    monkeypatch.setattr(storages, "_storages", {})
    # the cached property: whoever asked for a storage before has filled it
    monkeypatch.setattr(storages, "backends", settings.STORAGES, raising=False)


def keys_in(server: str, bucket: str) -> list[str]:
    client = boto3.client("s3", endpoint_url=server, **KEYS)
    found = [each["Key"] for each in client.list_objects_v2(Bucket=bucket).get("Contents", ())]
    client.close()
    return found


def test_bytes_come_back_as_they_were(server: str, bucket: str) -> None:
    data = bytes(range(256)) * 9
    sha256 = blob_put(data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert blob_get(sha256) == data
    assert keys_in(server, bucket) == [f"blobs/{sha256[:2]}/{sha256[2:4]}/{sha256}"]


def test_the_same_bytes_are_stored_once_and_never_written_over(server: str, bucket: str) -> None:
    sha256 = blob_put(b"a letter")
    client = boto3.client("s3", endpoint_url=server, **KEYS)
    (key,) = keys_in(server, bucket)
    before = client.head_object(Bucket=bucket, Key=key)["LastModified"]
    together = [threading.Thread(target=blob_put, args=(b"a letter",)) for _ in range(5)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert client.head_object(Bucket=bucket, Key=key)["LastModified"] == before
    assert blob_get(sha256) == b"a letter"
    client.close()


def test_what_is_missing_is_said_to_be_missing(bucket: str) -> None:
    with pytest.raises(BlobMissing):
        blob_get("0" * 64)
    with pytest.raises(BlobMissing):
        blob_open("0" * 64)
    blob_delete("0" * 64)


def test_bytes_that_are_not_what_was_stored_are_not_handed_out(server: str, bucket: str) -> None:
    sha256 = blob_put(b"as it was")
    client = boto3.client("s3", endpoint_url=server, **KEYS)
    client.put_object(Bucket=bucket, Key=keys_in(server, bucket)[0], Body=b"changed")
    client.close()
    with pytest.raises(BlobDamaged):
        blob_get(sha256)


def test_a_large_file_goes_and_comes_by_stream(bucket: str) -> None:
    piece = bytes(range(256)) * 4096
    sha256 = blob_put_pieces(piece for _ in range(80))
    digest = hashlib.sha256()
    with blob_open(sha256) as stream:
        while part := stream.read(1024 * 1024):
            digest.update(part)
    assert digest.hexdigest() == sha256 == hashlib.sha256(piece * 80).hexdigest()
    assert blob_put_pieces(piece for _ in range(80)) == sha256


def test_a_deleted_blob_is_gone(bucket: str) -> None:
    sha256 = blob_put(b"to be erased")
    blob_delete(sha256)
    with pytest.raises(BlobMissing):
        blob_get(sha256)


def test_a_server_that_is_away_is_an_error_of_the_store(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use("s3://key:secret@letters?endpoint=http://127.0.0.1:9", monkeypatch, tmp_path)
    with pytest.raises(OSError, match="does not answer"):
        blob_put(b"a letter")
    with pytest.raises(OSError, match="does not answer"):
        blob_get("0" * 64)


def test_a_bucket_that_does_not_exist_takes_nothing(
    server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use(f"s3://key:secret@nowhere?endpoint={server}", monkeypatch, tmp_path)
    with pytest.raises(OSError, match="NoSuchBucket"):
        blob_put(b"a letter")


def test_a_server_without_conditions_is_written_to_plainly(bucket: str) -> None:
    storage = storages["blobs"]
    refused = []

    def without_conditions(params: dict[str, Any], **_: object) -> tuple[AWSResponse, dict[str, Any]] | None:
        if "If-None-Match" not in params["headers"]:
            return None
        refused.append(params["url"])
        answer = {"Error": {"Code": "NotImplemented"}, "ResponseMetadata": {"HTTPStatusCode": 501}}
        return AWSResponse(params["url"], 501, {}, None), answer

    storage.connection.meta.client.meta.events.register("before-call.s3.PutObject", without_conditions)
    sha256 = blob_put(b"a letter")
    assert len(refused) == 1
    assert blob_get(sha256) == b"a letter"


@pytest.mark.parametrize(
    "place",
    [
        "http://bucket",
        "s3://",
        "s3://key:secret@",
        "s3://bucket?colour=red",
        "s3://bucket?endpoint",
        "s3://[x",
    ],
)
def test_a_place_that_cannot_be_used_is_told_without_its_keys(place: str, tmp_path: Path) -> None:
    with pytest.raises(BadOption, match="s3://BUCKET") as told:
        blob_storage(place, folder=tmp_path)
    assert "secret" not in str(told.value)


def test_when_the_bucket_is_away_the_spool_keeps_the_mail_and_takes_it_in_later(
    db: None, server: str, bucket: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from rhyddid.post.spool import envelope_now, spool_put, spool_replay, spool_waiting
    from rhyddid.requests.models import Message

    monkeypatch.setattr(settings, "SPOOL", tmp_path / "spool")
    there = settings.STORAGES["blobs"]
    use("s3://key:secret@letters?endpoint=http://127.0.0.1:9", monkeypatch, tmp_path)
    raw = b"From: foi@port.example\r\nMessage-ID: <1@port.example>\r\nSubject: Late\r\n\r\nDear Sir\r\n"
    spool_put(raw, envelope_now(sender="foi@port.example"))
    with pytest.raises(OSError, match="does not answer"):
        spool_replay()
    assert (spool_waiting(), Message.objects.count()) == (1, 0)
    monkeypatch.setitem(settings.STORAGES, "blobs", there)
    monkeypatch.setattr(storages, "_storages", {})
    assert spool_replay() == 1
    message = Message.objects.get()
    assert message.received_at <= timezone.now()
    assert blob_get(message.raw_sha256) == raw
