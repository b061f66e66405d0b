"""The words by which columns, totals and directions are recognised, and how words are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SPLIT = re.compile(r"[^\w]+|_")


@lru_cache(maxsize=8192)
def normal(text: str) -> str:
    """Words of a heading without case, accents and punctuation: ``#numSchedArrivals (d)`` is
    ``num sched arrivals d``."""
    spaced = _CAMEL.sub(" ", text)
    bare = unicodedata.normalize("NFKD", spaced.casefold())
    kept = "".join(mark for mark in bare if not unicodedata.combining(mark))
    return " ".join(word for word in _SPLIT.split(kept) if word)


def has_words(text: str, phrases: Sequence[str]) -> bool:
    """True when one of the phrases stands in the heading as whole words."""
    padded = f" {normal(text)} "
    return any(f" {phrase} " in padded for phrase in phrases)


def is_one_of(text: str, phrases: Sequence[str]) -> bool:
    """Whether the text, in its plain form (see ``normal``), is one of these phrases."""
    return normal(text) in phrases


def _listed(text: str) -> tuple[str, ...]:
    return tuple(normal(part) for part in text.split(",") if part.strip())


DATE = _listed(
    "date, day, dates, data, fecha, datum, jour, giorno, dia, tag, dzien, дата, день, tarih,"
    "gun, ημερομηνια, 日期, تاريخ, التاريخ, اليوم, ds, t, month, mois, mese, mes, monat, miesiac,"
    "месяц, місяць, ay, week, semaine, settimana, semana, woche, tydzien, неделя, тиждень,"
    "period, periode, periodo, epoch dates, arrival date, date of arrival, crossing date,"
    "month end, datetime, timestamp, date time, event date, reporting day, start, start date,"
    "from date, date from"
)
DATE_END = _listed("end, end date, to date, date to, until, period end, fin, fecha fin, bis")
REPORTED = _listed(
    "report, reported, data report, date report, reporting date, vintage, published,"
    "publication, updated, update, last update, as of, status as of, extracted, fetched,"
    "retrieved, released"
)
WEEK_ENDING = _listed("week ending, week end, w e, semaine finissant, semana terminada")
WEEK_STARTING = _listed("week starting, week start, week beginning, week commencing, week of")
HOUR = _listed("hour, hours, time, heure, hora, ora, stunde, uhrzeit, godzina, час, година, saat")
DAYS_COVERED = _listed("days covered, days, number of days, period days, jours couverts")

PERSONS = (
    _listed(
        "persons, people, individuals, arrivals, new arrivals, daily arrivals, total arrivals,"
        "persons arrived, people arrived, total, totals, grand total, total persons,"
        "total people, total individuals, number of persons, number of people, no of persons,"
        "head count, headcount, persone, personnes, personas, personen, pessoas, arrivi,"
        "arrivees, llegadas, entradas, ankunfte, migrants, migranti, migrantes, refugees,"
        "refugies, rifugiati, osoby, uchodzcy, осіб, людей, лица, прибытия, прибуття, прибыло,"
        "прибуло, kisi, kisiler, ατομα, αφιξεις, 人數, 人数, اشخاص, عدد الاشخاص, الوافدون, totale,"
        "gesamt, insgesamt"
    ),
    _listed(
        "arrivals, arrival, persons, people, individuals, migrants, refugees, entries,"
        "crossings, passengers, travellers, travelers, visitors, encounters, detections,"
        "registrations, migranti, personnes, personas, personen, arrivi, arrivees, llegadas,"
        "осіб, людей"
    ),
    _listed("value, valore, valeur, valor, wert, count, number, numero, nombre, anzahl, n, y"),
)
NOT_PERSONS = _listed(
    "boat, boats, vessel, vessels, vehicle, vehicles, car, cars, bus, buses, truck, trucks,"
    "death, deaths, dead, killed, injured, missing, tests, test, positives, cases, households,"
    "families, hh, lat, lon, lng, latitude, longitude, year, age, rate, percent, share,"
    "temperature, rain, partial, days, id, index, code, week, epoch, price, km, capacity"
)
CUMULATIVE = _listed("cumulative, cumulated, cumul, to date, ytd, running total, since, stock")
CATEGORY = _listed(
    "adults, adult, children, child, men, women, man, woman, boys, girls, male, female, m, f,"
    "males, females, minors, infants, elderly, uomini, donne, minori, hommes, femmes, enfants,"
    "hombres, mujeres, ninos, residents, nationals, foreigners, others, other, 0 4, 5 17,"
    "18 59, 60"
)
POST = (
    _listed(
        "post, border post, border crossing, border crossing point, crossing, crossing point,"
        "bcp, checkpoint, check point, control point, point entry, point of entry, entry point,"
        "poe, border point, border, gate, station, port of entry, poste, poste frontiere,"
        "point de passage, puesto, puesto fronterizo, paso, paso fronterizo, valico,"
        "grenzubergang, ubergang, przejscie, przejscie graniczne, пункт пропуска,"
        "пункт пропуску, кпп, пункт, sinir kapisi, معبر, المعبر"
    ),
    _listed(
        "location, place, site, port, airport, landing, disembarkation, lieu, luogo, lugar,"
        "ort, miejsce, місце, место, yer, مكان, الموقع"
    ),
    _listed("sector, route, area, zone, arrival district, arrival region"),
    _listed(
        "region, regione, province, provincia, district, county, governorate, departement,"
        "state, wojewodztwo, область, район, oblast, municipality, city, town, village, comune"
    ),
    _listed(
        "country, country name, iso3, iso2, pays, pais, paese, land, kraj, страна, країна, ulke"
    ),
    _listed("unique id, series, name, nom, nombre, nome, id"),
)
DIRECTION = _listed(
    "direction, arrival departure, arrivals departures, arrival or departure, in out,"
    "entry exit, flow, flow direction, movement, sens, direccion, direzione, richtung,"
    "kierunek, направление, напрямок, yon, الاتجاه"
)
IGNORED = _listed(
    "note, notes, remark, remarks, comment, comments, source, sources, fonte, fuente, quelle,"
    "zrodlo, источник, url, link, commit, hash, enumerator, officer, pcode, p code, unlocode,"
    "uuid, unnamed"
)
TOTALS = _listed(
    "total, totals, grand total, sub total, subtotal, sum, all, overall, totale, totali,"
    "totaal, gesamt, summe, insgesamt, somme, suma, razem, ogolem, итого, всего, всього, разом,"
    "toplam, genel toplam, συνολο, المجموع, مجموع, الاجمالي, 總計, 合計, total general, all posts"
)
FOOTNOTE = _listed(
    "source, sources, note, notes, nb, n b, fonte, fuente, quelle, remark, disclaimer, updated,"
    "last update, https, http, www, copyright, prepared by, contact"
)
DIRECTIONS = {
    **dict.fromkeys(
        _listed(
            "in, arrival, arrivals, arrived, entry, entries, entering, inbound, incoming, i, e,"
            "entrata, entrate, ingresso, arrivo, arrivi, entree, entrees, arrivee, arrivees,"
            "entrada, entradas, llegada, llegadas, einreise, ankunft, wjazd, przyjazd, въезд,"
            "вьезд, в'їзд, вїзд, прибытие, прибуття, giris, εισοδος, αφιξη, دخول, وصول, 入境"
        ),
        "IN",
    ),
    **dict.fromkeys(
        _listed(
            "out, departure, departures, departed, exit, exits, leaving, outbound, outgoing, o,"
            "x, uscita, uscite, partenza, partenze, sortie, sorties, depart, departs, salida,"
            "salidas, saida, saidas, ausreise, abreise, wyjazd, выезд, виїзд, cikis, εξοδος,"
            "خروج, مغادرة, 出境"
        ),
        "OUT",
    ),
    **dict.fromkeys(_listed("transit, t, through, transito, транзит, عبور"), "TRANSIT"),
    **dict.fromkeys(_listed("internal, interne, interno, interna"), "INTERNAL"),
}


def direction_named(text: str) -> str | None:
    """IN, OUT, TRANSIT or INTERNAL for a word in any of the languages; None for others."""
    return DIRECTIONS.get(normal(text))


def is_total(text: str) -> bool:
    """True for the label of a line or column that sums the others."""
    words = normal(text)
    return words in TOTALS or words.split(" ")[0] in {"total", "totale", "totals", "subtotal"}
