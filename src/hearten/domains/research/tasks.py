"""Jobs of research."""

from hearten.base.plumbing.jobs import job, periodic
from hearten.domains.research import services
from hearten.kernel.clock import utc_now

# One run at night looks at this many batches at most; the next night goes on.
_MOST_BATCHES = 200


@job("research.label_answers")
def label_answers() -> None:
    """Label what came in without its event: answers loaded, imported or older than this room."""
    last = None
    for _ in range(_MOST_BATCHES):
        last = services.label_batch(now=utc_now(), after=last)
        if last is None:
            return


@periodic("research.learn", "37 2 * * *")
def learn() -> None:
    """Learn from the corrections of the day, then label again what no person corrected."""
    services.learn_model(now=utc_now())
    for _ in range(_MOST_BATCHES):
        if not services.relabel_batch(now=utc_now()):
            break
    label_answers()
