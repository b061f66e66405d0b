"""A hundred cards as PDF: ours, beside fpdf2 alone and WeasyPrint. Run by `benchmarks.seals`.

Half the cards are Arabic, half Amharic, each with a QR symbol. Ours are the plain card, whose
symbol holds the number, and the card with a seal: face and back, two symbols. Seconds are
processor seconds, the best of some rounds; a first print warms every engine up.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

import django
import weasyprint
import zxingcpp
from fpdf import FPDF
from PIL import Image

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openhbm.project.settings")
django.setup()

from openhbm.apps.people.printing import (  # noqa: E402  after the settings
    Holder,
    SealedPaper,
    attestation_pdf,
    card_pdf,
    sealed_card_pdf,
)
from openhbm.apps.people.printing.fonts import BY_KEY, font_file  # noqa: E402
from openhbm.core.documents.seals.base45 import ALPHABET  # noqa: E402
from openhbm.core.documents.seals.claims import HolderClaims  # noqa: E402

NAMES = (("ar", "arabic", "ليلى المتخيل الخيالي"), ("am", "ethiopic", "ሰላም ህልሙ ተረቱ"))
SEAL = "HBM1:" + "".join(Random(1).choices(ALPHABET, k=387))
SIZE = (85.6, 54.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    papers = [paper(n, *NAMES[n % 2]) for n in range(100)]
    holders = [each.holder for each in papers]
    photo = replace(papers[0], holder=replace(papers[0].holder, photo=portrait()))
    print(
        json.dumps(
            {
                "plain_cards_s": seconds(lambda: card_pdf(holders), rounds),
                "sealed_cards_s": seconds(lambda: sealed_card_pdf(papers), rounds),
                "fpdf2_alone_s": seconds(lambda: with_fpdf(holders), rounds),
                "fpdf2_alone_sealed_s": seconds(lambda: with_fpdf(holders, SEAL), rounds),
                "weasyprint_s": seconds(lambda: with_weasyprint(holders), 1),
                "attestation_s": seconds(lambda: attestation_pdf([photo]), rounds),
                "sealed_cards_bytes": len(sealed_card_pdf(papers)),
            }
        )
    )


def paper(number: int, language: str, _face: str, name: str) -> SealedPaper:
    """An invented holder's card; without its code, which is another page."""
    registered = f"PLM-{number:07}-K"
    holder = Holder(registered, name, language, "Testowa", date(2026, 3, 1))
    claims = HolderClaims(name=name, latin="Layla Almutakhayyal", birth="1988", sex="F")
    return SealedPaper(
        holder, claims, "arrival", SEAL[:-7] + f"{number:07}", f"{number:016x}", date(2026, 8, 28)
    )


def portrait() -> bytes:
    """A picture of the size that tablets take."""
    data = io.BytesIO()
    Image.effect_noise((960, 1280), 60).convert("RGB").save(data, "JPEG", quality=85)
    return data.getvalue()


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Processor seconds of the best of some rounds, after one that warms up."""
    work()
    found = []
    for _round in range(rounds):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


def symbol(data: str) -> Image.Image:
    """The same symbol for the peers, so that only the printing differs."""
    made = zxingcpp.create_barcode(data, zxingcpp.QRCode, ec_level="M")
    return Image.fromarray(made.to_image(scale=4, add_quiet_zones=False)).convert("1")


def with_fpdf(holders: list[Holder], data: str = "") -> bytes:
    """A card of the same size with its text shaped by fpdf2 itself, and one symbol as a picture."""
    pdf = FPDF(unit="mm", format=SIZE)
    pdf.set_auto_page_break(False)
    for face in ("sans", "arabic", "ethiopic"):
        pdf.add_font(face, fname=font_file(BY_KEY[face], False))
    pdf.set_text_shaping(True)
    for number, holder in enumerate(holders):
        face = NAMES[number % 2][1]
        pdf.add_page()
        pdf.set_font(face, size=12)
        pdf.text(6, 18, holder.name)
        pdf.set_font("sans", size=13)
        pdf.text(6, 30, holder.number)
        pdf.set_font("sans", size=7)
        pdf.text(6, 37, f"{holder.post} {holder.registered_on}")
        pdf.image(symbol(f"{data}{holder.qr}"), 58, 23, 21)
    return bytes(pdf.output())


def with_weasyprint(holders: list[Holder]) -> bytes:
    """The same cards from HTML."""
    pages = []
    for holder in holders:
        picture = io.BytesIO()
        symbol(holder.qr).save(picture, "PNG")
        source = base64.b64encode(picture.getvalue()).decode()
        pages.append(
            f"<section><h1>{holder.name}</h1><p>{holder.number}</p><small>{holder.post}"
            f" {holder.registered_on}</small><img src='data:image/png;base64,{source}'></section>"
        )
    style = (
        f"@page {{ size: {SIZE[0]}mm {SIZE[1]}mm; margin: 4mm }} section {{ break-after: page }}"
        "body { font: 10pt 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans Ethiopic' }"
        "img { inline-size: 21mm }"
    )
    written = weasyprint.HTML(string=f"<style>{style}</style>{''.join(pages)}").write_pdf()
    return bytes(written or b"")


if __name__ == "__main__":
    main()
