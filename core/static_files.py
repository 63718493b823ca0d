"""The storage of static files in production: hashed names, compressed, without the comments of our own sources."""

import re
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_OURS = re.compile(r"site/(?!dsfr)[\w-]+\.(?:css|js)")
_COMMENT = re.compile(rb"\s*/\*.*?\*/", re.DOTALL)


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    def _save(self, name: str, content: Any) -> str:
        if _OURS.fullmatch(name.replace("\\", "/")):
            content = ContentFile(_COMMENT.sub(b"", content.read()))
        return super()._save(name, content)
