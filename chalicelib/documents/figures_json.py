"""The figures of an account as the API answers them, each with its French words and its arithmetic."""

from collections.abc import Iterable
from typing import Any

from chalicelib.cases import figures
from chalicelib.cases.life import Why
from chalicelib.core import french
from chalicelib.core.money import ZERO
from chalicelib.documents.phrases import phrase


def ageing_document(ageing: Iterable[figures.Aged]) -> list[dict[str, Any]]:
    """The five bars with their labels."""
    return [
        {
            "bar": each.bar.value,
            "label": phrase("bars", each.bar.value),
            "amount": str(each.amount),
            "invoices": each.invoices,
        }
        for each in ageing
    ]


def received_document(months: Iterable[figures.Month]) -> list[dict[str, str]]:
    """The months as 2026-11."""
    return [{"month": f"{each.first:%Y-%m}", "amount": str(each.amount)} for each in months]


def delay_document(delay: figures.AverageDelay) -> dict[str, Any]:
    """The average, its arithmetic, and its definition in a sentence."""
    return {
        "days": delay.days,
        "total_days": delay.total_days,
        "invoices": delay.invoices,
        "without_issue_date": delay.without_issue_date,
        "definition": phrase("figures", "average_delay"),
    }


def record_document(record: figures.PaymentRecord | Why) -> dict[str, Any]:
    """A payment record; when there may be none, `refused` says why and everything else is null (E07)."""
    if isinstance(record, Why):
        refused = {"code": record.code, "sentence": phrase("records", record.code, **record.details)}
        return {"refused": refused, **dict.fromkeys(_RECORD)}
    told = (
        record.rating.value,
        phrase("ratings", record.rating.value),
        _arithmetic(record),
        _scale(),
        record.invoices,
        str(record.invoiced),
        str(record.on_time),
        str(record.share),
        record.days_late,
        str(record.mean_days_late),
        record.unpaid,
        str(record.unpaid_amount),
    )
    return {"refused": None, **dict(zip(_RECORD, told, strict=True))}


_RECORD = (
    "rating", "label", "arithmetic", "scale", "invoices", "invoiced", "on_time", "share", "days_late",
    "mean_days_late", "unpaid", "unpaid_amount",
)  # fmt: skip


def _arithmetic(record: figures.PaymentRecord) -> str:
    return phrase(
        "records",
        "arithmetic_unpaid" if record.unpaid_amount > ZERO else "arithmetic",
        share=french.points(record.share),
        on_time=record.on_time,
        invoiced=record.invoiced,
        mean=french.points(record.mean_days_late),
        days=record.days_late,
        invoices=record.invoices,
        unpaid=record.unpaid,
        amount=record.unpaid_amount,
    )


def _scale() -> str:
    return " ".join(
        phrase("records", "scale", label=phrase("ratings", rating.value), share=share, days=days)
        for rating, share, days in ((each, str(share), str(days)) for each, share, days in figures.RATINGS)
    )
