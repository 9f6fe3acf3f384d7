"""Do the indicators' SQL texts give in Spark what they give in DuckDB? The same small tables, the same texts, in both.

    pip install pyspark        (not among the requirements; needs Java 17)
    python benchmarks/spark.py [--incidents 400] [--every]

Every indicator is run by month, in turn for all dyads and for one, by direction and not (``--every``: each in all four
ways); by the other periods those indicators that between them use each of the common table expressions. The tables are
made up, and hold what could part the engines: unknown modes and classes, appeals, lists of more than five states,
mutual incidents, dates known to the month, offices that begin and end. Without pyspark it says so and ends well.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from time import perf_counter
from typing import Any, get_args

import numpy as np

from detente.crosswalk import load_scale
from detente.ontology import EVENT_TYPES, load_ontology
from detente.relations import INDICATORS, Grain, prepared

STATES = "CHN PRK KOR USA RUS JPN MNG VNM".split()
COLUMNS: Mapping[str, str] = {
    "happened": "incident_id STRING, day DATE, date STRING, event_type STRING, mode STRING, quad_class INT,"
    " cameo STRING",
    "roles": "incident_id STRING, part STRING, state STRING, person STRING",
    "scores": "scale STRING, code STRING, score DOUBLE",
    "offices": "person STRING, since STRING, until STRING, level INT",
}
OTHER_PERIODS = ("count", "mean_goldstein", "net_plover_score", "share_of_actor", "contact_rank")
Tables = Mapping[str, list[tuple[Any, ...]]]
Rows = list[tuple[Any, ...]]
Ask = Callable[[str, Sequence[str]], Rows]


# -- tables that could part the engines ------------------------------------------------------------------


def tables(n: int, rng: np.random.Generator) -> Tables:
    """Make up the four flat tables that the texts stand on."""
    happened, roles = [], set()
    for i in range(n):
        incident = f"i{i:05d}"
        happened.append((incident, *_incident(rng)))
        sides = {"actor": _states(rng), "recipient": _states(rng) if rng.random() < 0.8 else []}
        for part, states in sides.items():
            people = ("", f"{states[0]}.leader", f"{states[0]}.minister") if states else ("",)
            roles |= {(incident, part, state, rng.choice(people)) for state in states}
    scales = ("goldstein_gdelt", "plover_score_goldstein_mean")
    scores = [(scale, code, float(score)) for scale in scales for code, score in load_scale(scale).items()]
    offices = [
        (f"{state}.{who}", since, until, level)
        for state in STATES
        for who, since, until, level in (
            ("leader", "2010-01-01", "2012-06-30", 1), ("minister", "2011-03-01", "9999-12-31", 3),
            ("minister", "2010-01-01", "2011-02-28", 4),
        )
    ]  # fmt: skip
    return {"happened": happened, "roles": sorted(roles), "scores": scores, "offices": offices}


def _incident(rng: np.random.Generator) -> tuple[Any, ...]:
    """Return a day, its date as text, a type with its mode, class and CAMEO code; some of them unknown."""
    day = date(2010, 12, 20) + timedelta(days=int(rng.integers(0, 800)))
    text = str(day)
    if rng.random() < 0.1:
        day, text = day.replace(day=1), text[:7]
    kind = str(rng.choice(["CONSULT", "REQUEST", "ASSAULT", *EVENT_TYPES]))
    modes = {"REQUEST": ["appeal", "demand"], "CONSULT": ["meet", "visit", "call"]}.get(kind, ["threat"])
    mode = str(rng.choice(modes)) if rng.random() < 0.7 else None
    quad = load_ontology().quad_class(kind) if rng.random() < 0.95 else None
    return day, text, kind, mode, quad, str(rng.choice(["042", "0431", "112", "190"])) if rng.random() < 0.8 else None


def _states(rng: np.random.Generator) -> list[str]:
    n = int(rng.choice([1, 1, 1, 2, 3, 6, 7]))
    return [str(s) for s in rng.choice(STATES, n, replace=False)]


# -- the two engines -------------------------------------------------------------------------------------


def duckdb_of(made: Tables) -> Ask:
    import duckdb

    connection = duckdb.connect()
    for name, columns in COLUMNS.items():
        connection.execute(f"CREATE TABLE {name} ({columns})")
        marks = ", ".join("?" * len(made[name][0]))
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", made[name])
    return lambda sql, values: connection.execute(sql, list(values)).fetchall()


def spark_of(made: Tables) -> Ask:
    from pyspark.sql import SparkSession  # type: ignore[import-not-found]

    settings = {
        "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.sql.adaptive.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1", "spark.driver.memory": "1g",
        "spark.ui.showConsoleProgress": "false", "spark.sql.codegen.wholeStage": "false",  # tables are small: plan, go
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    }  # fmt: skip
    builder = SparkSession.builder.master("local[1]").appName("indicators")
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    for name, columns in COLUMNS.items():
        frame = session.createDataFrame(made[name], columns).coalesce(1).cache()
        frame.createOrReplaceTempView(name)
    return lambda sql, values: [tuple(row) for row in session.sql(sql, args=list(values)).collect()]


# -- comparing -------------------------------------------------------------------------------------------


def asked(*, every: bool) -> Iterator[tuple[str, Grain, bool, bool]]:
    """Yield what is run: indicator, period, by direction or not, of one pair or of all."""
    ways = list(product((True, False), (True, False)))
    for by in get_args(Grain):
        for n, name in enumerate(INDICATORS if by == "month" else OTHER_PERIODS):
            for directed, pair in ways if every else [ways[n % 4]]:
                yield name, by, directed, pair


def text_of(name: str, by: Grain, directed: bool, pair: bool) -> tuple[str, tuple[str, ...]]:
    """Return the text with its parameters: China and North Korea, one way or either."""
    sql = f"WITH {prepared(by, directed=directed, pair=pair)} {INDICATORS[name]}"
    return sql, (("CHN", "PRK", "CHN", "PRK") if directed else ("CHN", "PRK", "PRK", "CHN")) if pair else ()


def unlike(left: Rows, right: Rows) -> list[str]:
    """Say which rows differ; values are numbers that may differ by rounding."""
    one, other = ({row[:3]: row[3:] for row in rows} for rows in (left, right))
    told = [f"{key} in one engine only" for key in sorted(one.keys() ^ other.keys())]
    for key in sorted(one.keys() & other.keys()):
        (value, n), (value_2, n_2) = one[key], other[key]
        if n != n_2 or abs(value - value_2) > 1e-9 * max(1.0, abs(value)):
            told.append(f"{key}: {one[key]} and {other[key]}")
    if len(one) != len(left) or len(other) != len(right):
        told.append("a dyad and period stands twice")
    return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--incidents", type=int, default=400)
    parser.add_argument("--every", action="store_true", help="run each indicator in all four ways (long)")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    made = tables(chosen.incidents, np.random.default_rng(chosen.seed))
    try:
        import pyspark  # type: ignore[import-not-found]
    except ImportError:
        print("pyspark is not installed, so nothing was compared; pip install pyspark (it needs Java 17)")
        return 0
    engines = duckdb_of(made), spark_of(made)
    start, texts, rows, faults = perf_counter(), 0, 0, 0
    for name, by, directed, pair in asked(every=chosen.every):
        sql, values = text_of(name, by, directed, pair)
        left, right = (ask(sql, values) for ask in engines)
        texts, rows = texts + 1, rows + len(left)
        for fault in unlike(left, right):
            faults += 1
            ways = "by direction" if directed else "either way"
            print(f"{name} by {by}, {ways}, {'CHN and PRK' if pair else 'all dyads'}: {fault}")
        if texts % 20 == 0:
            print(f"  {texts} texts, {perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    print(
        f"{texts} texts of {len(INDICATORS)} indicators on {chosen.incidents} incidents, {rows:,} rows:"
        f" {faults or 'no'} differences between DuckDB and Spark {pyspark.__version__}"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
