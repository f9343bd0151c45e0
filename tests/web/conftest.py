"""One way to ask the API: the chalice application itself, with a printer that prints nothing."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from chalice.test import Client, HTTPResponse
from moto import mock_aws

from app import app
from chalicelib import wiring
from tests.web.space import Space, create_buckets

Post = Callable[..., HTTPResponse]
PDF = b"%PDF-1.7 nothing"


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(app) as client:
        yield client


@pytest.fixture
def post(client: Client) -> Post:
    """Posts a JSON document, or bytes as they are."""

    def send(path: str, body: Any, content_type: str = "application/json") -> HTTPResponse:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.http.post(path, headers={"Content-Type": content_type}, body=content)

    return send


@pytest.fixture
def no_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything up to the printer runs; WeasyPrint does not."""
    monkeypatch.setattr(wiring, "print_pdf", lambda: lambda job: PDF)


@pytest.fixture
def space(client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Space]:
    """The subscriber's space, empty."""
    with mock_aws():
        wiring.table().create_table()
        create_buckets()
        space = Space(client)
        monkeypatch.setattr(wiring, "mailer", lambda: space.mailer)
        yield space
