"""A trial of other benefits on decided claims: here and on a cluster the same figures; nothing real changes (P7)."""

from __future__ import annotations

import copy
import json
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from django.core.management import call_command

from hearten.base.accounts.types import Role
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.claims.models import Adjudication, Claim, RulesTrial
from hearten.domains.claims.selectors.portfolio import (
    PLANS_FILE,
    bucket_files,
    rules_of_plans,
    write_portfolio,
)
from hearten.domains.claims.services.readjudication import readjudicate_here
from hearten.domains.claims.services.rules_trials import start_trial, work_out_trial
from hearten.domains.claims.types import TrialState
from hearten.domains.products.selectors import default_choices, list_versions
from hearten.kernel.errors import Invalid, NotAllowed, NotFound
from tests.factories.claims import given_decided, given_policy

pytestmark = pytest.mark.django_db

PRODUCT = "daily-outpatient"


@pytest.fixture
def decided(mei, lin, now):
    """Two members with a decided claim each, and nothing left to do."""
    claims = [given_decided(who, given_policy(who, now), now) for who in (mei, lin)]
    run_jobs(until=now + timedelta(minutes=1))
    return claims


@pytest.fixture
def better(decided):
    """The benefits of the product, with 100 % of outpatient care paid and no deductible."""
    benefits = copy.deepcopy(dict(list_versions(PRODUCT)[0].document["benefits"]))
    benefits["categories"]["outpatient"]["rate_settled"] = "100%"
    benefits.pop("deductible", None)
    return benefits


def test_the_portfolio_holds_no_names_and_gives_the_amounts_that_were_decided(decided, tmp_path):
    written = write_portfolio(tmp_path / "p", buckets=3)
    table = pq.read_table(bucket_files(tmp_path / "p"))
    rules = rules_of_plans(tmp_path / "p")
    summary = readjudicate_here(tmp_path / "p", rules, rules)
    assert written == table.num_rows == 2
    assert summary.before == summary.after == sum(claim.payable_minor for claim in decided)
    assert (summary.members, summary.gain, summary.lose) == (2, 0, 0)
    text = table.to_pandas().to_csv() + (tmp_path / "p" / PLANS_FILE).read_text()
    assert "梅雪" not in text
    assert "支气管炎" not in text


def test_better_benefits_are_found_to_pay_more_and_nothing_changes(decided, better, staff, now):
    before = list(Claim.objects.order_by("pk").values()), Adjudication.objects.count()
    trial = start_trial(
        product_code=PRODUCT,
        version=list_versions(PRODUCT)[0].version,
        benefits=better,
        choices=default_choices(list_versions(PRODUCT)[0]),
        by=staff(Role.ANALYST),
        now=now,
    )
    run_jobs(until=now + timedelta(minutes=1))
    trial.refresh_from_db()
    assert trial.state == TrialState.DONE
    # 850.00 − 50.00 outside the catalogue − 400.00 of the fund: all of it is paid.
    assert trial.result["after"] == 2 * 400_00
    assert trial.result["before"] == sum(claim.payable_minor for claim in decided)
    assert trial.result["gain"] == 2
    assert (list(Claim.objects.order_by("pk").values()), Adjudication.objects.count()) == before
    again = work_out_trial(trial_id=trial.pk, now=now + timedelta(days=1))
    assert again.finished_at == trial.finished_at


def test_benefits_that_do_not_compute_and_strangers_are_turned_away(decided, better, staff, now):
    product = list_versions(PRODUCT)[0]
    facts = {"product_code": PRODUCT, "choices": default_choices(product), "now": now}
    better["categories"]["outpatient"]["rate_settled"] = "250%"
    with pytest.raises(Invalid):
        start_trial(version=product.version, benefits=better, by=staff(Role.ANALYST), **facts)
    with pytest.raises(NotAllowed):
        start_trial(version=product.version, benefits={}, by=staff(Role.EXAMINER), **facts)
    with pytest.raises(NotFound):
        start_trial(version="1999.1", benefits={}, by=staff(Role.ANALYST), **facts)
    assert not RulesTrial.objects.exists()


def test_a_folder_in_use_and_an_empty_one_are_named(decided, tmp_path):
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(Invalid, match="not empty"):
        write_portfolio(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]
    with pytest.raises(NotFound):
        bucket_files(tmp_path)


def test_the_command_prints_the_same(decided, better, tmp_path, capsys):
    call_command("export_portfolio", tmp_path / "p", quiet=True)
    (tmp_path / "new.yaml").write_text(json.dumps({"benefits": better}))
    capsys.readouterr()
    call_command(
        "readjudicate",
        tmp_path / "p",
        product=PRODUCT,
        document=tmp_path / "new.yaml",
        result=tmp_path / "members.parquet",
        json=True,
    )
    told = json.loads(capsys.readouterr().out)
    members = pq.read_table(tmp_path / "members.parquet").to_pylist()
    assert told["after"] == sum(row["after"] for row in members) == 800_00
