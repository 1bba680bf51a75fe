"""Bytes are kept under their own name."""

from __future__ import annotations

import hashlib

import pytest

from rhyddid.requests.blobs import BlobMissing, blob_get, blob_put


def test_what_is_put_is_got() -> None:
    sha256 = blob_put(b"a letter")
    assert sha256 == hashlib.sha256(b"a letter").hexdigest()
    assert blob_get(sha256) == b"a letter"


def test_putting_the_same_bytes_again_changes_nothing() -> None:
    assert blob_put(b"twice") == blob_put(b"twice")


def test_a_missing_blob_says_what_to_do() -> None:
    with pytest.raises(BlobMissing, match="backup"):
        blob_get("f" * 64)
