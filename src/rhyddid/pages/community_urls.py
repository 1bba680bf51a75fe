"""Addresses of what people add to requests, of what operators do, and of the pages about the site."""

from __future__ import annotations

from django.urls import URLPattern, path

from rhyddid.pages.views import (
    about,
    annotating,
    announcements,
    audit_log,
    citations,
    held_letters,
    people,
    proposals,
    read_only,
    sitemap,
    takedowns,
    task,
    theme,
)

urlpatterns: list[URLPattern] = [
    path("theme.css", theme.theme_css, name="theme-css"),
    path("sitemap.xml", sitemap.sitemap_index, name="sitemap"),
    path("sitemap/<str:part>-<int:number>.xml", sitemap.sitemap_part, name="sitemap-part"),
    path(".well-known/security.txt", sitemap.security_txt, name="security-txt"),
    path("about/", about.about, name="about"),
    path("about/help/", about.page, {"name": "help"}, name="about-help"),
    path("about/privacy/", about.page, {"name": "privacy"}, name="about-privacy"),
    path("about/cookies/", about.page, {"name": "cookies"}, name="about-cookies"),
    path("about/accessibility/", about.page, {"name": "accessibility"}, name="about-accessibility"),
    path("about/licence/", about.page, {"name": "licence"}, name="about-licence"),
    path("announcements/", announcements.announcements, name="announcements"),
    path("announcements/put-away/", announcements.put_away, name="announcement-put-away"),
    path("read-only/", read_only.read_only, name="read-only"),
    path("audit/", audit_log.audit_log, name="audit"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.person_show, name="person"),
    path("tasks/<int:pk>/", task.task, name="task"),
    path("citations/", citations.citations, name="citations"),
    path("requests/<slug:slug>/used/", citations.request_citations, name="request-citations"),
    path("requests/<slug:slug>/annotations/", annotating.annotate, name="annotations"),
    path("requests/<slug:slug>/annotations/<int:pk>/", annotating.annotation, name="annotation"),
    path("propose/", proposals.propose, name="propose"),
    path("propose/<slug:slug>/", proposals.propose, name="propose-change"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("takedown/", takedowns.takedown_ask, name="takedown-ask"),
    path("takedowns/<int:pk>/", takedowns.takedown, name="takedown"),
    path("held-letters/<int:pk>/", held_letters.held_letter, name="held-letter"),
]
