"""Imports of GDELT-shaped files beside DuckDB's bare reader and pandas; dyad panels beside a bare GROUP BY.

    python benchmarks/datasets.py import --rows 10_000_000 --folder /tmp/bench
    python benchmarks/datasets.py panel --rows 100_000_000 --folder /tmp/bench
    python benchmarks/datasets.py kill --rows 10_000_000 --times 10 --folder /tmp/bench

``import``: seeded rows of 61 columns whose actors, codes and places are as skewed as news is, in ten files. Each
measurement is a process of its own, so that its peak memory is its own. (a) DuckDB's ``read_csv`` of all columns as
text into a table of a file, (b) pandas' ``read_csv`` alone, (c) with ``to_sql`` into SQLite, both on one of the files.
``panel``: events straight into a store; the panel of all dyads by month beside GROUP BY over the same lists, and over
a table of plain columns. ``kill``: imports killed (SIGKILL) at random moments, each repeated to its end.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb

from detente.crosswalk import load_cameo
from detente.ontology import load_ontology
from detente.reading.datasets import load_format

_FILES = 10
_POOL = 50_000
_STATES = (
    "USA CHN RUS GBR ISR IND PAK FRA DEU IRN PRK KOR JPN UKR TUR SYR IRQ AFG AUS CAN EGY SAU NGA ZAF BRA MEX ITA ESP"
    " POL VNM PHL IDN THA MYS KEN ETH SDN LBY YEM LBN VEN CUB COL ARG GRC NLD BEL SWE NOR CHE"
).split()
_FIPS = "US CH RS UK IS IN PK FR GM IR KN KS JA UP TU SY IZ AF AS CA EG SA NI SF BR MX IT SP".split()
_TYPES = "GOV MIL OPP BUS CVL EDU MED COP LEG REB".split()


# -- rows ------------------------------------------------------------------------------------------------


def generate(folder: Path, rows: int, seed: int) -> list[Path]:
    """Write the rows in ten files: ids and days by number, the rest from a pool, its first entries the commonest."""
    paths = [folder / f"{n:02}.export.CSV" for n in range(_FILES)]
    kept = folder / f"made-{rows}-{seed}"
    if kept.exists():
        return paths
    places = load_format("gdelt2").fixed[61].columns
    columns = sorted(places, key=lambda name: places[name])
    connection = duckdb.connect()
    connection.execute("CREATE TABLE pool (middle VARCHAR, tail VARCHAR)")
    connection.executemany("INSERT INTO pool VALUES (?, ?)", _pool(columns, seed))
    share = rows // _FILES
    for n, path in enumerate(paths):
        connection.execute(
            f"""COPY (
                WITH drawn AS (
                    SELECT i, (hash(i, {seed}) % 1000003) / 1000003.0 AS u, hash(i, {seed}, 2) % 3 AS back,
                        DATE '2015-02-18' + (i * 3650 // {rows})::INTEGER AS day
                    FROM range({n * share}, {(n + 1) * share}) t(i))
                SELECT concat_ws(chr(9), 400000000 + i, strftime(day - back::INTEGER, '%Y%m%d\t%Y%m\t%Y'),
                    p.middle, strftime(day, '%Y%m%d') || '001500', p.tail || i // 3 || '.html')
                FROM drawn JOIN pool p ON p.rowid = floor({_POOL} * pow(u, 4))::BIGINT
            ) TO '{path}' (FORMAT csv, HEADER false, QUOTE '', DELIMITER '|')"""
        )
    kept.touch()
    return paths


def _pool(columns: list[str], seed: int) -> list[tuple[str, str]]:
    """Make the middles of rows: columns 5 to 59, and the beginning of the address."""
    rng = random.Random(seed)
    codes = [c.code for c in load_cameo().values() if len(c.code) > 2]
    made = []
    for n in range(_POOL):
        cells = dict.fromkeys(columns[4:-2], "")
        cells["fractiondate"] = f"2019.{n % 10_000:04}"
        for side, missing in (("actor1", 0.1), ("actor2", 0.3)):
            if rng.random() > missing:
                state, kind = _skewed(rng, _STATES), _skewed(rng, _TYPES) if rng.random() < 0.5 else ""
                cells |= {f"{side}code": state + kind, f"{side}name": f"NAME OF {state}", f"{side}countrycode": state}
                cells[f"{side}type1code"] = kind
        code = _skewed(rng, codes)
        cells |= {"isrootevent": "1", "eventcode": code, "eventbasecode": code[:3], "eventrootcode": code[:2]}
        cells |= {"quadclass": str(1 + n % 4), "goldsteinscale": f"{rng.randint(-100, 100) / 10}"}
        cells |= {"nummentions": str(rng.randint(1, 20)), "numsources": "1", "numarticles": str(rng.randint(1, 20))}
        cells["avgtone"] = f"{rng.uniform(-10, 10):.14f}"
        for place in ("actor1geo", "actor2geo", "actiongeo"):
            fips, city = _skewed(rng, _FIPS), int(5000 * rng.random() ** 3)
            cells |= {f"{place}type": "4", f"{place}fullname": f"City {city}, Province {city % 90}, Country {fips}"}
            cells |= {f"{place}countrycode": fips, f"{place}adm1code": f"{fips}{city % 90:02}"}
            cells |= {f"{place}lat": f"{city % 180 - 90}.{city:04}", f"{place}long": f"{city % 360 - 180}.{city:04}"}
            cells[f"{place}featureid"] = str(-1_000_000 - city)
        host = f"https://www.paper{int(3000 * rng.random() ** 3)}.example/news/world/2019/"
        made.append(("\t".join(cells.values()), f"{host}the-headline-of-a-story-{n}-"))
    return made


def _skewed(rng: random.Random, choices: list[str]) -> str:
    return choices[int(len(choices) * rng.random() ** 3)]


# -- ways in, each in a process of its own ------------------------------------------------------------------


def ours(paths: list[Path], target: Path) -> int:
    from detente.datasets import import_into
    from detente.store import Store

    with Store.open(target) as store:
        done = import_into(store, "gdelt2", map(str, paths))
    assert done.rows == done.events + sum(done.rejected.values())
    return done.rows


def bare(paths: list[Path], target: Path) -> int:
    names = [f"c{n}" for n in range(61)]
    with duckdb.connect(target) as connection:
        columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
        connection.execute(
            f"CREATE TABLE t AS FROM read_csv(?, delim='\t', quote='', header=false, columns={{{columns}}})",
            [list(map(str, paths))],
        )
        return int(connection.execute("SELECT count(*) FROM t").fetchall()[0][0])


def pandas(paths: list[Path], target: Path) -> int:
    import pandas as pd  # type: ignore[import-untyped,unused-ignore]

    return len(pd.read_csv(paths[0], sep="\t", header=None, low_memory=False))


def pandas_to_sql(paths: list[Path], target: Path) -> int:
    import sqlite3

    import pandas as pd  # type: ignore[import-untyped,unused-ignore]

    with sqlite3.connect(target) as connection:
        frame = pd.read_csv(paths[0], sep="\t", header=None, low_memory=False)
        frame.to_sql("events", connection, index=False)
    return len(frame)


_WAYS: dict[str, Callable[[list[Path], Path], int]] = {
    "detente import": ours,
    "DuckDB read_csv into a table": bare,
    "pandas read_csv": pandas,
    "pandas read_csv, to_sql": pandas_to_sql,
}


def measure(way: str, folder: Path) -> None:
    """Run one way in and print rows, seconds, processor seconds, peak memory and size; see ``compare``."""
    paths, target = sorted(folder.glob("*.export.CSV")), folder / "measured.db"
    for file in folder.glob("measured.db*"):
        file.unlink()
    before, start = time.process_time(), time.perf_counter()
    rows = _WAYS[way](paths, target)
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    written = target.stat().st_size if target.exists() else 0
    print(rows, seconds, used.ru_utime + used.ru_stime - before, used.ru_maxrss / 1024**2, written / 1e9)


def compare(folder: Path, rows: int, seed: int) -> None:
    paths = generate(folder, rows, seed)
    size = sum(p.stat().st_size for p in paths)
    print(f"{rows:,} rows, {size / 1e9:.2f} GB in {len(paths)} files, {duckdb.__version__=}")
    rates: dict[str, tuple[float, float]] = {}
    for way in _WAYS:
        command = [sys.executable, __file__, "measure", "--folder", str(folder), "--way", way]
        out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
        n, seconds, processor, peak, written = map(float, out)
        rates[way] = n / seconds, n / processor
        print(
            f"{way:<30} {n:>11,.0f} rows {seconds:>8.1f} s {rates[way][0]:>10,.0f} rows/s"
            f" {processor:>8.1f} s of processors, peak {peak:.2f} GiB, {written:.2f} GB written"
        )
    mine = rates["detente import"]
    for way in list(_WAYS)[1:]:
        elapsed, processor = (m / other for m, other in zip(mine, rates[way], strict=True))
        print(f"rate of detente import / {way}: {elapsed:.2f} by the clock, {processor:.2f} by processor time")


# -- panels ----------------------------------------------------------------------------------------------


def panel(folder: Path, rows: int, seed: int, rounds: int) -> None:
    from detente.exports import export_panel
    from detente.store import Store

    path = folder / f"panel-{rows}.duckdb"
    if not path.exists():
        _events(path, rows, seed)
    print(f"{rows:,} events, {path.stat().st_size / 1e9:.2f} GB")
    counted = "count(*) AS n"
    lists = "actor[1].state AS a, recipient[1].state AS r, left(date, 7) AS month, event_type, quad_class"
    with Store.open(path, read_only=True) as store:
        for _ in range(rounds):  # the last is told; one before it warms the cache of the file system for all
            took = {"panel": _timed(partial(export_panel, store, folder / "panel.csv"))}
            for name, sql in {
                "GROUP BY over the lists": f"SELECT {lists}, {counted} FROM events GROUP BY ALL",
                "GROUP BY over plain columns": f"SELECT a, r, month, event_type, quad_class, {counted} FROM flat"
                " GROUP BY ALL",
            }.items():
                took[name] = _timed(partial(store.copy, sql, [], folder / "bare.csv", "FORMAT csv, HEADER", {}))
        for name, (n, seconds, processor) in took.items():
            print(f"{name:<30} {n:>11,} rows {seconds:>8.1f} s, {processor:>8.1f} s of processors")
        for name in list(took)[1:]:
            clock, processor = (m / other for m, other in zip(took["panel"][1:], took[name][1:], strict=True))
            print(f"panel / {name}: {clock:.2f} by the clock, {processor:.2f} by processor time")


def _timed(run: Callable[[], int]) -> tuple[int, float, float]:
    """Return what was counted, the seconds and the processor seconds."""
    start, before = time.perf_counter(), time.process_time()
    return run(), time.perf_counter() - start, time.process_time() - before


def _events(path: Path, rows: int, seed: int) -> None:
    """Fill a store with events that have what a panel asks for, a tenth of them without a recipient."""
    from detente.store import Store

    Store.open(path).close()
    types = list(load_ontology().types.values())
    names, quads = [t.name for t in types], [t.quad_class for t in types]
    with duckdb.connect(path) as c:
        c.execute("SET preserve_insertion_order = false; SET memory_limit = '3GB'")
        c.execute(
            f"""CREATE TABLE flat AS
            WITH drawn AS (
                SELECT i, [hash(i, {seed}, k) % 1000003 / 1000003.0 for k in range(4)] AS u FROM range({rows}) t(i))
            SELECT i, $states[1 + floor(50 * u[1] ** 3)::INT] AS a,
                CASE WHEN u[4] > 0.1 THEN $states[1 + floor(50 * u[2] ** 3)::INT] END AS r,
                (DATE '1995-01-01' + (i * 10950 // {rows})::INT)::VARCHAR AS day, left(day, 7) AS month,
                1 + floor(16 * u[3] ** 2)::INT AS t, $names[t] AS event_type, $quads[t] AS quad_class FROM drawn""",
            {"states": _STATES, "names": names, "quads": quads},
        )
        actor = "struct_pack(id := {0}, name := {0}, state := {0}, sector := '')"
        c.execute(
            f"""INSERT INTO events BY NAME SELECT i::VARCHAR AS id, day AS date, [{actor.format("a")}] AS actor,
            CASE WHEN r IS NULL THEN [] ELSE [{actor.format("r")}] END AS recipient, event_type, quad_class,
            'asserted' AS status, 'icews' AS dataset, 1 AS "import" FROM flat"""
        )
        c.execute("INSERT INTO imports (id, dataset) VALUES (1, 'icews')")
        c.execute("INSERT INTO import_days SELECT 1, day, count(*) FROM flat GROUP BY ALL")


# -- kill -9 ---------------------------------------------------------------------------------------------


def kill(folder: Path, rows: int, seed: int, times: int) -> None:
    from detente.store import Store

    paths = generate(folder, rows, seed)
    whole, target = folder / "whole.duckdb", folder / "killed.duckdb"
    for file in folder.glob("whole.duckdb*"):
        file.unlink()
    start = time.perf_counter()
    ours(paths, whole)
    lasts = time.perf_counter() - start
    print(f"undisturbed: {lasts:.0f} s, {_counts(whole)}")
    rng = random.Random(seed)
    for n in range(times):
        for file in folder.glob("killed.duckdb*"):
            file.unlink()
        moment = rng.uniform(0.02, 0.98) * lasts
        command = [sys.executable, "-m", "detente", "import", "gdelt2", *map(str, paths), "--store", str(target)]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with Store.open(target) as store:
            left = store.counts()["events"]
        ours(paths, target)
        same = _counts(target) == _counts(whole)
        print(f"killed after {moment:.0f} s: opens with {left:,} events; repeated: {'equal' if same else 'DIFFERENT'}")
        assert same, n


def _counts(path: Path) -> tuple[int, ...]:
    with duckdb.connect(path, read_only=True) as c:
        events = c.execute("SELECT count(*), bit_xor(hash(id)) FROM events").fetchall()[0]
        return *map(int, events), int(c.execute("SELECT count(*) FROM rejected").fetchall()[0][0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["import", "panel", "kill", "measure"])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=2, help="times a panel is measured")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--way", choices=_WAYS)
    parser.add_argument("--keep", action="store_true", help="leave the files that were made")
    given = parser.parse_args()
    if given.what == "measure":
        measure(given.way, given.folder)
        return
    folder = given.folder / f"{given.what}-{given.rows}"
    folder.mkdir(parents=True, exist_ok=True)
    if given.what == "import":
        compare(folder, given.rows, given.seed)
    elif given.what == "panel":
        panel(folder, given.rows, given.seed, given.rounds)
    else:
        kill(folder, given.rows, given.seed, given.times)
    if not given.keep:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
