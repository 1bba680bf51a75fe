"""Signing in and out. The page turns to the person's own language unless this browser has chosen one."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from rhyddid.accounts.models import DEMO_DOMAIN, Person
from rhyddid.pages.doors import person


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("This e-mail address and password do not go together. Capitals count in the password."),
        "inactive": _("This account is closed."),
    }  # fmt: skip

    def confirm_login_allowed(self, user: Person) -> None:
        """The demo's password is printed for all to read: its people sign in only where no letter leaves."""
        super().confirm_login_allowed(user)
        if settings.DELIVERY == "live" and user.get_username().endswith(DEMO_DOMAIN):
            raise ValidationError(
                _("The demo’s accounts are closed on a site that writes to real authorities.")
            )


class SignIn(LoginView):
    template_name = "pages/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        if settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, person(self.request).language, samesite="Lax", httponly=True
            )
        return response
