"""Addresses of the law's pages, the calculator of deadlines, and the dates of a request for other programs."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from rhyddid.pages.views import law_deadlines, law_next, law_pages, law_requests

urlpatterns: list[URLPattern | URLResolver] = [
    path("deadlines/", law_deadlines.deadlines, name="deadlines"),
    path("deadlines/clock.json", law_deadlines.deadlines_json, name="deadlines-json"),
    path("deadlines/deadlines.ics", law_deadlines.deadlines_ics, name="deadlines-ics"),
    path("law/", law_pages.laws, name="law"),
    path("law/report/", law_pages.law_report, name="law-report"),
    path("law/<slug:law>/", law_pages.law_show, name="law-regime"),
    path("law/<slug:law>/<str:provision>/", law_pages.provision_show, name="law-provision"),
    path("requests/<slug:slug>/deadlines.ics", law_requests.request_ics, name="request-ics"),
    path("requests/<slug:slug>/clock.json", law_requests.request_clock, name="request-clock"),
    path("requests/<slug:slug>/next/", law_next.next_show, name="request-next"),
]
