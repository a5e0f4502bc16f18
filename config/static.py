"""Static files: Django's own under `/static/`, and the built frontend under `/app-static/`, compressed once at start."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]
from whitenoise.storage import CompressedStaticFilesStorage  # type: ignore[import-untyped]


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise that also serves the frontend, from the committed build or from its compressed copy when there is one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        for name in settings.FRONTEND_FOLDERS:
            for root in (settings.FRONTEND_DIST, Path(settings.STATIC_ROOT) / settings.FRONTEND_PREFIX):
                if (root / name).is_dir():
                    self.add_files(str(root / name), prefix=f"{settings.FRONTEND_PREFIX}/{name}/")


class CompressedFrontend(CompressedStaticFilesStorage):  # type: ignore[misc]
    """`collectstatic` compresses the frontend only: compressing the API's reading page would take seconds at each start."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        ours = {name: place for name, place in paths.items() if name.startswith(f"{settings.FRONTEND_PREFIX}/")}
        yield from super().post_process(ours, dry_run, **options)
