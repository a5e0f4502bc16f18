"""The diary's Django app; tells `alerts` who may be told of what, since `alerts` cannot ask the diary."""

from django.apps import AppConfig

from alerts import audience


class DiaryConfig(AppConfig):
    name = "diary"

    def ready(self) -> None:
        from diary.access import CareTeamAudience  # noqa: PLC0415  models cannot be imported before the apps are loaded

        audience.register(CareTeamAudience())
