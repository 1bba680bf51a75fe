"""Who may see what. The one answer that every door asks: pages, lists, search, feeds, API, exports, files, mail.

Strictest wins: an attachment shows no more than its message, a message no more than every request it belongs to,
a request no more than its embargo allows on the day of asking. Requests for one's own personal data and rehearsals
are never public.
"""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from rhyddid.accounts.models import Person
from rhyddid.accounts.queries import checking_team_ids_of, team_ids_of
from rhyddid.requests.annotation_models import Annotation, AnnotationState, Citation
from rhyddid.requests.file_models import Hold
from rhyddid.requests.models import (
    Attachment,
    EmbargoEnds,
    Message,
    MessageInRequest,
    Request,
    State,
    Visibility,
)

Viewer = Person | AnonymousUser | None


def public_request_filter() -> Q:
    """The requests that everybody may see today."""
    over = Q(embargoed_until__lt=timezone.localdate()) | Q(
        embargo_ends=EmbargoEnds.ANSWERED, state__closed_on__isnull=False
    )
    open_today = Q(visibility=Visibility.PUBLIC) | Q(visibility=Visibility.EMBARGOED) & over
    # What the outbox still holds back is nobody's business yet: it can be taken back.
    unsent = Q(state=None) | Q(state__state__in=[State.DRAFT, State.QUEUED, State.RECALLED])
    return open_today & Q(own_personal_data=False, rehearsal_day=None) & ~unsent


def embargo_is_over(request: Request) -> bool:
    """Whether an embargo of `request` that waits for the answer has had it, whatever review was asked for since; one until
    a day is judged by the day.
    """
    state = getattr(request, "state", None)
    return request.embargo_ends == EmbargoEnds.ANSWERED and state is not None and state.closed_on is not None


def visible_requests(viewer: Viewer) -> QuerySet[Request]:
    """The requests that `viewer` may see."""
    mine = Q(team_id__in=team_ids_of(viewer))
    return Request.objects.filter(public_request_filter() | mine)


def may_see_request(viewer: Viewer, request: Request) -> bool:
    return visible_requests(viewer).filter(pk=request.pk).exists()


def visible_messages(viewer: Viewer) -> QuerySet[Message]:
    """The messages that belong to at least one request, and only to requests that `viewer` may see."""
    teams = team_ids_of(viewer)
    links = MessageInRequest.objects.filter(message=OuterRef("pk"))
    # asked of each link by itself: a list of all visible requests would be made for every page of a large site
    unseen = links.filter(~Exists(visible_requests(viewer).filter(pk=OuterRef("request_id"))))
    team_links = links.filter(request__team_id__in=teams)
    shown = Q(visibility=Visibility.PUBLIC) | Exists(team_links)
    return Message.objects.filter(shown, Exists(links), ~Exists(unseen), erased_at=None)


def may_see_message(viewer: Viewer, message: Message) -> bool:
    return visible_messages(viewer).filter(pk=message.pk).exists()


def listed_attachments(viewer: Viewer) -> QuerySet[Attachment]:
    """The attachments that `viewer` may know of; of those that are withheld, no more than that they are."""
    teams = team_ids_of(viewer)
    team_links = MessageInRequest.objects.filter(message=OuterRef("message_id"), request__team_id__in=teams)
    shown = Q(visibility=Visibility.PUBLIC) | Exists(team_links)
    of_visible = Exists(visible_messages(viewer).filter(pk=OuterRef("message_id")))
    return Attachment.objects.filter(shown, of_visible, erased_at=None)


def visible_attachments(viewer: Viewer) -> QuerySet[Attachment]:
    """The attachments whose name, text and bytes `viewer` may have: suspect files are withheld from all but those who
    decide about them.
    """
    return listed_attachments(viewer).filter(_is_free() | decides_filter(viewer))


def attachments_with_copy(viewer: Viewer) -> QuerySet[Attachment]:
    """The attachments whose redacted copy `viewer` may have: the visible ones, and those of which only that is shown."""
    copy_only = Q(file_check__hold=Hold.COPY_ONLY)
    return listed_attachments(viewer).filter(_is_free() | copy_only | decides_filter(viewer))


def decides_filter(viewer: Viewer) -> Q:
    """The attachments about which `viewer` decides: an operator about all, a team's checkers about their own."""
    if isinstance(viewer, Person) and viewer.is_staff:
        return Q(pk__isnull=False)
    links = MessageInRequest.objects.filter(
        message=OuterRef("message_id"), request__team_id__in=checking_team_ids_of(viewer)
    )
    return Q(Exists(links))


def files_to_decide(viewer: Viewer) -> QuerySet[Attachment]:
    """The suspect or withheld attachments about which `viewer` may decide, whether or not their request is public."""
    return Attachment.objects.filter(decides_filter(viewer), message__erased_at=None, erased_at=None)


def held_attachments() -> QuerySet[Attachment]:
    """The attachments that are withheld from all but those who decide about them."""
    return Attachment.objects.filter(~_is_free())


def visible_annotations(viewer: Viewer) -> QuerySet[Annotation]:
    """The annotations whose words `viewer` may read: those that are shown, under requests that they may see and letters
    that are not withheld from them; their own also while they wait; an operator reads those that are held or hidden too.
    """
    shown = _annotation_is_shown(viewer)
    of_visible = Exists(visible_requests(viewer).filter(pk=OuterRef("request_id")))
    about_visible = Q(message=None) | Exists(visible_messages(viewer).filter(pk=OuterRef("message_id")))
    return Annotation.objects.filter(shown, of_visible, about_visible)


def annotations_under(viewer: Viewer, request: Request, letters: Collection[int]) -> QuerySet[Annotation]:
    """The annotations that stand on the page of a request which `viewer` sees, about it or about `letters`, those of its
    letters that they see; also the hidden ones, of which they read no more than why.
    """
    shown = _annotation_is_shown(viewer) | Q(state=AnnotationState.HIDDEN)
    about = Q(message=None) | Q(message__in=list(letters))
    return Annotation.objects.filter(shown, about, request=request)


def _annotation_is_shown(viewer: Viewer) -> Q:
    shown = Q(state=AnnotationState.SHOWN)
    if isinstance(viewer, Person):
        shown |= Q(by=viewer)
        if viewer.is_staff:
            shown |= Q(state__in=(AnnotationState.WAITING, AnnotationState.HIDDEN))
    return shown


def visible_citations(viewer: Viewer) -> QuerySet[Citation]:
    """The links to where requests were used that `viewer` may see: those of requests that they may see."""
    of_visible = Exists(visible_requests(viewer).filter(pk=OuterRef("request_id")))
    return Citation.objects.filter(of_visible, undone_at=None)


def _is_free() -> Q:
    return ~Q(file_check__hold__in=(Hold.WAITING, Hold.KEPT, Hold.COPY_ONLY))


def sees_unmasked(viewer: Viewer, request: Request) -> bool:
    """Whether `viewer` sees e-mail addresses and telephone numbers in the request's letters: its own team does."""
    return request.team_id in team_ids_of(viewer)
