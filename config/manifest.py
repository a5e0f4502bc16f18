"""What a phone is told when the patient's app is put on its home screen, in each language of the app."""

import json
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

ICONS = f"/{settings.FRONTEND_PREFIX}/icons"
# Language: tag, what the app is, and the names of the two ways in that a long press on the icon offers.
SAID: Final = {
    "en": ("en-GB", "A diary for the days after treatment.", "Something is wrong", "My curve"),
    "es": ("es", "Un diario para los días después del tratamiento.", "Algo va mal", "Mi curva"),
    "zh-Hans": ("zh-Hans", "治疗之后几天的日记。", "我不对劲", "我的曲线"),
}


def manifest(language: str, about: str, wrong: str, curve: str) -> Mapping[str, Any]:
    """The web app manifest in one language. `id` is the same in all, so that a change of language makes no second app."""
    return {
        "id": "/app/",
        "name": "Ebb",
        "short_name": "Ebb",
        "description": about,
        "lang": language,
        "dir": "ltr",
        "start_url": "/app/",
        "scope": "/app/",
        "display": "standalone",
        "background_color": "#f7f5f1",
        "theme_color": "#f7f5f1",
        "categories": ["health", "medical"],
        "icons": [
            {"src": f"{ICONS}/icon-192.png", "sizes": "192x192", "type": "image/png"},
            {"src": f"{ICONS}/icon-512.png", "sizes": "512x512", "type": "image/png"},
            {"src": f"{ICONS}/maskable-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
        "shortcuts": [
            {"name": wrong, "url": "/app/help"},
            {"name": curve, "url": "/app/curve"},
        ],
    }


MANIFESTS: Final = {code: json.dumps(manifest(*said), ensure_ascii=False).encode() for code, said in SAID.items()}
