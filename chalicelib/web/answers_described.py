"""What the OpenAPI document says of `/quick-answers` and `/debtor-answers`."""

from typing import Any

from pydantic import BaseModel

from chalicelib.web import answers
from chalicelib.web.described import json_of, operation

READ: tuple[type[BaseModel], ...] = (answers.LinkFollowed, answers.QuickAnswer, answers.DebtorReply)
TOLD: tuple[type[BaseModel], ...] = (answers.QuickView, answers.MessageView)

_TOKEN = "account-1.zX3v8KqLr0dTn5yWm2cHs7bJp4fGu6eA9iQoRtYxVwk"
_QUICK, _MESSAGE = json_of(answers.QuickView), json_of(answers.MessageView)
_ONCE = " A link answers once: after that, it is told what it answered."


def _public(name: str, summary: str, answer: Any, body: type[BaseModel], more: Any, description: str) -> Any:
    return operation(
        name,
        summary,
        {"200": answer},
        "404",
        "429",
        *(("409",) if more else ()),
        body=body,
        example={"token": _TOKEN, **more},
        description=description,
        signed_in=False,
    )


PATHS: dict[str, Any] = {
    "/quick-answers/read": {
        "post": _public(
            "readQuickAnswer",
            "What a link of the mail to the creditor is about",
            _QUICK,
            answers.LinkFollowed,
            {},
            "Changes nothing.",
        )
    },
    "/quick-answers": {
        "post": _public(
            "answerQuickly",
            "Answer, as the creditor, by a link of the mail",
            _QUICK,
            answers.QuickAnswer,
            {"event": {"kind": "payment_received", "date": "2026-11-20", "amount": "480.00"}},
            "Paid, paid in part, disputed, wait, or let the reminder leave now." + _ONCE,
        )
    },
    "/debtor-answers/read": {
        "post": _public(
            "readDebtorAnswer",
            "The message that a link of it leads from",
            _MESSAGE,
            answers.LinkFollowed,
            {},
            "That letter and nothing else of the case. Changes nothing.",
        )
    },
    "/debtor-answers": {
        "post": _public(
            "answerAsDebtor",
            "Say, as the reader of a message, that it is paid, disputed, or not for oneself",
            _MESSAGE,
            answers.DebtorReply,
            {"answer": "disputed", "words": "Le comptoir livré n'est pas celui de la commande."},
            "Reminders stop until the creditor has seen to it." + _ONCE,
        )
    },
}
