"""Deciding a whole portfolio again under other rules, to see who gains and who loses. Nothing real is changed (P7).

The buckets of a portfolio are decided one after the other here, or side by side on a Spark cluster; the summary of the
parts is the same (docs/algorithms/readjudication.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hearten.domains.claims.providers.spark import readjudicate_on_spark
from hearten.domains.claims.selectors.portfolio import Progress, bucket_files
from hearten.engines.costsharing import Rules
from hearten.engines.costsharing.readjudication import MEMBERS, Summary, compare, summarise


def readjudicate_here(
    folder: Path,
    before: Mapping[str, Rules],
    after: Mapping[str, Rules],
    *,
    result: Path | None = None,
    progress: Progress = lambda _a, _b: None,
) -> Summary:
    """Decide the buckets one by one on this machine; at most one bucket is in memory.

    `result` names a Parquet file that gets one row for each member and plan.
    """
    files, whole = bucket_files(folder), Summary()
    writer = pq.ParquetWriter(result, MEMBERS) if result else None
    try:
        for place, members in enumerate(_members(files, before, after), start=1):
            whole += summarise(members)
            if writer:
                writer.write_table(members)
            progress(place, len(files))
    finally:
        if writer:
            writer.close()
    return whole


def readjudicate_on_cluster(
    folder: Path,
    before: Mapping[str, Rules],
    after: Mapping[str, Rules],
    *,
    master: str,
    result: Path | None = None,
) -> Summary:
    """The same on the Spark cluster `master`, which must see `folder`. `result` names a folder there."""
    return readjudicate_on_spark(bucket_files(folder), before, after, master=master, result=result)


def _members(
    files: list[Path], before: Mapping[str, Rules], after: Mapping[str, Rules]
) -> Iterator[pa.Table]:
    for file in files:
        yield compare(pq.read_table(file), before, after)
