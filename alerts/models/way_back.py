"""A way back in: a code that was asked for at an e-mail address."""

from typing import ClassVar

from django.db import models

from alerts.fields import privacy, uuid7


class WayBack(models.Model):
    """Somebody asked for a code to an address. Whose it is, and whether it is anybody's, does not stand here.

    `id` becomes that of the delivery that carries the code, and the code is made of it and the server's key: it is kept nowhere.
    `secret_hash` binds it to the browser that asked. `looked_at`: the sweep has looked for whom to send it to.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    address_hash = models.CharField(max_length=64)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(operational="id address_hash secret_hash created_at expires_at looked_at tries used_at")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["created_at"], condition=models.Q(looked_at__isnull=True), name="way_back_to_send"),
            models.Index(fields=["address_hash", "created_at"], name="way_back_of_address"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
