"""The mails about an account: which words each has, and how it becomes text and HTML in the person's language.

In: what kind of mail, for whom, with which code, link or names. Out: a mail handed to Django, which queues it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from rhyddid.accounts.models import Person
from rhyddid.wording import Wording, gettext_noop

_NOT_YOU = gettext_noop("If this was not you, you need do nothing.")
_NOT_YOU_CHANGED = gettext_noop(
    "If this was not you, somebody else may be in your account: reset your password now, and end all sessions on the page "
    "of your account."
)
_GREETING = gettext_noop("Hello,")


@dataclass(frozen=True)
class MailWords:
    """Message ids with `{name}` places. What comes `afterwards` stands under the code or the link."""

    subject: str
    paragraphs: tuple[str, ...]
    link_words: str = ""
    afterwards: tuple[str, ...] = (_NOT_YOU,)


@dataclass(frozen=True)
class RenderedMail:
    """The same in a language, as the templates show it."""

    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    code: str
    link: str
    link_words: str
    afterwards: tuple[str, ...]


def _changed(subject: str, *paragraphs: str) -> MailWords:
    return MailWords(subject, paragraphs, afterwards=(_NOT_YOU_CHANGED,))


MAILS: Mapping[str, MailWords] = {
    "confirm_new_account": MailWords(
        gettext_noop("Confirm your e-mail address"),
        (
            gettext_noop("An account at {site} was made with this address."),
            gettext_noop("Confirm that it is yours within three days, and sign in:"),
        ),
        gettext_noop("Confirm the address"),
    ),
    "confirm_address": MailWords(
        gettext_noop("Confirm your new e-mail address"),
        (
            gettext_noop("An account at {site} is to have this address."),
            gettext_noop("Confirm that it is yours within three days:"),
        ),
        gettext_noop("Confirm the address"),
    ),
    "account_there_already": MailWords(
        gettext_noop("You have an account already"),
        (
            gettext_noop("Somebody, most likely you, wanted to make an account at {site} with this address."),
            gettext_noop("There is one already. If you do not know its password any more, choose a new one:"),
        ),
        gettext_noop("Choose a new password"),
    ),
    "no_such_account": MailWords(
        gettext_noop("There is no account with this address"),
        (
            gettext_noop("Somebody, most likely you, wanted to sign in at {site} with this address."),
            gettext_noop(
                "There is no account with it: perhaps it was made with another address. You can make one:"
            ),
        ),
        gettext_noop("Make an account"),
    ),
    "password_reset": MailWords(
        gettext_noop("Choose a new password"),
        (
            gettext_noop("Somebody, most likely you, asked for a new password for your account at {site}."),
            gettext_noop("This link can be used once, within a day:"),
        ),
        gettext_noop("Choose a new password"),
    ),
    "sign_in_code": MailWords(
        gettext_noop("Your code for signing in"),
        (gettext_noop("Type this code into the page that asks for it, within 15 minutes:"),),
        afterwards=(
            gettext_noop("Never tell anybody this code: nobody of {site} will ever ask for it."),
            _NOT_YOU,
        ),
    ),
    "address_changed": _changed(
        gettext_noop("Your e-mail address was changed"),
        gettext_noop("The address of your account at {site} was changed from {from_email} to {to_email}."),
    ),
    "address_removed": _changed(
        gettext_noop("An e-mail address was removed"),
        gettext_noop("The address {deleted_email} was removed from your account at {site}."),
    ),
    "password_changed": _changed(
        gettext_noop("Your password was changed"),
        gettext_noop("The password of your account at {site} was changed. All other sessions have ended."),
    ),
    "app_added": _changed(
        gettext_noop("An authenticator app was added"),
        gettext_noop("Signing in to your account at {site} asks for a code of your app from now on."),
    ),
    "app_removed": _changed(
        gettext_noop("The authenticator app was removed"),
        gettext_noop("Signing in to your account at {site} asks for no code of an app any more."),
    ),
    "passkey_added": _changed(
        gettext_noop("A passkey was added"),
        gettext_noop("Your account at {site} can be signed in to with a new passkey."),
    ),
    "passkey_removed": _changed(
        gettext_noop("A passkey was removed"),
        gettext_noop("A passkey of your account at {site} was removed."),
    ),
    "recovery_codes_made": _changed(
        gettext_noop("New recovery codes were made"),
        gettext_noop("Your account at {site} has new recovery codes. The old ones work no longer."),
    ),
    "invitation": MailWords(
        gettext_noop("Join {team} at {site}"),
        (
            gettext_noop("{by} invites you to the team {team} at {site}, as {role}."),
            gettext_noop("This link can be used once, within {days} days:"),
        ),
        gettext_noop("See the invitation"),
    ),
    "account_closed": _changed(
        gettext_noop("Your account was closed"),
        gettext_noop("Your account at {site} was closed. Nobody can sign in to it any more."),
    ),
    "name_removed": MailWords(
        gettext_noop("Your name was removed"),
        (gettext_noop("Your account at {site} was closed, and your name is shown there no longer."),),
        afterwards=(),
    ),
    "account_erased": MailWords(
        gettext_noop("Your account was erased"),
        (gettext_noop("Your account at {site} was erased. This is the last mail to this address."),),
        afterwards=(),
    ),
}


def account_mail_send(
    kind: str,
    *,
    to: str,
    language: str = "",
    code: str = "",
    link: str = "",
    parameters: Mapping[str, object] | None = None,
) -> None:
    """Send the mail `kind` of MAILS in `language`; by default in that of whoever has the address, or the page's."""
    language = language or language_of(to)
    words = MAILS[kind]
    filled = {"site": settings.SITE_NAME, **(parameters or {})}

    def say(message: str) -> str:
        return Wording(message, filled).render(language)

    mail = RenderedMail(
        subject=" ".join(say(words.subject).split()),
        greeting=say(_GREETING),
        paragraphs=tuple(map(say, words.paragraphs)),
        code=code,
        link=link,
        link_words=say(words.link_words) if words.link_words else "",
        afterwards=tuple(map(say, words.afterwards)),
    )
    context = {
        "mail": mail,
        "language": language,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    message = EmailMultiAlternatives(
        mail.subject, render_to_string("accounts/mail.txt", context).strip() + "\n", to=[to]
    )
    message.extra_headers["Content-Language"] = language
    message.attach_alternative(render_to_string("accounts/mail.html", context), "text/html")
    message.send()


def language_of(email: str) -> str:
    """The language of whoever has this address; of the page that is being shown where nobody has."""
    known = Person.objects.filter(email=email.lower()).values_list("language", flat=True).first()
    return known or (translation.get_language() or settings.LANGUAGE_CODE)[:2]
