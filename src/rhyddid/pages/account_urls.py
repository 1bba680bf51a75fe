"""Addresses of signing in and up, of one's account, of teams and invitations, and of the pages of those who ask.

The names that begin with `account_`, `mfa_` and `usersessions_` are those by which allauth finds its own pages.
"""

from __future__ import annotations

from allauth.account import views as sign_in
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import URLPattern, path, re_path

from rhyddid.pages.views import account, askers, invitations, person_rights, sessions, teams

urlpatterns: list[URLPattern] = [
    path("sign-in/", sign_in.login, name="sign-in"),
    path("sign-in/", sign_in.login, name="account_login"),
    path("sign-in/code/", sign_in.request_login_code, name="account_request_login_code"),
    path("sign-in/code/confirm/", sign_in.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/second/", second_factor.authenticate, name="mfa_authenticate"),
    path("sign-in/again/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("sign-in/again/code/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("sign-in/again/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("sign-in/closed/", sign_in.account_inactive, name="account_inactive"),
    path("sign-out/", sign_in.logout, name="sign-out"),
    path("sign-out/", sign_in.logout, name="account_logout"),
    path("sign-up/", sign_in.signup, name="sign-up"),
    path("sign-up/", sign_in.signup, name="account_signup"),
    path("sign-up/sent/", sign_in.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^confirm/(?P<key>[-:\w]+)/$", sign_in.confirm_email, name="account_confirm_email"),
    path("password/", sign_in.password_change, name="account_change_password"),
    path("password/first/", sign_in.password_set, name="account_set_password"),
    path("password/forgotten/", sign_in.password_reset, name="account_reset_password"),
    path("password/forgotten/sent/", sign_in.password_reset_done, name="account_reset_password_done"),
    path("password/new/", sign_in.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("account/", account.account, name="account"),
    path("account/email/", sign_in.email, name="account_email"),
    path("account/sessions/", sessions.sessions, name="usersessions_list"),
    path("account/security/", second_factor.index, name="mfa_index"),
    path("account/security/app/", app.activate_totp, name="mfa_activate_totp"),
    path("account/security/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/security/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/security/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "account/security/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"
    ),
    path("account/security/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("account/security/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("account/security/passkeys/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/security/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/data/", person_rights.export, name="account-export"),
    path("account/close/", person_rights.close, name="account-close"),
    path("account/remove-name/", person_rights.anonymise, name="account-anonymise"),
    path("account/erase/", person_rights.erase, name="account-erase"),
    path("account/left/", person_rights.left, name="account-left"),
    path("teams/", teams.teams, name="teams"),
    path("teams/join/<str:token>/", invitations.join, name="team-join"),
    path("teams/<slug:slug>/", teams.team, name="team"),
    path("asked-by/<slug:slug>/", askers.asker, name="asker"),
]
