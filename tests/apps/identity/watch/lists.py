"""Lists of invented persons."""

from __future__ import annotations

import json

_PEOPLE = (
    {
        "id": "NK-1",
        "caption": "Borys Vyhadko",
        "schema": "Person",
        "properties": {
            "name": ["Borys Vyhadko", "Борис Вигадко"],
            "weakAlias": ["Bear"],
            "birthDate": ["1971-02-03"],
            "gender": ["male"],
            "nationality": ["ut"],
            "topics": ["sanction"],
        },
    },
    {"id": "NK-O", "caption": "Castle in the Air Ltd", "schema": "Company", "properties": {}},
    {
        "id": "NK-P",
        "schema": "Passport",
        "properties": {"holder": ["NK-1"], "number": ["UT1234567"]},
    },
    {
        "id": "NK-2",
        "caption": "Zoriana Nebuvala",
        "schema": "Person",
        "properties": {"name": ["Zoriana Nebuvala"], "birthDate": ["1985"]},
    },
)
FTM = "\n".join(json.dumps(person) for person in _PEOPLE).encode()
UN = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-01-01"><INDIVIDUALS>
<INDIVIDUAL><DATAID>690001</DATAID><FIRST_NAME>SAMIR</FIRST_NAME><SECOND_NAME>KARIM</SECOND_NAME>
<THIRD_NAME>ALSARABI</THIRD_NAME><UN_LIST_TYPE>Utopia</UN_LIST_TYPE>
<NAME_ORIGINAL_SCRIPT>سمير كريم السرابي</NAME_ORIGINAL_SCRIPT><GENDER>Male</GENDER>
<NATIONALITY><VALUE>Utopia</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Sameer Al-Sarabi</ALIAS_NAME>
</INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Abu Wahm</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1965</YEAR>
</INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1970</FROM_YEAR>
<TO_YEAR>1974</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>W0001</NUMBER>
</INDIVIDUAL_DOCUMENT></INDIVIDUAL>
<INDIVIDUAL><DATAID>690002</DATAID><FIRST_NAME>HELEN</FIRST_NAME><SECOND_NAME>TERETU</SECOND_NAME>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1980-05-06</DATE>
</INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL>
</INDIVIDUALS></CONSOLIDATED_LIST>""".encode()
_NOTHING = ",".join(["-0- "] * 7)
OFAC_SDN = (
    f'901,"ALKHAYALI, Yasser","individual","UTO",{_NOTHING},'
    '"DOB 10 Dec 1959; nationality Utopia; Passport A777 (Utopia); '
    "a.k.a. 'THE CLOUD'.\"\n"
    f'902,"CASTLE IN THE AIR",-0- ,"UTO",{_NOTHING},-0- \n'
    f'903,"DUCONTE, Kofi","individual","UTO",{_NOTHING},"DOB circa 1962."\n'
).encode()
OFAC_ALT = b'901,1,"aka","AL-KHAYALI, Yaser",-0- \n902,2,"aka","SKY CASTLE",-0- \n'
