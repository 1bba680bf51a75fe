"""Webhooks: what became of our letters, and mail that came in. 200 means that it is recorded, or on disk and synced.

A call that cannot be dealt with now is answered 503, and comes again; one that never will be, 4xx.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from rhyddid.post.spool import envelope_now, spool_put
from rhyddid.post.webhooks import mails_brought, told_by_provider
from rhyddid.post.webhooks.callers import has_webhooks, may_bring_mail, may_call
from rhyddid.post.webhooks.delivery_news import BeingHandedOver, delivery_news_take
from rhyddid.post.webhooks.forms import TooLarge, body_of, form_of
from rhyddid.post.webhooks.sns import subscription_confirmed
from rhyddid.post.webhooks.told_by_provider import NotUnderstood

log = logging.getLogger(__name__)


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def delivery_webhook(http: HttpRequest, provider: str) -> HttpResponse:
    """A provider tells what became of letters."""
    _exists(provider, told_by_provider.PROVIDERS)
    if http.method == "HEAD":  # some look whether we are here
        return HttpResponse()
    try:
        body = body_of(http)
        if not may_call(provider, http, body, _signature_fields(provider, http, body)):
            return _denied()
        if provider == "ses" and subscription_confirmed(body):
            return HttpResponse()
        for told in told_by_provider.told_by(provider, http, body):
            delivery_news_take(provider=provider, told=told)
    except TooLarge:
        return _said(413, "Too large")
    except NotUnderstood as error:
        log.warning("%s tells what is not understood: %s", provider, error)
        return _said(400, "Not understood")
    except BeingHandedOver:
        return _said(503, "The letter is being handed over; tell it again in a minute")
    except (OperationalError, InterfaceError, OSError) as error:
        log.warning("what %s told is not recorded: %s", provider, str(error).strip())
        return _said(503, "Try again later")
    return HttpResponse()


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def mail_webhook(http: HttpRequest, provider: str) -> HttpResponse:
    """A provider, or a program of the operator's (`signed`), brings mail."""
    _exists(provider, mails_brought.PROVIDERS)
    if http.method == "HEAD":
        return HttpResponse()
    try:
        body = body_of(http)
        fields = form_of(http, body)
        signature = {name: value.decode("latin-1") for name, value in fields.items() if len(value) < 500}
        if not may_bring_mail(provider, http, body, signature):
            return _denied()
        if provider == "ses" and subscription_confirmed(body):
            return HttpResponse()
        brought = mails_brought.mails_brought(provider, http, body, fields)
        if any(len(mail.raw) > settings.MAIL_MAX_BYTES for mail in brought):
            raise TooLarge
        for mail in brought:
            spool_put(mail.raw, envelope_now(sender=mail.sender, recipients=mail.recipients, peer=mail.peer))
    except TooLarge:
        return _said(413, "The mail is too large")
    except NotUnderstood as error:
        log.warning("%s brings what is no raw mail: %s", provider, error)
        return _said(400, "No raw mail: send the whole mail as it came")
    except OSError as error:
        log.error("a mail that %s brought could not be stored: %s", provider, error)
        return _said(503, "The mail could not be stored; try again later")
    return HttpResponse()


def _exists(provider: str, providers: frozenset[str]) -> None:
    if provider not in providers or not has_webhooks(provider):
        raise Http404


def _signature_fields(provider: str, http: HttpRequest, body: bytes) -> dict[str, str]:
    """Where Mailgun's signature stands in what it tells of letters: in a block of the JSON."""
    if provider != "mailgun":
        return {}
    return told_by_provider.mailgun_signature(body)


def _denied() -> HttpResponse:
    # SNS gives the password only when it is asked for
    return HttpResponse(
        "Not allowed",
        status=401,
        content_type="text/plain",
        headers={"WWW-Authenticate": 'Basic realm="post"'},
    )


def _said(status: int, words: str) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain")
