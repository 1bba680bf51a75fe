"""A mail that Amazon SES put into a bucket and told us of. The keys are those of the AWS_… environment variables."""

from __future__ import annotations

import importlib
from typing import Any


def mail_in_bucket(*, bucket: str, key: str) -> bytes:
    """The mail's bytes. Raises OSError where it cannot be had now: SES tells of it again."""
    try:
        boto3: Any = importlib.import_module("boto3")  # of the extra "s3"
        exceptions: Any = importlib.import_module("botocore.exceptions")
    except ImportError as error:
        raise OSError("mail in an S3 bucket needs: pip install 'rhyddid[s3]'") from error
    try:
        data: bytes = boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    except (exceptions.BotoCoreError, exceptions.ClientError) as error:
        raise OSError(f"s3://{bucket}/{key}: {error}") from error
    return data
