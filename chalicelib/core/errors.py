"""A refusal: something the person can act on. Anything else that is raised is a bug."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Fault:
    """One thing to correct: where (`invoices[0].due_date`), what (a stable code), and the facts its sentence needs."""

    code: str
    field: str = ""
    details: dict[str, object] = dataclasses.field(default_factory=dict)


class Refusal(Exception):
    """A request that cannot be served as it stands.

    `code` is stable and machine-readable (`IBAN_INVALID`); the French sentence lives in
    `templates/phrases.toml`. `faults` holds every fault found, so that a person corrects them in one go.
    """

    def __init__(self, code: str, field: str = "", faults: tuple[Fault, ...] = (), **details: object) -> None:
        super().__init__(f"{code} {field}".strip())
        self.code = code
        self.field = field
        self.details = details
        self.faults = faults or (Fault(code, field, details),)
