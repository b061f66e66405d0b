"""Engines that are reached over HTTP, by either protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import uuid4

import httpx
from django.utils import timezone

from openhbm.core.identity.biometrics import mosip, osia
from openhbm.core.identity.biometrics.values import Candidate, EngineAnswerError, Template

TIME_LIMIT = 20.0
"""Seconds; whoever asks goes on without an answer after them."""
LARGEST_ANSWER = 1_000_000


class EngineUnavailable(Exception):
    """The engine did not answer, or not as it should. Nothing else is affected."""


class BiometricEngine(Protocol):
    """What an engine must be able to do."""

    def insert(self, reference: str, templates: Sequence[Template]) -> None: ...

    def identify(
        self, reference: str, templates: Sequence[Template], most: int
    ) -> tuple[Candidate, ...]: ...

    def delete(self, reference: str) -> None: ...


class _Http:
    def __init__(self, url: str, token: str = "") -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(
            base_url=url, headers=headers, timeout=TIME_LIMIT, follow_redirects=False
        )

    def close(self) -> None:
        self._client.close()

    def asked(self, method: str, path: str, query: dict[str, str], body: Any) -> Any:
        """The JSON of the answer; None where it has no body."""
        try:
            answer = self._client.request(method, path, params=query, json=body)
            answer.raise_for_status()
            if len(answer.content) > LARGEST_ANSWER:
                raise EngineUnavailable(f"The engine answered {len(answer.content)} bytes.")
            return answer.json() if answer.content else None
        except (httpx.HTTPError, ValueError) as error:
            raise EngineUnavailable(f"The biometric engine gave no answer: {error}") from None


class OsiaEngine(_Http):
    """An engine with OSIA's ABIS interface."""

    def insert(self, reference: str, templates: Sequence[Template]) -> None:
        self._do(osia.insertion(reference, templates, str(uuid4())))

    def identify(
        self, reference: str, templates: Sequence[Template], most: int
    ) -> tuple[Candidate, ...]:
        answer = self._do(osia.identification(templates, str(uuid4()), most))
        return _read(lambda: osia.candidates_in(answer, reference))

    def delete(self, reference: str) -> None:
        self._do(osia.deletion(reference, str(uuid4())))

    def _do(self, request: osia.Request) -> Any:
        return self.asked(request.method, request.path, request.query, request.body)


class MosipEngine(_Http):
    """An engine with MOSIP's messages behind a bridge from HTTP to its queue.

    ``address_of`` gives the address from which the engine fetches the captures of a reference.
    """

    def __init__(self, url: str, address_of: Any, token: str = "") -> None:
        super().__init__(url, token)
        self._address_of = address_of

    def insert(self, reference: str, templates: Sequence[Template]) -> None:
        request = str(uuid4())
        message = mosip.insertion(reference, self._address_of(reference), request, timezone.now())
        answer = self._send(message)
        _read(lambda: mosip.done(answer, request))

    def identify(
        self, reference: str, templates: Sequence[Template], most: int
    ) -> tuple[Candidate, ...]:
        request = str(uuid4())
        answer = self._send(mosip.identification(reference, request, timezone.now(), most))
        return _read(lambda: mosip.candidates_in(answer, request, reference))

    def delete(self, reference: str) -> None:
        request = str(uuid4())
        answer = self._send(mosip.deletion(reference, request, timezone.now()))
        _read(lambda: mosip.done(answer, request))

    def _send(self, message: mosip.Message) -> Any:
        return self.asked("POST", "", {}, message)


def _read(read: Any) -> Any:
    try:
        return read()
    except EngineAnswerError as error:
        raise EngineUnavailable(f"The biometric engine cannot be understood: {error}") from None
