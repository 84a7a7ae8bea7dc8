"""M3: backup and restore, the doctor, the key ring, settings that fail loudly."""

import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from hearten.base.touchpoints.models import Touchpoint
from hearten.base.touchpoints.services import record
from hearten.base.touchpoints.types import Channel, Moment, Stage
from hearten.base.vault import keyring
from hearten.config.backup import BackupError, make_backup, restore_backup
from hearten.config.database import database_settings
from hearten.config.doctor import State, examine, key_ring, tables
from hearten.config.environment import env_bool, env_int
from hearten.domains.customers.models import Customer


@pytest.mark.django_db(transaction=True)
def test_a_backup_brings_everything_back(make_customer, tmp_path, settings, now):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "bill").write_bytes(b"sealed bytes")
    settings.VAR = tmp_path
    mei = make_customer()
    record(
        Moment(customer_id=mei.pk, stage=Stage.USE, channel=Channel.APP, kind="app.opened", occurred_at=now)
    )
    manifest = make_backup(tmp_path / "backup.tar")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE customers_customer CASCADE")
    (settings.MEDIA_ROOT / "bill").unlink()
    assert restore_backup(tmp_path / "backup.tar")["sha256"] == manifest["sha256"]
    assert Customer.objects.get().phone == mei.phone
    assert Touchpoint.objects.get().kind == "app.opened"  # from a table that is cut by month
    assert (settings.MEDIA_ROOT / "bill").read_bytes() == b"sealed bytes"


@pytest.mark.django_db(transaction=True)
def test_a_damaged_backup_changes_nothing(make_customer, tmp_path, settings):
    settings.VAR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    mei = make_customer()
    make_backup(tmp_path / "backup.tar")
    data = (tmp_path / "backup.tar").read_bytes()
    place = data.index(b"PGDMP") + 100
    (tmp_path / "bad.tar").write_bytes(data[:place] + b"\xff\xfe" + data[place + 2 :])
    with pytest.raises(BackupError, match="damaged"):
        restore_backup(tmp_path / "bad.tar")
    (tmp_path / "short.tar").write_bytes(data[: len(data) // 2])
    with pytest.raises(CommandError, match=r"Nothing was changed"):
        call_command("restore", tmp_path / "short.tar", yes=True)
    assert list(Customer.objects.values_list("pk", flat=True)) == [mei.pk]
    with pytest.raises(BackupError, match="exists already"):
        make_backup(tmp_path / "backup.tar")


@pytest.mark.django_db
def test_the_doctor_names_what_is_wrong_and_how_to_mend_it(settings, tmp_path):
    findings = {finding.name: finding for finding in examine()}
    assert findings["database"].state is State.GOOD
    assert findings["worker"].state is State.WARNING
    assert all(f.mend for f in findings.values() if f.state is not State.GOOD)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'ledger'")
    assert tables().state is State.BAD
    assert "hearten prepare" in tables().mend
    path = tmp_path / "ring.json"
    path.write_text(Path(settings.KEYRING_FILE).read_text())
    path.chmod(0o644)
    settings.KEYRING_FILE = path
    assert key_ring().state is State.BAD


def test_a_new_key_ring_is_made_once_and_read_by_its_owner_only(tmp_path, settings):
    settings.KEYRING_FILE, settings.HEARTEN_KEYS = tmp_path / "keys" / "ring.json", ""
    keyring.key_ring.cache_clear()
    try:
        first = keyring.key_ring()
        keyring.key_ring.cache_clear()
        assert keyring.key_ring() == first
        assert stat.S_IMODE(settings.KEYRING_FILE.stat().st_mode) == 0o600
        settings.HEARTEN_KEYS = json.dumps({"k1": "c2hvcnQ=", "index": "c2hvcnQ="})
        keyring.key_ring.cache_clear()
        with pytest.raises(ValueError, match="32 bytes"):
            keyring.key_ring()
    finally:
        settings.HEARTEN_KEYS = ""
        keyring.key_ring.cache_clear()


@pytest.mark.parametrize("url", ["mysql://a/b", "postgresql://host", "nonsense", "postgres:///"])
def test_a_database_address_that_cannot_be_right_stops_the_start(url, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database_settings(url, tmp_path)


def test_a_database_address_is_taken_apart(tmp_path):
    facts = database_settings("postgresql://me:p%40ss@db.example:6543/hearten", tmp_path)
    assert (facts["USER"], facts["PASSWORD"], facts["HOST"], facts["PORT"]) == (
        "me",
        "p@ss",
        "db.example",
        6543,
    )


def test_settings_fail_loudly(monkeypatch):
    monkeypatch.setenv("HEARTEN_DEBUG", "maybe")
    monkeypatch.setenv("HEARTEN_SMTP_PORT", "many")
    with pytest.raises(ImproperlyConfigured, match="maybe"):
        env_bool("HEARTEN_DEBUG", default=False)
    with pytest.raises(ImproperlyConfigured, match="many"):
        env_int("HEARTEN_SMTP_PORT", 1)


@pytest.mark.slow
def test_the_supervisor_starts_a_dead_child_again_and_leaves_no_orphan(tmp_path):
    """Ctrl-C and kill -9 lose nothing and leave nothing behind."""
    script = tmp_path / "up.py"
    script.write_text(
        "import sys, logging\n"
        "from hearten.config.supervisor import Child, Supervisor\n"
        f'line = \'import os,time; open(r"{tmp_path}/pids","a").write(str(os.getpid())+chr(10)); time.sleep(60)\'\n'
        "Supervisor([Child('sleeper', [sys.executable, '-c', line])], on_stop=lambda: print('stopped')).run()\n"
    )
    up = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    first = _pid(tmp_path, 0)
    os.kill(first, 9)
    second = _pid(tmp_path, 1)
    up.terminate()
    assert up.communicate(timeout=20)[0].strip() == "stopped"
    _gone(second)
    up = subprocess.Popen([sys.executable, str(script)])
    third = _pid(tmp_path, 2)
    up.kill()
    up.wait()
    _gone(third)


def _pid(folder, index):
    for _ in range(200):
        path = folder / "pids"
        lines = path.read_text().split() if path.exists() else []
        if len(lines) > index:
            return int(lines[index])
        time.sleep(0.05)
    raise AssertionError("the child did not start")


def _gone(pid):
    for _ in range(200):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return
        if state == "Z":
            return
        time.sleep(0.05)
    raise AssertionError(f"{pid} is still there")
