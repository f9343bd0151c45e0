"""What the OpenAPI document says of `/imports`."""

from typing import Any

from pydantic import BaseModel

from chalicelib.web import imports
from chalicelib.web.described import json_of, operation

READ: tuple[type[BaseModel], ...] = (imports.TableTold, imports.ImportConfirmed)
TOLD: tuple[type[BaseModel], ...] = (imports.ImportPreview, imports.ImportDone)

_CSV = (
    "Client;SIREN;Facture n°;Émise le;Échéance;Montant TTC;Déjà payé\n"
    "Imprimerie Vasseur;404 833 048;F-12;01/10/2026;31/10/2026;1 234,56 €;200\n"
)
_MAPPING = {
    "debtor": "Client",
    "siren": "SIREN",
    "invoice": "Facture n°",
    "issue_date": "Émise le",
    "due_date": "Échéance",
    "amount": "Montant TTC",
    "paid": "Déjà payé",
}

PATHS: dict[str, Any] = {
    "/imports": {
        "post": operation(
            "previewImport",
            "Read a CSV of invoices, line by line",
            {"200": json_of(imports.ImportPreview)},
            "404",
            body=imports.TableTold,
            example={"csv": _CSV},
            description="The columns are guessed from their headings, unless `mapping` says which column gives which "
            "field. At most 2 MB and 1,000 lines. Nothing is written, nothing is kept.",
        )
    },
    "/imports/confirmed": {
        "post": operation(
            "confirmImport",
            "Follow the new invoices of a CSV",
            {"200": json_of(imports.ImportDone)},
            "404",
            "409",
            body=imports.ImportConfirmed,
            example={
                "id": "3f2b8c1e-5d7a-4e9b-8a61-0c2d4e6f8a90",
                "csv": _CSV,
                "mapping": _MAPPING,
                "defaults": {"regime": "b2b", "person": "legal_person"},
            },
            description="The file and the mapping come again. Any faulty line refuses the whole (IMPORT_FAULTY), "
            "before anything is written. The same `id` sent again goes on where it was cut and adds nothing twice. "
            "Invoices of one client join its open case where that may still be.",
        )
    },
}
