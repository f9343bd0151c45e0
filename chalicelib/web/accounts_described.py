"""What the OpenAPI document says of `/sign-ins`, `/sessions` and `/account`."""

from typing import Any

from pydantic import BaseModel

from chalicelib.web import accounts
from chalicelib.web.described import json_of, operation

READ: tuple[type[BaseModel], ...] = (
    accounts.SignInAsked,
    accounts.Proof,
    accounts.ProfileChange,
    accounts.ScenariosChange,
    accounts.ExportAsked,
    accounts.Erasure,
)
TOLD: tuple[type[BaseModel], ...] = (accounts.AccountView, accounts.ExportMade, accounts.Nothing)

_ADDRESS = "jeanne@atelier-exemple.fr"
_VIEW = json_of(accounts.AccountView)

PATHS: dict[str, Any] = {
    "/sign-ins": {
        "post": operation(
            "askToSignIn",
            "Ask for a mail with a link and a code",
            {"202": json_of(accounts.Nothing)},
            "429",
            body=accounts.SignInAsked,
            example={"email": _ADDRESS},
            description="The same answer for every address, known or not. The link and the code work once, for "
            "a quarter of an hour.",
            signed_in=False,
        )
    },
    "/sessions": {
        "post": operation(
            "signIn",
            "Sign in with the link's secret, or with the address and the code",
            {"201": _VIEW},
            body=accounts.Proof,
            example={"email": _ADDRESS, "code": "482 913"},
            description="The session's cookie comes with the answer and lasts 30 days. The first sign-in of an "
            "address opens its account.",
            signed_in=False,
        ),
        "delete": operation("signOutEverywhere", "Sign out on every device", {"204": None}),
    },
    "/sessions/current": {"delete": operation("signOut", "Sign out", {"204": None})},
    "/account": {"get": operation("readAccount", "The account", {"200": _VIEW}, "404", writes=False)},
    "/account/profile": {
        "put": operation(
            "changeProfile",
            "Change what letters say of the creditor",
            {"200": _VIEW},
            "404",
            "409",
            body=accounts.ProfileChange,
            example={"version": 1, "profile": {"creditor": {"kind": "company", "name": "Atelier Exemple"}}},
        )
    },
    "/account/scenarios": {
        "put": operation(
            "changeScenarios",
            "Change when each step comes, for every case of the account",
            {"200": _VIEW},
            "404",
            "409",
            body=accounts.ScenariosChange,
            example={
                "version": 1,
                "scenarios": {"b2b": {"first_reminder": 8, "courtesy_reminder": {"off": True}}},
            },
        )
    },
    "/account/export": {
        "post": operation(
            "exportAccount",
            "Take everything away: a link to an archive, for a minute",
            {"200": json_of(accounts.ExportMade)},
            "404",
            body=accounts.ExportAsked,
            example={},
        )
    },
    "/account/erasure": {
        "post": operation(
            "eraseAccount",
            "Erase the account and everything it holds",
            {"204": None},
            "404",
            body=accounts.Erasure,
            example={"email": _ADDRESS},
            description="The address of the account, typed again. A mail confirms it.",
        )
    },
}
