"""Previews of drafts on another front end, through a signed token that expires.

The table is that of wagtail-headless-preview, whose own mixin has no expiring tokens and supports pages only.
"""

import datetime as dt
import json
import uuid
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from modelcluster.models import ClusterableModel
from wagtail_headless_preview.models import PagePreview

MODE = "autre-site"
LASTS = dt.timedelta(hours=12)
_signer = TimestampSigner(salt="core.headless")


def store_draft(instance: ClusterableModel) -> str:
    """Store the current state of `instance`, saved or not. Returns a token that gives access to it for `LASTS`."""
    PagePreview.garbage_collect()
    token = _signer.sign(uuid.uuid4().hex)
    PagePreview.objects.create(
        token=token, content_type=ContentType.objects.get_for_model(instance), content_json=instance.to_json()
    )
    return token


def stored_draft(token: str) -> ClusterableModel | None:
    """The draft of `token`; None when the token is forged or expired, or its draft was deleted."""
    try:
        _signer.unsign(token, max_age=LASTS)
    except BadSignature:
        return None
    preview = PagePreview.objects.filter(token=token).select_related("content_type").first()
    model = preview.content_type.model_class() if preview else None
    return model.from_serializable_data(json.loads(preview.content_json)) if model else None


if TYPE_CHECKING:
    from wagtail.models import PreviewableMixin as _Base
else:
    _Base = object


class HeadlessPreviewMixin(_Base):
    """Adds a preview mode for the front end at HEADLESS_CLIENT_URL, if one is configured."""

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        modes = list(super().preview_modes)
        return [*modes, (MODE, "Sur l’autre site")] if settings.HEADLESS_CLIENT_URL else modes

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        if mode_name != MODE or not settings.HEADLESS_CLIENT_URL:
            return super().serve_preview(request, mode_name)
        query = urlencode({"content_type": self._meta.label_lower, "token": store_draft(self)})
        return redirect(f"{settings.HEADLESS_CLIENT_URL}?{query}")
