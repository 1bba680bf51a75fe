"""A DKIM signature on an outgoing message (RFC 6376), where the operator has given a key."""

from __future__ import annotations

_SIGNED = [
    b"from", b"to", b"cc", b"reply-to", b"subject", b"date", b"message-id", b"in-reply-to", b"references",
    b"mime-version", b"content-type", b"content-language", b"list-unsubscribe", b"list-unsubscribe-post",
]  # fmt: skip


def dkim_sign(message: bytes, *, selector: str, domain: str, private_key: bytes) -> bytes:
    """`message` with a DKIM-Signature header on top; `private_key` is an RSA key in PEM.

    Raises ValueError where the key cannot be read.
    """
    import dkim  # slow import

    present = {line.split(b":", 1)[0].strip().lower() for line in _header_lines(message)}
    try:
        signature: bytes = dkim.sign(
            message,
            selector.encode("ascii"),
            domain.encode("ascii"),
            private_key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[name for name in _SIGNED if name in present],
        )
    except dkim.KeyFormatError as error:
        raise ValueError("The DKIM key cannot be read: give an RSA private key in PEM.") from error
    return signature + message


def _header_lines(message: bytes) -> list[bytes]:
    return [line for line in message.split(b"\r\n\r\n", 1)[0].split(b"\r\n") if line[:1] not in (b" ", b"\t")]
