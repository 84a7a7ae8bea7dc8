"""The command line: commands that need no database start none."""

from __future__ import annotations

import os
import sys

import pytest

from hearten.config import cli


@pytest.mark.parametrize(("command", "started"), [("analyse", False), ("import-csv", True)])
def test_files_alone_need_no_server(monkeypatch, command, started):
    seen = []
    monkeypatch.setattr(sys, "argv", ["hearten", command, "x"])
    monkeypatch.setattr(
        "django.core.management.execute_from_command_line",
        lambda arguments: seen.append((arguments[1], os.environ.get("DATABASE_URL", ""))),
    )
    monkeypatch.setenv("DATABASE_URL", "")
    cli.main()
    assert [name for name, _ in seen] == [command.replace("-", "_")]
    assert (seen[0][1] == "") is started
