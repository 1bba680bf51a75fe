"""Addresses of the pages."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, path

from rhyddid.pages.views import (
    attachments,
    authorities,
    batch_form,
    batch_preview,
    batches,
    boards,
    checking,
    downloads,
    file_bytes,
    holding_pen,
    home,
    languages,
    letters,
    requests,
    robots,
    search,
    sheets,
    tasks,
    upload,
    upload_files,
    withheld,
)
from rhyddid.pages.views.sign_in import SignIn

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("robots.txt", robots.robots, name="robots"),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("language/", languages.language_set, name="language"),
    path("search/", search.search, name="search"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<slug:slug>/", requests.request_show, name="request"),
    path("requests/<slug:slug>/write/", letters.follow_up, name="request-follow-up"),
    path("requests/<slug:slug>/resend/<int:pk>/", letters.letter_resend, name="request-resend"),
    path("requests/<slug:slug>/add-letter/", letters.letter_add, name="request-letter"),
    path("requests/<slug:slug>/files/<int:pk>/", attachments.attachment_text, name="attachment"),
    path("requests/<slug:slug>/files/<int:pk>/undo/", attachments.mask_change_undo, name="mask-change-undo"),
    path("files/<slug:slug>/<int:pk>/original", file_bytes.original, name="attachment-download"),
    path("files/<slug:slug>/<int:pk>/copy", file_bytes.copy, name="file-copy"),
    path(
        "files/<slug:slug>/<int:pk>/original/<int:page>", file_bytes.original_page, name="file-original-page"
    ),
    path("files/<slug:slug>/<int:pk>/copy/<int:page>", file_bytes.copy_page, name="file-copy-page"),
    path("withheld/", withheld.withheld_files, name="withheld-files"),
    path("withheld/<int:pk>/", withheld.withheld_file, name="withheld-file"),
    path("authorities/", authorities.authorities, name="authorities"),
    path("authorities/<slug:slug>/", authorities.authority_show, name="authority"),
    path("batches/", batches.batches, name="batches"),
    path("batches/new/", batch_form.batch_new, name="batch-new"),
    path("batches/<slug:slug>/", boards.board_show, name="board"),
    path("batches/<slug:slug>/rows/", boards.board_rows, name="board-rows"),
    path("batches/<slug:slug>/edit/", batch_form.batch_edit, name="batch-edit"),
    path("batches/<slug:slug>/preview/", batch_preview.preview, name="batch-preview"),
    path("batches/<slug:slug>/files/", batch_preview.files, name="batch-files"),
    path("batches/<slug:slug>/send/", batch_preview.send, name="batch-send"),
    path("batches/<slug:slug>/recall/", batch_preview.recall, name="batch-recall"),
    path("batches/<slug:slug>/approve/", batch_preview.approve, name="batch-approve"),
    path("batches/<slug:slug>/publish/", batch_preview.publish, name="batch-publish"),
    path("batches/<slug:slug>/sheet/", sheets.sheet, name="sheet"),
    path("batches/<slug:slug>/sheet/download/<str:form>/", downloads.sheet_download, name="sheet-download"),
    path(
        "batches/<slug:slug>/sheet/<int:request_id>/<int:question_id>/",
        checking.check,
        name="check",
    ),
    path("holding-pen/", holding_pen.holding_pen, name="holding-pen"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("upload/files/<str:key>/", upload_files.upload_file, name="upload-file"),
    path("upload/confirm/<str:token>/", upload.upload_confirmation, name="upload-confirm"),
    path("upload/<str:token>/", upload.upload_page, name="upload"),
    path("upload/<str:token>/<str:draft>/files/", upload_files.upload_files, name="upload-files"),
]
