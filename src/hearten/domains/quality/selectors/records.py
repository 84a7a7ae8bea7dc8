"""Which rows of our records stand behind an indicator? One statement each; what measures them is in `measuring`.

Every statement gives customer_id, product, channel, at (the moment that says in which month a row counts) and y (the figure of the
row, or 1 and 0). Places: %(since)s and %(until)s bound the moments. Other rooms' tables are read by name here, as insight does: what
is written there is theirs alone.
"""

from __future__ import annotations

# Members hand in by themselves on these channels.
ONLINE = ("app", "web", "wechat")
SETTLED = ("resolved", "partly", "explained")

_ONLINE_SHARE = """
SELECT customer_id, product_code AS product, channel, submitted_at AS at, (channel = ANY(%(online)s))::int AS y
FROM claims_claim WHERE submitted_at >= %(since)s AND submitted_at < %(until)s"""

_WITHIN_PROMISE = """
SELECT k.customer_id, k.product_code AS product, c.channel, COALESCE(k.stopped_at, k.breached_at) AS at,
       (k.state = 'met')::int AS y
FROM claims_claimclock k JOIN claims_claim c ON c.id = k.claim_id
WHERE k.state IN ('met', 'breached')
  AND COALESCE(k.stopped_at, k.breached_at) >= %(since)s AND COALESCE(k.stopped_at, k.breached_at) < %(until)s"""

# An attempt that the bank returned leaves its link behind as failed; the claim was paid by a later one.
_PAID_FIRST_TIME = """
SELECT c.customer_id, c.product_code AS product, c.channel, c.paid_at AS at,
       (NOT EXISTS (SELECT FROM claims_payoutlink p WHERE p.claim_id = c.id AND p.state = 'failed'))::int AS y
FROM claims_claim c WHERE c.paid_at >= %(since)s AND c.paid_at < %(until)s"""

_DECISIONS_STAND = """
SELECT c.customer_id, c.product_code AS product, c.channel, c.decided_at AS at,
       (NOT EXISTS (SELECT FROM claims_appeal a WHERE a.claim_id = c.id AND a.state = 'changed')
        AND NOT EXISTS (SELECT FROM claims_qualitycheck q WHERE q.claim_id = c.id AND q.agrees IS FALSE))::int AS y
FROM claims_claim c WHERE c.decided_at >= %(since)s AND c.decided_at < %(until)s"""

_CLAIM_TURNAROUND = """
SELECT customer_id, product_code AS product, channel, decided_at AS at,
       EXTRACT(EPOCH FROM decided_at - submitted_at) / 86400.0 AS y
FROM claims_claim WHERE submitted_at IS NOT NULL AND decided_at >= %(since)s AND decided_at < %(until)s"""

# Cases live above us; what they leave on the journey does not. A case counts in the month of its first answer.
_FIRST_RESPONSE = """
SELECT o.customer_id, COALESCE(o.refs ->> 'product_code', '') AS product, o.channel, a.at,
       EXTRACT(EPOCH FROM a.at - o.occurred_at) / 3600.0 AS y
FROM touchpoints_touchpoint o
JOIN (SELECT refs ->> 'case_id' AS case_id, MIN(occurred_at) AS at FROM touchpoints_touchpoint
      WHERE kind IN ('case.called', 'case.closed') AND occurred_at >= %(earlier)s AND occurred_at < %(until)s
      GROUP BY 1) a ON a.case_id = o.refs ->> 'case_id'
WHERE o.kind = 'case.opened' AND o.occurred_at >= %(earlier)s AND o.occurred_at < %(until)s
  AND a.at >= %(since)s"""

_CASES_SETTLED = """
SELECT t.customer_id, COALESCE(t.refs ->> 'product_code', '') AS product,
       COALESCE(o.channel, t.channel) AS channel, t.occurred_at AS at,
       (t.outcome = ANY(%(settled)s) AND NOT EXISTS (
          SELECT FROM touchpoints_touchpoint r WHERE r.kind = 'case.reopened' AND r.occurred_at >= t.occurred_at
            AND r.refs ->> 'case_id' = t.refs ->> 'case_id'))::int AS y
FROM touchpoints_touchpoint t
LEFT JOIN touchpoints_touchpoint o ON o.kind = 'case.opened' AND o.occurred_at >= %(earlier)s
     AND o.occurred_at < %(until)s AND o.refs ->> 'case_id' = t.refs ->> 'case_id'
WHERE t.kind = 'case.closed' AND t.occurred_at >= %(since)s AND t.occurred_at < %(until)s"""

# Each policy in force at some time of a month is a row of that month.
_COMPLAINT_RATE = """
SELECT p.customer_id, p.product_code AS product, p.channel, m.since AS at,
       EXISTS (SELECT FROM touchpoints_touchpoint t WHERE t.kind = 'case.opened' AND t.customer_id = p.customer_id
               AND t.refs ->> 'case_kind' = 'complaint' AND t.occurred_at >= m.since AND t.occurred_at < m.until)::int AS y
FROM policies_policy p JOIN single m ON p.inception < m.last_day AND p.expiry > m.first_day
     AND (p.ended_at IS NULL OR p.ended_at >= m.since)
WHERE p.state IN ('active', 'lapsed', 'cancelled', 'expired')"""

# Answers that a person has set aside do not count.
_EASE = """
SELECT r.customer_id, r.product_code AS product, r.channel, r.submitted_at AS at, r.effort AS y
FROM surveys_response r WHERE r.effort IS NOT NULL AND r.submitted_at >= %(since)s AND r.submitted_at < %(until)s
  AND NOT EXISTS (SELECT FROM surveys_responseflag f WHERE f.response_id = r.id AND f.judged = 'set_aside')"""

# Satisfaction after a moment of service, 1 to 5: no indicator of its own, shown beside them.
_SATISFACTION = """
SELECT r.customer_id, r.product_code AS product, r.channel, r.submitted_at AS at, r.csat AS y
FROM surveys_response r WHERE r.csat IS NOT NULL AND r.submitted_at >= %(since)s AND r.submitted_at < %(until)s
  AND NOT EXISTS (SELECT FROM surveys_responseflag f WHERE f.response_id = r.id AND f.judged = 'set_aside')"""

# A person's figure for a dimension is the mean of what was perceived in its items.
_FELT = """
SELECT r.customer_id, r.product_code AS product, r.channel, r.submitted_at AS at, felt.y
FROM surveys_response r
CROSS JOIN LATERAL (SELECT AVG(a.value::numeric)::float8 AS y FROM jsonb_each_text(r.answers) a
                    WHERE a.key = ANY(%(keys)s) AND a.value ~ '^[0-9]+$') felt
WHERE r.survey_code = ANY(%(surveys)s) AND felt.y IS NOT NULL
  AND r.submitted_at >= %(since)s AND r.submitted_at < %(until)s AND NOT EXISTS (SELECT FROM surveys_responseflag f WHERE f.response_id = r.id AND f.judged = 'set_aside')"""

RECORDS = {
    "online_share": _ONLINE_SHARE,
    "within_promise": _WITHIN_PROMISE,
    "paid_first_time": _PAID_FIRST_TIME,
    "decisions_stand": _DECISIONS_STAND,
    "claim_turnaround": _CLAIM_TURNAROUND,
    "first_response": _FIRST_RESPONSE,
    "cases_settled": _CASES_SETTLED,
    "complaint_rate": _COMPLAINT_RATE,
    "ease": _EASE,
    "satisfaction": _SATISFACTION,
    "tangibles_felt": _FELT,
    "assurance_felt": _FELT,
    "empathy_felt": _FELT,
}
