"""What every action says that cannot do as asked."""


class Refused(ValueError):
    """What was asked makes no sense, or may not be; the message says what to do, and `field` names what is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
