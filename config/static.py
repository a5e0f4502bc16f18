"""Static files: Django's own under `/static/`, and the built frontend under `/app-static/`, compressed when they have changed."""

from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]
from whitenoise.storage import CompressedStaticFilesStorage  # type: ignore[import-untyped]

NEVER_SERVED = ["*.map", "redoc", "rest_framework", "*es-bundle*"]  # of our dependencies


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


def collect() -> bool:
    """Fill `STATIC_ROOT`. Answers whether there was anything to do: nothing has changed since, here or where files come from."""
    note = Path(settings.VAR) / "run" / "static"
    if note.is_file() and note.read_text() == _state():
        return False
    note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    note.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, ignore_patterns=NEVER_SERVED, verbosity=0)
    note.write_text(_state())
    return True


def _state() -> str:
    """Names, sizes and times of all files, at their sources and here, and who compresses."""
    sources = (
        Path(storage.path(name))
        for finder in get_finders()
        for name, storage in finder.list([*NEVER_SERVED, "CVS", ".*"])
    )
    here = Path(settings.STATIC_ROOT)
    lines = [version("whitenoise"), *_lines(sources), *_lines(file for file in here.rglob("*") if file.is_file())]
    return "\n".join(lines)


def _lines(files: Iterable[Path]) -> list[str]:
    return sorted(f"{file} {(stat := file.stat()).st_size} {stat.st_mtime_ns}" for file in files)
