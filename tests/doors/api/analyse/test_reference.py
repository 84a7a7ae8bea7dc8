"""X2, X5: the published figures, asked for through `hearten analyse` as an analyst would."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.psychometrics.reference import columns, needs_reference, output, rows

from .asking import by, column, report_of, same, shared

pytestmark = needs_reference

ITEMS = ["A?", "C?", "E?", "N?", "O?"]


def test_scales_hold_together(tmp_path):
    theirs = output("bfi.json")
    asked = [
        {"id": f"{what} {scale}", "analysis": kind, "items": one["items"], **options}
        for scale, one in theirs["scales"].items()
        for what, kind, options in (
            ("pairwise", "alpha", {}),
            ("listwise", "alpha", {"missing": "listwise"}),
            ("median", "alpha", {"missing": "median"}),
            ("omega", "omega", {"factors": 1, "missing": "listwise"}),
            ("omega ml", "omega", {"factors": 1, "missing": "listwise", "method": "ml"}),
            ("omega 3", "omega", {"factors": 3, "missing": "listwise"}),
            ("cfa", "cfa", {"model": {"F": [item.removeprefix("-") for item in one["items"]]}}),
        )
    ]
    for one in asked:
        if one["analysis"] == "cfa":
            del one["items"]
    found = report_of(tmp_path, {"data": shared("data/bfi/bfi.csv"), "analyses": asked})
    for scale, figures in theirs["scales"].items():
        pair, whole = found[f"pairwise {scale}"]["alpha"], found[f"listwise {scale}"]
        same(
            [pair[k] for k in ("raw", "standardised", "g6", "average_r", "error")],
            [figures[f"{k}_pairwise"] for k in ("alpha_raw", "alpha_std", "G6", "average_r", "ase")],
        )
        same(whole["alpha"]["raw"], figures["alpha_raw_listwise"])
        same(column(whole["items"], "alpha_dropped"), list(figures["alpha_drop_listwise"].values()))
        same(column(whole["items"], "r_drop"), list(figures["item_total_r_drop_listwise"].values()))
        same([whole["feldt"]["low"], whole["feldt"]["high"]], list(figures["feldt_ci95_listwise"].values()))
        same(found[f"median {scale}"]["alpha"]["raw"], theirs["alpha_scoreItems_median_impute"][scale])
        same(found[f"omega {scale}"]["model"], figures["omega_total_1factor_minres_std"], 1e-4)
        same(found[f"omega ml {scale}"]["model"], figures["omega_total_1factor_ml_std"], 1e-4)
        same(found[f"omega 3 {scale}"]["omega_h"], figures["psych_omega_nf3"]["h"], 1e-3)
        same(np.abs(column(found[f"cfa {scale}"]["paths"], "loading")), figures["cfa_loadings_raw"], 1e-4)
        same(column(found[f"cfa {scale}"]["unique_variances"], "value"), figures["cfa_resid_var"], 1e-4)


def test_factors_and_adequacy(tmp_path):
    theirs = output("bfi.json")
    ways = {
        "pairwise_minres_none": {"rotation": "none"},
        "pairwise_minres_oblimin": {},
        "listwise_ml_varimax": {"method": "ml", "rotation": "varimax", "missing": "listwise"},
    }
    asked = [
        {"id": way, "analysis": "factors", "items": ITEMS, "factors": 5, **options}
        for way, options in ways.items()
    ]
    asked += [
        {"id": "fit", "analysis": "adequacy", "items": ITEMS},
        {"id": "fit of whole", "analysis": "adequacy", "items": ITEMS, "missing": "listwise"},
        {"id": "count", "analysis": "factor-count", "items": ITEMS, "missing": "listwise"},
        {"id": "omega", "analysis": "omega", "items": ITEMS, "factors": 5},
    ]
    found = report_of(tmp_path, {"data": shared("data/bfi/bfi.csv"), "analyses": asked})
    for way in ways:
        items, figures = found[way]["items"], theirs["fa5"][way]
        same(column(items, "communality"), list(figures["communality"].values()), 1e-4)
        loadings = np.array([[item[f"F{n}"] for n in range(1, 6)] for item in items])
        published = np.column_stack(list(columns(f"out/bfi_loadings_{way}.csv").values())[1:])
        order = np.abs(loadings.T @ published).argmax(axis=0)
        turned = loadings[:, order] * np.sign((loadings[:, order] * published).sum(axis=0))
        assert sorted(order) == list(range(5))
        same(turned, published, 1e-4, 1e-4)
        same(
            [found[way]["fit"][k] for k in ("chi", "tli", "bic")],
            [figures[k] for k in ("chi", "TLI", "BIC")],
            1e-6,
        )
    same(found["fit"]["kmo"], theirs["kmo_pairwise"]["overall"])
    same(column(found["fit"]["items"], "kmo"), list(theirs["kmo_pairwise"]["items"].values()))
    same(found["fit of whole"]["bartlett"]["chi"], theirs["bartlett_listwise"]["chisq"])
    assert found["fit of whole"]["bartlett"]["observations"] == theirs["bartlett_listwise"]["n"]
    chance = theirs["parallel_analysis_seed1"]
    assert [found["count"][k] for k in ("factors", "components")] == [chance["nfact"], chance["ncomp"]]
    same(found["omega"]["omega_h"], theirs["omega_25items_nf5"]["omega_h"], 1e-3)


def test_correlations(tmp_path):
    kinds = ("pearson", "spearman", "kendall", "polychoric")
    asked = [
        {
            "id": kind,
            "analysis": "correlation",
            "items": ["A*"],
            "correlation": kind,
            "missing": "listwise",
        }
        for kind in kinds
    ]
    found = report_of(tmp_path, {"data": shared("data/bfi/bfi.csv"), "analyses": asked})
    for kind in kinds:
        same(
            found[kind]["values"],
            output("scores_misc.json")[f"{kind}_A1_A5"],
            1e-4 if kind == "polychoric" else 1e-8,
        )


SAMPLES = {
    "dstrat": ("apistrat.csv", "{weights: pw, strata: stype, populations: [fpc]}"),
    "dclus1": ("apiclus1.csv", "{weights: pw, clusters: [dnum], populations: [fpc]}"),
}
SURVEY = """
data:
  file: FILE
  derive:
    top: {is: {api00: {">=": 800}}}
