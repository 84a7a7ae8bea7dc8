"""The buckets of a portfolio side by side on a Spark cluster (extra `spark`); the same function as on one machine."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from hearten.engines.costsharing import Rules
from hearten.engines.costsharing.readjudication import MEMBERS, Summary, compare, summarise
from hearten.kernel.errors import Unavailable
from hearten.kernel.text import N_

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_SPARK_TYPES = {pa.string(): "string", pa.int64(): "long"}
_MEMBERS = ", ".join(f"{column.name} {_SPARK_TYPES[column.type]}" for column in MEMBERS)


def readjudicate_on_spark(
    files: Sequence[Path],
    before: Mapping[str, Rules],
    after: Mapping[str, Rules],
    *,
    master: str,
    result: Path | None = None,
) -> Summary:
    """Decide the buckets on the cluster `master` (`spark://…`, `local[2]`); every worker sees `files` and has Hearten.

    `result` names a folder that gets one row for each member and plan. Raises Unavailable without PySpark or its Java.
    """
    spark = _session(master)
    try:
        members = _members(spark.read.parquet(*map(str, files)), before, after)
        if result is not None:
            members.write.mode("errorifexists").parquet(str(result))
            members = spark.read.parquet(str(result))
        # Members do not leave the cluster: each part is summed up where it lies.
        parts = members.mapInArrow(_sum_up, "summary string").collect()
        return sum((Summary.from_dict(json.loads(row.summary)) for row in parts), Summary())
    finally:
        spark.stop()


def _members(lines: DataFrame, before: Mapping[str, Rules], after: Mapping[str, Rules]) -> DataFrame:
    def decide(bucket: pa.Table) -> pa.Table:
        # Rows of a group come in any order; the engine serves those of a policy year one after the other.
        return compare(bucket.sort_by([("policy_year", "ascending"), ("place", "ascending")]), before, after)

    return lines.groupBy("bucket").applyInArrow(decide, _MEMBERS)


def _sum_up(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        summary = summarise(pa.Table.from_batches([batch]))
        yield pa.RecordBatch.from_pydict({"summary": [json.dumps(summary.as_dict())]})


def _session(master: str) -> SparkSession:
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Unavailable(
            N_("Spark is not installed here."), hint=N_("Install the extra: pip install hearten[spark].")
        ) from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("hearten readjudicate")
    if master.startswith("local"):
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config(
            "spark.driver.host", "127.0.0.1"
        )
    try:
        return builder.config("spark.ui.enabled", "false").getOrCreate()
    except PySparkRuntimeError as error:
        raise Unavailable(
            N_("Spark can't start: it needs Java 17 or newer."), hint=N_("Install Java and set JAVA_HOME.")
        ) from error
