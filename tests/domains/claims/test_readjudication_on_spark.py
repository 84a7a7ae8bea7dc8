"""A standalone Spark cluster on this machine gives the same figures as one process, to the last fen (P7)."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hearten.domains.claims.selectors.portfolio import other_rules, rules_of_plans, write_portfolio
from hearten.domains.claims.services.readjudication import readjudicate_here, readjudicate_on_cluster
from hearten.domains.products.selectors import list_versions
from tests.factories.claims import given_decided, given_policy

pytestmark = pytest.mark.django_db

PRODUCT = "daily-outpatient"
# Four Javas live for a few seconds each: none is worth the optimising compiler or a collector with threads of its own.
_QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"


@pytest.fixture
def spark_master(tmp_path) -> Iterator[str]:
    """The address of a master with one worker, on loopback; both end with the test."""
    pyspark = pytest.importorskip(
        "pyspark", reason="NOT TESTED: the cluster, because the extra `spark` is not installed"
    )
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("NOT TESTED: the cluster, because there is no Java on this machine")
    home = Path(pyspark.__file__).parent
    port, page = _free_port(), _free_port()
    surroundings = os.environ | {
        "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable,
        "SPARK_WORKER_DIR": str(tmp_path / "work"), "SPARK_DAEMON_MEMORY": "256m", "JAVA_TOOL_OPTIONS": _QUICK,
    }  # fmt: skip

    def start(*words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [home / "bin" / "spark-class", *words], env=surroundings, stdout=log, stderr=subprocess.STDOUT
        )

    with (tmp_path / "spark.log").open("wb") as log:
        host = ("--host", "127.0.0.1")
        cluster = [
            start(
                "org.apache.spark.deploy.master.Master", *host, "--port", str(port), "--webui-port", str(page)
            )
        ]
        address = f"spark://127.0.0.1:{port}"
        try:
            _wait_for(port)
            cluster.append(
                start(
                    "org.apache.spark.deploy.worker.Worker",
                    *host,
                    "--cores",
                    "1",
                    "--memory",
                    "1g",
                    "--webui-port",
                    str(_free_port()),
                    address,
                )
            )
            yield address
        finally:
            for process in reversed(cluster):
                process.terminate()
                process.wait(20)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _wait_for(port: int) -> None:
    for _ in range(1200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the Spark master did not start")


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")  # only Arrow is used
def test_a_cluster_gives_the_same_to_the_last_fen(mei, lin, now, tmp_path, spark_master, monkeypatch):
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", _QUICK)
    for who in (mei, lin):
        given_decided(who, given_policy(who, now), now)
    benefits = dict(list_versions(PRODUCT)[0].document["benefits"])
    benefits.pop("deductible", None)
    write_portfolio(tmp_path / "p", buckets=3)
    before, after = rules_of_plans(tmp_path / "p"), other_rules(tmp_path / "p", PRODUCT, benefits)
    here = readjudicate_here(tmp_path / "p", before, after)
    there = readjudicate_on_cluster(
        tmp_path / "p", before, after, master=spark_master, result=tmp_path / "result"
    )
    assert there == here
    assert here.lines == 2