design: DESIGN
analyses:
  - {id: mean, analysis: survey-mean, columns: [api00]}
  - {id: top, analysis: survey-mean, columns: [top]}
  - {id: total, analysis: survey-total, columns: [enroll]}
  - {id: kinds, analysis: survey-shares, column: stype}
  - {id: people, analysis: survey-shares, column: stype, of: people}
  - {id: ratio, analysis: survey-ratio, numerator: api.stu, denominator: enroll}
  - {id: domain, analysis: survey-mean, columns: [api00], where: {stype: H}}
  - {id: groups, analysis: survey-groups, column: api00, groups: stype}
  - {id: each, analysis: survey-mean, columns: [api00], by: stype}
  - {id: yes, analysis: survey-proportion, column: sch.wide, yes: Yes}
  - {id: beta, analysis: survey-proportion, column: sch.wide, yes: Yes, interval: beta}
  - {id: quantiles, analysis: survey-quantiles, column: api00}
  - {id: line, analysis: survey-regression, outcome: api00, predictors: [ell, meals]}
  - {id: test, analysis: survey-difference, column: api00, groups: stype, pair: [E, H]}
  - {id: chi, analysis: survey-chi-square, rows: stype, columns: sch.wide}
  - {id: weights, analysis: survey-weights}
"""


@pytest.mark.parametrize("name", SAMPLES)
def test_designs(tmp_path, name):
    file, drawn = SAMPLES[name]
    spec = SURVEY.replace("FILE", shared(f"data/api/{file}")["file"]).replace("DESIGN", drawn)
    found, theirs = report_of(tmp_path, spec), output("survey_api.json")[name]
    pairs = {
        "mean": "mean_api00",
        "top": "prop_top800",
        "total": "total_enroll",
        "kinds": "prop_stype",
        "people": "total_stype",
        "ratio": "ratio",
        "domain": "subpop_H_mean_api00",
    }
    for ours, figure in pairs.items():
        for key, word in (("value", "est"), ("se", "se")):
            wanted = theirs[figure][word]
            same(
                column(found[ours]["figures"], key),
                list(wanted.values()) if isinstance(wanted, dict) else [wanted],
                atol=1e-8,
            )
    same(found["mean"]["figures"][0]["deff"], theirs["mean_api00"]["deff"]["api00"])
    same(column(found["groups"]["figures"], "value"), theirs["by_stype"]["api00"])
    same([one["figures"][0]["se"] for one in found["each"]["groups"]], theirs["by_stype"]["se.api00"])
    for ours, figure in (("yes", "ci_logit_schwideYes"), ("beta", "ci_beta_schwideYes")):
        one = found[ours]["figures"][0]
        same([one["value"], one["low"], one["high"]], list(theirs[figure].values()))
    same(column(found["quantiles"]["figures"], "value"), theirs["median_api00"]["quantile"])
    same(column(found["quantiles"]["figures"], "se"), theirs["median_api00"]["se"])
    same(column(found["line"]["coefficients"], "value"), list(theirs["glm"]["coef"].values()))
    same(column(found["line"]["coefficients"], "se"), list(theirs["glm"]["se"].values()))
    same([found["test"][k] for k in ("t", "degrees", "p")], list(theirs["svyttest_stypeEvsH"].values()))
    same([found["chi"][k] for k in ("f", "degrees1", "degrees2", "p")], list(theirs["svychisq_F"].values()))
    same([found["weights"][k] for k in ("n", "degrees", "total")], [theirs[k] for k in ("n", "df", "sumw")])


CALIBRATED = {
    "postStratify_stype": {"post_stratify": {"column": "stype", "totals": {"E": 4421, "H": 755, "M": 1018}}},
    "rake_stype_schwide": {
        "rake": [
            {"column": "stype", "totals": {"E": 4421, "H": 755, "M": 1018}},
            {"column": "sch.wide", "totals": {"No": 1072, "Yes": 5122}},
        ]
    },
}


@pytest.mark.parametrize("way", CALIBRATED)
def test_weights_that_reach_totals(tmp_path, way):
    spec = {
        "data": shared("data/api/apiclus1.csv"),
        "design": {"weights": "pw", "clusters": ["dnum"], "populations": ["fpc"], **CALIBRATED[way]},
        "analyses": [
            {"id": "weights", "analysis": "survey-weights", "each_row": True, "groups": "stype"},
            {"id": "mean", "analysis": "survey-mean", "columns": ["api00"]},
            {"id": "total", "analysis": "survey-total", "columns": ["enroll"]},
        ],
    }
    found, theirs = report_of(tmp_path, spec), output("survey_api.json")[f"cal_{way}"]
    same(found["weights"]["each_row"], columns(f"out/api_weights_{way}.csv")["w"], 1e-6)
    same([found["weights"]["lowest"], found["weights"]["highest"]], theirs["w_range"], 1e-6)
    same(found["weights"]["design_effect"], theirs["kish_deff"], 1e-6)
    for ours, figure, name in (("mean", "mean_api00", "api00"), ("total", "total_enroll", "enroll")):
        one = found[ours]["figures"][0]
        same([one["value"], one["se"]], [theirs[figure][k][name] for k in ("est", "se")], 1e-6)


@pytest.mark.parametrize("rule", ["remove", "adjust", "average", "certainty"])
def test_a_stratum_with_one_cluster(tmp_path, rule):
    spec = {
        "data": shared("out/api_lonely_psu_input.csv"),
        "design": {"weights": "pw", "strata": "stype", "populations": ["fpc"], "lonely": rule},
        "analyses": [{"id": "mean", "analysis": "survey-mean", "columns": ["api00"]}],
    }
    theirs = output("survey_api.json")["lonely_psu"][rule]
    one = report_of(tmp_path, spec)["mean"]["figures"][0]
    same([one["value"], one["se"]], [theirs["est"]["api00"], theirs["se"]["api00"]])


def test_health_plans_adjusted_for_who_answers(tmp_path):
    asked = {
        "analysis": "case-mix",
        "entities": "PLANID",
        "adjusters": ["Q39", "Q40"],
        "where": {"PLANID": [1, 2, 7, 4, 5]},
    }
    spec = {
        "data": shared("data/cahps/test.csv", columns={"Q39": {"valid": [1, 5]}, "Q40": {"valid": [1, 7]}}),
        "analyses": [
            {"id": "q38", "items": ["Q38"], "valid": [0, 10], **asked},
            {"id": "need", "items": ["Q06", "Q10", "Q22", "Q23"], "valid": [1, 3], **asked},
            {"id": "shares", "items": ["Q38"], "cuts": [[0, 6], [7, 8], [9, 10]], "valid": [0, 10], **asked},
        ],
    }
    found = report_of(tmp_path, spec)
    names = {
        "1": "HMO_A_URBAN",
        "2": "HMO_B_URBAN",
        "7": "HMO_C_URBAN",
        "4": "HMO_B_RURAL",
        "5": "HMO_C_RURAL",
    }
    for name in ("q38", "need"):
        overall = output("cahps.json")[name]["overall"]
        same(
            [found[name][k] for k in ("mean", "precise_mean", "f", "df2", "p")],
            [overall[k] for k in ("ov_mean", "gm_precision", "F", "dfe", "p")],
            1e-10,
        )
        published = by(rows(f"data/cahps/sa{name}.csv"), "PLANNAME")
        for one in found[name]["entities"]:
            theirs = {
                key: float(cell)
                for key, cell in published[names[one["name"]]].items()
                if key not in {"PLANNAME", "SUBCODE"}
            }
            same(
                [
                    one[k]
                    for k in (
                        "mean",
                        "adjusted",
                        "delta",
                        "error",
                        "half_width",
                        "variance",
                        "stars",
                        "usable",
                        "cases",
                    )
                ],
                [
                    theirs[k]
                    for k in ("UNA_MEAN", "ADJ_MEAN", "DELTA", "SE", "CL95", "VP", "MEANING", "USEN", "ALLN")
                ],
                1e-10,
            )
    published = by(rows("data/cahps/n_q38.csv"), "PLANNAME")
    for place, category in enumerate(found["shares"]["categories"], 1):
        for one in category["entities"]:
            same(one["adjusted"], float(published[names[one["name"]]][f"ADJ_{place}"]), 1e-10)


def test_scores_and_groups(tmp_path):
    boxes = ({"lowest": 9, "highest": 10}, {"lowest": 9, "highest": 10, "method": "clopper_pearson"})
    spec = {
        "data": shared(
            "data/cahps/test.csv",
            columns={"Q38": {"valid": [0, 10]}},
            derive={
                "detractor": {"is": {"Q38": {"<=": 6}}},
                "top": {"is": {"Q38": {">=": 9}}},
                "box": {"difference": ["top", "detractor"]},
            },
        ),
        "analyses": [
            {
                "id": "nps",
                "analysis": "nps",
                "column": "Q38",
                "groups": "PLANID",
                "where": {"PLANID": [1, 2, 7, 4, 5]},
            },
            {
                "id": "groups",
                "analysis": "compare-groups",
                "column": "Q38",
                "groups": "PLANID",
                "where": {"PLANID": [1, 2, 7, 4, 5]},
            },
            {
                "id": "table",
                "analysis": "cross-table",
                "rows": "PLANID",
                "columns": "box",
                "where": {"PLANID": [1, 2, 7, 4, 5]},
            },
            *(
                {
                    "id": f"box {n}",
                    "analysis": "box",
                    "columns": ["Q38"],
                    "where": {"PLANID": [1, 2, 7, 4, 5]},
                    **box,
                }
                for n, box in enumerate(boxes)
            ),
        ],
    }
    found, theirs = report_of(tmp_path, spec), output("scores_misc.json")
    whole = theirs["all"]
    score = found["nps"]["score"]
    same(
        [score["value"], score["error"], score["low"], score["high"]],
        [whole["nps"], whole["se"], *whole["ci95_wald"]],
    )
    for n, name in enumerate(("topbox_wilson", "topbox_clopper")):
        same([found[f"box {n}"]["columns"][0][k] for k in ("low", "high")], whole[name])
    one = theirs["by_plan"]["HMO_A_URBAN"]
    same(found["nps"]["groups"][0]["score"]["value"], one["nps"])
    between = next(d for d in found["nps"]["differences"] if (d["first"], d["second"]) == (1, 2))
    wanted = theirs["nps_diff_B_URBAN_minus_A_URBAN"]
    same([-between["value"], -between["z"], between["p"]], [wanted["diff"], wanted["z"], wanted["p"]])
    tests = found["groups"]
    same(
        [
            tests["anova"]["f"],
            tests["welch_anova"]["f"],
            tests["welch_anova"]["p"],
            tests["kruskal_wallis"]["statistic"],
        ],
        [theirs["anova"][k] for k in ("F", "welch_F", "welch_p", "kw")],
    )
    chi = found["table"]["chi_square"]
    same([chi["statistic"], chi["df"], chi["p"], chi["effect"]], list(theirs["chisq_plan_by_box"].values()))


def test_key_drivers_of_derived_scales(tmp_path):
    scales = {"sat": "CUSA", "IMAG": "IMAG", "CUEX": "CUEX", "PERQ": "PERQ", "PERV": "PERV"}
    spec = {
        "data": shared(
            "data/mobi-ecsi/mobi.csv",
            derive={name: {"mean": [f"{items}?"]} for name, items in scales.items()},
        ),
        "analyses": [
            {
                "id": "drivers",
                "analysis": "drivers",
                "outcome": "sat",
                "drivers": ["IMAG", "CUEX", "PERQ", "PERV"],
            }
        ],
    }
    found = report_of(tmp_path, spec)["drivers"]
    theirs = output("key_drivers.json")["mobi_satisfaction_on_4_means"]
    names = {
        "lmg": "lmg",
        "first": "first",
        "last": "last",
        "pratt": "pratt",
        "johnson": "johnson",
        "car": "car",
        "betasq": "betasq",
        "vif": "vif",
        "standardised": "beta_std",
    }
    for ours, word in names.items():
        same(column(found["drivers"], ours), list(theirs[word].values()))
    same([found["r_squared"], found["intercept"]], [theirs["R2"], theirs["coef"]["(Intercept)"]])


def test_groups_of_people(tmp_path):
    items = ["Sepal.Length", "Sepal.Width", "Petal.Length", "Petal.Width"]
    asked = [
        {
            "id": f"{method} {k}",
            "analysis": "clusters",
            "items": items,
            "k": k,
            "method": method,
            "standardise": False,
        }
        for k in (2, 3, 4)
        for method in ("k-means", "ward")
    ]
    found = report_of(tmp_path, {"data": shared("out/clust_iris_X.csv"), "analyses": asked})
    theirs = output("clusters.json")["iris"]
    for k in (2, 3, 4):
        ours, figures = found[f"k-means {k}"], theirs[f"k{k}"]
        same(
            [ours[w] for w in ("total_within", "silhouette", "calinski_harabasz")],
            [figures[w] for w in ("best_tot_withinss", "avg_silhouette", "CH")],
        )
        assert sorted(column(ours["groups"], "n")) == sorted(figures["sizes"])
        assert column(found[f"ward {k}"]["groups"], "n") == figures["ward_sizes"]
        same(found[f"ward {k}"]["silhouette"], figures["ward_avg_silhouette"])


def test_kano_counts_and_planning(tmp_path):
    published = rows("data/kano-stp25/kano_counts_published.csv")
    features = [
        {"name": row["attribute"], **{letter: int(row[letter]) for letter in "MOAIRQ"}} for row in published
    ]
    plan = {
        "method": "neyman",
        "total": 200,
        "strata": [
            {"name": n, "population": p, "deviation": s}
            for n, p, s in zip("EHM", [4421, 755, 1018], [112, 106, 118], strict=True)
        ],
    }
    spec = {
        "analyses": [
            {"id": "kano", "analysis": "kano-counts", "features": features},
            {
                "id": "size",
                "analysis": "sample-size",
                "margin": 0.05,
                "design_effect": 1.5,
                "response_rate": 0.3,
            },
            {"id": "means", "analysis": "sample-size", "of": "two-means", "effect": 0.2},
            {"id": "strata", "analysis": "allocation", **plan},
        ]
    }
    found, theirs = report_of(tmp_path, spec), output("scores_misc.json")
    for row, one in zip(published, found["kano"]["features"], strict=True):
        same(
            [one["better"]["value"], one["worse"]["value"]],
            [float(row["cs_plus"]), float(row["cs_minus"])],
            atol=6e-4,
        )
        assert one["mode"] == row["max_category"]
        same(
            [one["fong"]["difference"], one["fong"]["critical"]],
            [float(row["fong_diff"]), float(row["fong_crit"])],
            atol=0.06,
        )
    wanted = theirs["sample_size"]["p50_e05_deff1.5_rr.3"]
    assert [found["size"]["answers"], found["size"]["invitations"]] == [wanted["n"], wanted["invite"]]
    same(found["means"]["each_group"], theirs["sample_size"]["power_two_mean_d.2"])
    same(column(found["strata"]["strata"], "exact"), theirs["allocation"]["neyman"])
