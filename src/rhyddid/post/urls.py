"""The addresses of the post that other machines call. A person has no use for them."""

from __future__ import annotations

from django.urls import path

from rhyddid.post.webhooks.views import delivery_webhook, mail_webhook

urlpatterns = [
    path("<slug:provider>/delivery", delivery_webhook, name="delivery-webhook"),
    # Mailgun sends whole mails only to an address that ends in "mime"
    path("<slug:provider>/mime", mail_webhook, name="mail-webhook"),
]
