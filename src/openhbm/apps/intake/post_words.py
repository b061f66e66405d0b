"""The words by which tables of posts name their columns, kinds of post and statuses."""

from __future__ import annotations

from openhbm.apps.places.codes import PostStatus, PostType
from openhbm.core.flows.words import normal


def _listed(text: str) -> tuple[str, ...]:
    return tuple(normal(part) for part in text.split(",") if part.strip())


# The part a column plays → headings that say so, best first.
COLUMNS: dict[str, tuple[str, ...]] = {
    "code": _listed("code, post code, post id, crossing code, id, ref, pcode"),
    "unlocode": _listed("unlocode, un locode, locode"),
    "name": _listed(
        "name, post, post name, border post, border crossing, border crossing point, crossing,"
        "crossing point, name eng, name en, name english, english name, nom, nombre, nome, nazwa,"
        "title, назва, название"
    ),
    "country": _listed(
        "country, country code, iso3, iso2, iso, adm0, country name, pays, pais, paese, kraj, land,"
        "країна, страна"
    ),
    "other_side": _listed(
        "other side, other side country, neighbour, neighbor, neighbouring country, border with,"
        "country 2, from country"
    ),
    "latitude": _listed("latitude, lat, y, geo lat, latitud, szerokosc, широта"),
    "longitude": _listed("longitude, lon, lng, long, x, geo lon, longitud, dlugosc, довгота"),
    "type": _listed("type, post type, kind, crossing type, category, typ, tipo, тип"),
    "status": _listed("status, state, operational status, statut, estado, stato, статус"),
    "since": _listed("status as of, since, status since, as of, status date, updated"),
    "throughput_ordinary": _listed("throughput ordinary per hour, throughput ordinary, throughput"),
    "throughput_emergency": _listed("throughput emergency per hour, throughput emergency"),
    "waiting_capacity": _listed("waiting capacity, capacity"),
    "private_rooms": _listed("private rooms"),
}

# Languages as headings write them after "name": ``Name_UKR``, ``name:uk``, ``Name (Ukrainian)``.
LANGUAGES: dict[str, str] = {
    word: code
    for code, words in {
        "en": "en eng english",
        "fr": "fr fra fre french francais",
        "ar": "ar ara arabic",
        "uk": "uk ukr ukrainian",
        "pl": "pl pol polish",
        "ro": "ro ron rum romanian",
        "hu": "hu hun hungarian",
        "sk": "sk slk slo slovak",
        "ru": "ru rus russian",
        "de": "de deu ger german",
        "es": "es spa spanish",
        "it": "it ita italian",
        "tr": "tr tur turkish",
        "pt": "pt por portuguese",
    }.items()
    for word in words.split()
}

TYPES: dict[str, PostType] = {
    **{normal(code.value): code for code in PostType},
    **dict.fromkeys(
        _listed("road, land, highway, car, official, official land, route, carretera, strada"),
        PostType.OFFICIAL_LAND,
    ),
    **dict.fromkeys(_listed("rail, railway, train, ferroviaire, kolejowe"), PostType.OFFICIAL_RAIL),
    **dict.fromkeys(_listed("river, ferry, river port, fluvial"), PostType.RIVER),
    **dict.fromkeys(_listed("pedestrian, foot, footbridge, pieton"), PostType.PEDESTRIAN),
    **dict.fromkeys(_listed("sea, port, sea port, maritime, harbour, harbor"), PostType.SEAPORT),
    **dict.fromkeys(_listed("air, airport, aerien"), PostType.AIRPORT),
    **dict.fromkeys(_listed("lake, lake port"), PostType.LAKE),
    **dict.fromkeys(_listed("unofficial, informal, path, trail"), PostType.UNOFFICIAL_PATH),
    **dict.fromkeys(_listed("transit, transit centre"), PostType.TRANSIT_CENTRE),
    **dict.fromkeys(_listed("reception, reception centre"), PostType.RECEPTION),
    **dict.fromkeys(_listed("mobile, mobile post"), PostType.MOBILE_POST),
    **dict.fromkeys(_listed("at sea, disembarkation"), PostType.AT_SEA),
}

STATUSES: dict[str, PostStatus] = {
    **{normal(code.value): code for code in PostStatus},
    **dict.fromkeys(
        _listed("open, operational, active, functioning, working, in use, ouvert, abierto, aperto"),
        PostStatus.OPEN,
    ),
    **dict.fromkeys(
        _listed("restricted, partially open, limited, partial, open with restrictions"),
        PostStatus.OPEN_RESTRICTED,
    ),
    **dict.fromkeys(_listed("humanitarian, humanitarian only"), PostStatus.HUMANITARIAN_ONLY),
    **dict.fromkeys(_listed("entry only, one way in, inbound only"), PostStatus.ONE_WAY_IN),
    **dict.fromkeys(_listed("exit only, one way out, outbound only"), PostStatus.ONE_WAY_OUT),
    **dict.fromkeys(
        _listed("closed, not operational, non operational, inactive, ferme, cerrado, chiuso"),
        PostStatus.CLOSED,
    ),
    **dict.fromkeys(_listed("destroyed, demolished, damaged"), PostStatus.DESTROYED),
    **dict.fromkeys(_listed("unknown, n a, not known"), PostStatus.UNKNOWN),
}
