"""Small files shaped like the field's data sets, written by us: no row is from a real file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from detente.reading.datasets import load_format

GDELT = {
    "GLOBALEVENTID": "900000001",
    "SQLDATE": "20231218",
    "MonthYear": "202312",
    "Year": "2023",
    "FractionDate": "2023.9534",
    "Actor1Code": "CHNGOV",
    "Actor1Name": "BEIJING",
    "Actor1CountryCode": "CHN",
    "Actor1Type1Code": "GOV",
    "Actor2Code": "PRK",
    "Actor2Name": "NORTH KOREA",
    "Actor2CountryCode": "PRK",
    "IsRootEvent": "1",
    "EventCode": "042",
    "EventBaseCode": "042",
    "EventRootCode": "04",
    "QuadClass": "1",
    "GoldsteinScale": "1.9",
    "NumMentions": "6",
    "NumSources": "2",
    "NumArticles": "6",
    "AvgTone": "-1.25",
    "ActionGeo_Type": "4",
    "ActionGeo_FullName": "Beijing, Beijing, China",
    "ActionGeo_CountryCode": "CH",
    "ActionGeo_ADM1Code": "CH22",
    "ActionGeo_Lat": "39.9289",
    "ActionGeo_Long": "116.388",
    "ActionGeo_FeatureID": "-1898541",
    "DATEADDED": "20231219010000",
    "SOURCEURL": "https://www.example.com/2023/visit.html",
}
ICEWS_COLUMNS = (
    "Event ID,Event Date,Source Name,Source Sectors,Source Country,Event Text,CAMEO Code,Intensity,Target Name,"
    "Target Sectors,Target Country,Story ID,Sentence Number,Publisher,City,District,Province,Country,Latitude,Longitude"
).split(",")
ICEWS = dict(
    zip(
        ICEWS_COLUMNS,
        (
            "31000001|2018-06-01|Military (China)|Government,Military|China|Consult|040|1|Citizen (Japan)|General"
            " Population / Civilian / Social|Japan|47000001|2|Example Wire|Tokyo|NA|Tokyo-to|Japan|35.6895|139.692"
        ).split("|"),
        strict=True,
    )
)
POLECAT = {
    "Event ID": "ASA20230102-1",
    "Event Date": "2023-01-02",
    "Event Type": "CONSULT",
    "Event Mode": "visit",
    "Intensity": "2",
    "Quad Code": "VERBAL COOPERATION",
    "Contexts": "diplomatic;economic",
    "Actor Name": "Wang Yi",
    "Actor Country": "CHN",
    "Primary Actor Sector": "GOV",
    "Recipient Name": "Government of North Korea",
    "Recipient Country": "PRK",
    "Primary Recipient Sector": "GOV",
    "Placename": "Pyongyang",
    "City": "Pyongyang",
    "Country": "PRK",
    "Latitude": "39.03",
    "Longitude": "125.75",
    "GeoNames ID": "1871859",
    "Source": "Example Wire",
    "Publication Date": "2023-01-03",
}


def gdelt(width: int = 61, **cells: str) -> str:
    """Write one row of GDELT with these columns."""
    columns = load_format("gdelt2").fixed[width].columns
    row = [""] * width
    for name, text in {**GDELT, **cells}.items():
        place = columns.get(name.lower().replace("_", ""))
        if place:
            row[place - 1] = text
    return "\t".join(row)


def headed(base: dict[str, str], *rows: dict[str, str], without: tuple[str, ...] = ()) -> str:
    """Write a table with a header: each row is the base with some cells changed."""
    names = [name for name in base if name not in without]
    body = ["\t".join({**base, **row}[name] for name in names) for row in rows]
    return "\n".join(["\t".join(names), *body, ""])


def written(path: Path, *lines: str) -> str:
    """Write lines to a file and return its name."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(path)


def flat(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return what an event says in brief: date, actor id, type, mode, recipient id."""
    actor, recipient = (row[side][0]["id"] if row[side] else None for side in ("actor", "recipient"))
    return row["date"], actor, row["event_type"], row["mode"], recipient
