"""Search before register through the interface: matches with their evidence, or nobody."""

from __future__ import annotations

WOMAN = {
    "name": "Layla Hassan Almutakhayyal", "sex": "F", "birth": "1988-03-07",
    "origin": "Qariyat al-Wahm",
}  # fmt: skip


def test_likely_matches_come_with_every_piece_of_evidence(api, post):
    registered = api.post("/persons", WOMAN | {"post": post.code}).json()["person"]

    answer = api.post(
        "/persons/likely", {"name": "ليلى حسن المتخيل", "birth": "1988", "origin": "Qaryat al Wahm"}
    )

    (match,) = answer.json()["matches"]
    assert match["person_id"] == registered["id"]
    assert match["judgement"] in {"match", "unsure"}
    birth = next(e for e in match["evidence"] if e["signal"] == "birth")
    assert (birth["asked"], birth["registered"]) == ("1988", "1988-03-07")
    assert birth["reason"] == "The year agrees; one of them knows no more."


def test_nobody_like_this_is_an_empty_answer(api, post):
    answer = api.post("/persons/likely", {"name": "Nobody Atall"})

    assert answer.json() == {"matches": [], "relatives": []}


def test_birth_that_makes_no_sense_names_the_field(api, post):
    answer = api.post("/persons/likely", {"name": "Layla Hassan", "birth": "yesterday"})

    assert answer.status_code == 422
    assert "birth" in answer.content.decode()
