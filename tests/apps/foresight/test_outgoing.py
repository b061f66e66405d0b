"""Alerts on their way out: valid CAP, signed webhooks, e-mail; told once, tried again."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from xml.etree.ElementTree import fromstring

import pytest
from django.core import mail
from tests.apps.foresight.conftest import day, evening

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.foresight.actions import check_post, confirm_alert, stand_down_alert
from openhbm.apps.foresight.models import AlertDelivery
from openhbm.apps.foresight.outgoing.actions import add_channel, end_channel
from openhbm.apps.foresight.outgoing.cap import (
    NAMESPACE,
    CapAlert,
    CapInfo,
    cap_document,
    cap_faults,
    cap_time,
)
from openhbm.apps.foresight.outgoing.queries import secret_of
from openhbm.apps.foresight.outgoing.sending import send_alerts
from openhbm.apps.ledger.errors import ActionError

AT = datetime(2022, 2, 25, 20, tzinfo=UTC)
SQUARE = ((49.0, 22.0), (49.0, 23.0), (50.0, 23.0), (49.0, 22.0))


def info(**changes) -> CapInfo:
    plain = {
        "language": "uk", "category": "Safety", "event": "Прибуття", "urgency": "Immediate",
        "severity": "Severe", "certainty": "Observed", "headline": "A < B & C",
        "description": "d", "area": "Testowa",
    }  # fmt: skip
    return CapInfo(**{**plain, **changes})


def message(*, infos=None, **changes) -> CapAlert:
    plain = {
        "identifier": "a-1", "sender": "openhbm", "sent_at": AT, "restriction": "partners only",
    }  # fmt: skip
    return CapAlert(infos=infos or (info(),), **{**plain, **changes})


def test_cap_is_an_exercise_and_restricted_unless_told_otherwise():
    root = fromstring(cap_document(message()))

    assert [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in root] == [
        "identifier", "sender", "sent", "status", "msgType", "scope", "restriction", "info",
    ]  # fmt: skip
    assert root.findtext(f"{{{NAMESPACE}}}status") == "Exercise"
    assert root.findtext(f"{{{NAMESPACE}}}scope") == "Restricted"
    assert root.findtext(f"{{{NAMESPACE}}}info/{{{NAMESPACE}}}headline") == "A < B & C"


def test_cap_writes_utc_as_the_schema_wants_it():
    assert cap_time(AT + timedelta(microseconds=5)) == "2022-02-25T20:00:00-00:00"
    assert b"Z<" not in cap_document(message())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"restriction": " "}, "restriction"),
        ({"scope": "Private"}, "addresses"),
        ({"message": "Update"}, "references"),
        ({"message": "Cancel"}, "references"),
        ({"infos": (info(polygon=SQUARE[:3] + ((49.5, 22.5),)),)}, "not closed"),
        ({"infos": (info(expires_at=AT - timedelta(hours=1)),)}, "expires before"),
        ({"status": "Real"}, "status"),
        ({"scope": "World"}, "scope"),
        ({"identifier": "a 1"}, "identifier"),
        ({"sent_at": AT.replace(tzinfo=None)}, "time zone"),
        ({"infos": (info(severity="Bad"),)}, "severity"),
        ({"infos": (info(area=" "),)}, "area is empty"),
        ({"infos": (info(language="українська"),)}, "language"),
    ],
)
def test_cap_that_the_schema_or_its_five_gaps_forbid_is_not_built(wrong, said):
    assert any(said in fault for fault in cap_faults(message(**wrong)))
    with pytest.raises(ValueError, match=said):
        cap_document(message(**wrong))


def test_cap_with_everything_in_it_is_valid():
    full = message(
        message="Update",
        references=(("openhbm", "a-0", AT),),
        infos=(info(polygon=SQUARE, expires_at=AT + timedelta(hours=1)), info(language="en")),
    )

    assert cap_faults(full) == []
    assert b"openhbm,a-0,2022-02-25T20:00:00-00:00" in cap_document(full)


def test_cap_with_a_stray_control_character_is_still_read():
    document = cap_document(message(infos=(info(area="Post\x01\ud800 A"),)))

    assert fromstring(document).findtext(f".//{{{NAMESPACE}}}areaDesc") == "Post   A"


# Elements of the schema in their order, with how often each may stand: OASIS CAP 1.2, appendix A.
_ONCE, _MAYBE, _MANY, _SOME = (1, 1), (0, 1), (0, 999), (1, 999)
SEQUENCES = {
    "alert": {
        "identifier": _ONCE, "sender": _ONCE, "sent": _ONCE, "status": _ONCE, "msgType": _ONCE,
        "source": _MAYBE, "scope": _ONCE, "restriction": _MAYBE, "addresses": _MAYBE,
        "code": _MANY, "note": _MAYBE, "references": _MAYBE, "incidents": _MAYBE, "info": _MANY,
    },
    "info": {
        "language": _MAYBE, "category": _SOME, "event": _ONCE, "responseType": _MANY,
        "urgency": _ONCE, "severity": _ONCE, "certainty": _ONCE, "audience": _MAYBE,
        "eventCode": _MANY, "effective": _MAYBE, "onset": _MAYBE, "expires": _MAYBE,
        "senderName": _MAYBE, "headline": _MAYBE, "description": _MAYBE, "instruction": _MAYBE,
        "web": _MAYBE, "contact": _MAYBE, "parameter": _MANY, "resource": _MANY, "area": _MANY,
    },
    "area": {
        "areaDesc": _ONCE, "polygon": _MANY, "circle": _MANY, "geocode": _MANY,
        "altitude": _MAYBE, "ceiling": _MAYBE,
    },
    "parameter": {"valueName": _ONCE, "value": _ONCE},
    "geocode": {"valueName": _ONCE, "value": _ONCE},
}  # fmt: skip
DATE_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d"


def schema_faults(element) -> list[str]:
    """Where an element and those in it depart from the schema."""
    name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    children = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element]
    if name not in SEQUENCES:
        is_wrong = name in ("sent", "expires") and not re.fullmatch(DATE_TIME, element.text)
        return [f"{name}: {element.text}"] if is_wrong or children else []
    order = list(SEQUENCES[name])
    faults = [f"{name}: no {child}" for child in children if child not in order]
    if not faults and children != sorted(children, key=order.index):
        faults.append(f"{name}: order {children}")
    for child, (least, most) in SEQUENCES[name].items():
        if not least <= children.count(child) <= most:
            faults.append(f"{name}: {children.count(child)} of {child}")
    return [*faults, *(fault for child in element for fault in schema_faults(child))]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"message": "Cancel", "references": (("openhbm", "a-0", AT),)},
        {"scope": "Private", "restriction": "", "addresses": ("duty one", "duty-two")},
        {
            "infos": (
                info(
                    polygon=SQUARE, expires_at=AT + timedelta(hours=1), instruction="Look",
                    sender_name="Post", parameters=(("level", "3"), ("z", "4.1")),
                    geocodes=(("P-code", "XX01"),),
                ),
                info(language="uk"),
            )
        },
    ],
)  # fmt: skip
def test_cap_holds_the_elements_of_the_schema_in_its_order(changes):
    assert schema_faults(fromstring(cap_document(message(**changes)))) == []


class Receiver(BaseHTTPRequestHandler):
    """Keeps what is posted; answers as it is told."""

    got: list[tuple[dict[str, str], bytes]]
    status: int

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        type(self).got.append(({k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(type(self).status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[tuple[type[Receiver], str]]:
    handler = type("Fresh", (Receiver,), {"got": [], "status": 204})
    server = HTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield handler, f"http://127.0.0.1:{server.server_port}/alerts"
    server.shutdown()
    server.server_close()


@pytest.fixture
def alert(analyst, post, count):
    count(900)
    return check_post(by=analyst, post=post, on=day(0), at=evening(0))


def channel(by, kind, address, **changes):
    plain = {"name": f"By {kind}", "least_level": 2, "at": evening(-1)}
    return add_channel(by=by, kind=kind, address=address, **{**plain, **changes})


def test_webhook_is_signed_so_that_its_receiver_can_check_it(administrator, alert, receiver):
    handler, url = receiver
    told = channel(administrator, "webhook", url)

    sent = send_alerts(administrator, evening(0))

    headers, body = handler.got[0]
    signed = b".".join(
        (headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body)
    )
    key = bytes.fromhex(secret_of(administrator, told))
    mark = b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert [each.problem for each in sent] == [""]
    assert headers["webhook-signature"] == f"v1,{mark}"
    assert json.loads(body)["type"] == "alert.raised"
    assert json.loads(body)["status"] == "exercise"


def test_alert_goes_out_once_then_its_confirmation_then_its_end(
    administrator, coordinator, alert, receiver
):
    handler, url = receiver
    channel(administrator, "cap", url)

    send_alerts(administrator, evening(0))
    send_alerts(administrator, evening(0))
    confirm_alert(by=coordinator, alert=alert, at=evening(0))
    send_alerts(administrator, evening(0))
    stand_down_alert(
        by=coordinator, alert=alert, reason="Over", is_false_alarm=False, at=evening(1)
    )
    send_alerts(administrator, evening(1))
    send_alerts(administrator, evening(1))

    roots = [fromstring(body) for _headers, body in handler.got]
    kinds = [root.findtext(f"{{{NAMESPACE}}}msgType") for root in roots]
    assert kinds == ["Alert", "Update", "Cancel"]
    first = roots[0].findtext(f"{{{NAMESPACE}}}identifier")
    assert all(first in root.findtext(f"{{{NAMESPACE}}}references") for root in roots[1:])


def test_webhook_that_fails_is_tried_again_and_noted(administrator, alert, receiver):
    handler, url = receiver
    handler.status = 503
    channel(administrator, "webhook", url)

    first = send_alerts(administrator, evening(0))
    handler.status = 204
    second = send_alerts(administrator, evening(0))

    delivery = AlertDelivery.objects.get()
    assert "503" in first[0].problem
    assert second[0].problem == ""
    assert (delivery.tries, delivery.problem, bool(delivery.delivered_at)) == (2, "", True)


def test_email_says_post_level_and_exercise(administrator, alert):
    channel(administrator, "email", "duty@example.org")

    send_alerts(administrator, evening(0))

    letter = mail.outbox[0]
    assert letter.to == ["duty@example.org"]
    assert letter.subject.startswith("Exercise: ")
    assert alert.post.name in letter.body


def test_email_in_production_is_no_exercise(administrator, alert, settings):
    settings.HBM_IN_PRODUCTION = True
    channel(administrator, "email", "duty@example.org")

    send_alerts(administrator, evening(0))

    assert "xercise" not in mail.outbox[0].subject


def test_channel_hears_of_its_levels_and_its_time_only(administrator, alert):
    channel(administrator, "email", "high@example.org", least_level=4 if alert.level < 4 else 4)
    channel(administrator, "email", "late@example.org", name="Late", at=evening(2))
    ended = channel(administrator, "email", "gone@example.org", name="Gone")
    end_channel(by=administrator, channel=ended)

    send_alerts(administrator, evening(3))

    assert [m.to[0] for m in mail.outbox] == (["high@example.org"] if alert.level == 4 else [])


@pytest.mark.parametrize(
    ("kind", "address"),
    [("email", "nobody"), ("webhook", "http://example.org/x"), ("cap", "file:///x")],
)
def test_channel_to_no_address_or_in_the_open_is_refused(administrator, kind, address):
    with pytest.raises(ActionError) as caught:
        channel(administrator, kind, address)

    assert caught.value.field == "address"


def test_alerts_are_sent_by_those_who_run_the_system_only(analyst, alert):
    with pytest.raises(NotPermitted):
        send_alerts(analyst, evening(0))
