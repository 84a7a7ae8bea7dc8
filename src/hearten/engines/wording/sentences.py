"""Why a wording is a fault, and how to mend it: one pair of sentences for each kind (and shade) of finding."""

from __future__ import annotations

from typing import Any

from hearten.engines.wording.types import Finding, Kind, Question, Severity
from hearten.kernel.text import N_

_HINT, _WARNING, _BLOCK = Severity.HINT, Severity.WARNING, Severity.BLOCK
_ONE_THING = N_("Ask about one thing, and make a second question of the other.")

# (kind, shade) -> severity, why, mend. The shade "" serves when none of its own is written.
SENTENCES: dict[tuple[Kind, str], tuple[Severity, str, str]] = {
    (Kind.LEADING, "push"): (_WARNING, N_("“%(words)s” pushes towards yes."), N_("Ask it straight, with both answers open: “Do you think … or not?”")),
    (Kind.LEADING, "tag"): (_WARNING, N_("“%(words)s” asks for a nod, not for an opinion."), N_("Leave the little question at the end out, and offer both sides.")),
    (Kind.LEADING, "others"): (_WARNING, N_("“%(words)s” tells people what others think before they answer."), N_("Leave out what others think or do.")),
    (Kind.LEADING, "authority"): (_WARNING, N_("“%(words)s” lends the weight of somebody important to one answer."), N_("Leave the authority out and ask the question alone.")),
    (Kind.LEADING, "sure"): (_WARNING, N_("“%(words)s” takes the answer for granted."), N_("Leave these words out.")),
    (Kind.LEADING, "also"): (_WARNING, N_("“%(words)s” invites agreement; people tend to say yes to what is put to them."), N_("Ask for a rating, or name both sides: “agree or disagree”.")),
    (Kind.LEADING, "praise"): (_WARNING, N_("“%(words)s” praises what is to be judged."), N_("Name the thing without praise.")),
    (Kind.LEADING, "blame"): (_WARNING, N_("“%(words)s” blames what is to be judged."), N_("Use words that take no side.")),
    (Kind.DOUBLE_BARRELLED, ""): (_WARNING, N_("“%(words)s” asks about two things at once; who thinks differently of each can't answer."), _ONE_THING),
    (Kind.DOUBLE_BARRELLED, "questions"): (_WARNING, N_("These are several questions, but there is room for one answer."), N_("Make a question of each.")),
    (Kind.DOUBLE_NEGATIVE, ""): (_WARNING, N_("“%(words)s” denies twice; many people will answer the opposite of what they mean."), N_("Say it without a negative: turn “not …” into what does happen.")),
    (Kind.JARGON, "term"): (_WARNING, N_("“%(words)s” is a word of the trade that many members don't know."), N_("Say it in plain words, or explain it in brackets.")),
    (Kind.JARGON, "plain"): (_WARNING, N_("“%(words)s” is a word of the trade that many members don't know."), N_("Say “%(plain)s” instead, or explain it in brackets.")),
    (Kind.JARGON, "abbreviation"): (_WARNING, N_("“%(words)s” is an abbreviation that is not explained."), N_("Write it out.")),
    (Kind.TOO_LONG, "sentence"): (_WARNING, N_("This sentence has %(length)d words or characters; up to %(most)d are taken in at one reading."), N_("Cut it into short sentences; put what people need to know first, then ask.")),
    (Kind.TOO_LONG, "clause"): (_WARNING, N_("This passage runs for %(length)d words or characters without a pause."), N_("Cut it into short sentences; put what people need to know first, then ask.")),
    (Kind.TOO_LONG, "hard"): (_WARNING, N_("The words are hard to read (ease %(length)d of 100)."), N_("Use everyday words and short sentences.")),
    (Kind.TOO_LONG, "text"): (_HINT, N_("The question has %(length)d words or characters in all; more than %(most)d tire people."), N_("Move explanations to the help below the question, or leave them out.")),
    (Kind.UNBALANCED_SCALE, "count"): (_WARNING, N_("%(positive)d answers are favourable and %(negative)d are not, so the scale leans to one side."), N_("Offer as many unfavourable answers as favourable ones.")),
    (Kind.UNBALANCED_SCALE, "ends"): (_WARNING, N_("The ends “%(low)s” and “%(high)s” do not mirror each other."), N_("Give both ends the same strength, one unfavourable and one favourable.")),
    (Kind.OVERLAPPING_OPTIONS, "range"): (_WARNING, N_("“%(first)s” and “%(second)s” overlap: %(value)s fits both."), N_("Let each range start above the end of the one before.")),
    (Kind.OVERLAPPING_OPTIONS, "same"): (_BLOCK, N_("“%(first)s” stands there twice."), N_("Leave one of them out.")),
    (Kind.OVERLAPPING_OPTIONS, "part"): (_WARNING, N_("“%(second)s” is a part of “%(first)s”, so both can be true."), N_("Name answers that exclude each other.")),
    (Kind.MISSING_OPTIONS, "gap"): (_WARNING, N_("Nothing fits between “%(first)s” and “%(second)s”."), N_("Close the gap between the ranges.")),
    (Kind.MISSING_OPTIONS, "none"): (_WARNING, N_("Who has had none of it finds no answer."), N_("Add “none” or “never”.")),
    (Kind.MISSING_OPTIONS, "top"): (_WARNING, N_("Above “%(first)s” there is no answer."), N_("Add “more than that” at the end.")),
    (Kind.MISSING_OPTIONS, "bottom"): (_WARNING, N_("Below “%(first)s” there is no answer."), N_("Add “less than that” at the start.")),
    (Kind.MISSING_OPTIONS, "other"): (_WARNING, N_("Whoever has another answer must choose a wrong one or leave."), N_("Add “other” (with room for words) or “none of these”.")),
    (Kind.ONE_OPTION, ""): (_BLOCK, N_("There are fewer than two answers to choose from."), N_("Add the other answers, or make it a note.")),
    (Kind.VAGUE, "often"): (_WARNING, N_("“%(words)s” means something else to everybody."), N_("Ask how often, with numbers: “In the past 3 months, how many times …?”")),
    (Kind.VAGUE, "when"): (_WARNING, N_("“%(words)s” leaves open how far back to think."), N_("Name the span (“in the past 3 months”) or the event (“your last claim”).")),
    (Kind.VAGUE, "many"): (_WARNING, N_("“%(words)s” means something else to everybody."), N_("Use numbers.")),
    (Kind.ABSOLUTE, "always"): (_WARNING, N_("“%(words)s” allows no exception, so hardly anybody can say yes."), N_("Ask how often, or about the last time.")),
    (Kind.ABSOLUTE, "all"): (_WARNING, N_("“%(words)s” allows no exception, so hardly anybody can say yes."), N_("Ask to what degree, or about one part.")),
    (Kind.HYPOTHETICAL, "if"): (_HINT, N_("“%(words)s” asks what people would do; what they say then differs from what they do."), N_("Ask what they did or prefer, or put real offers side by side.")),
    (Kind.HYPOTHETICAL, "recall"): (_WARNING, N_("“%(words)s” is too long ago to remember well."), N_("Ask about the past 12 months at most, or about the last time.")),
    (Kind.ASSUMPTIVE, "best"): (_HINT, N_("“%(words)s” takes for granted that there is something of the kind."), N_("Add “if anything”, or ask first whether there was.")),
    (Kind.ASSUMPTIVE, "effect"): (_WARNING, N_("“%(words)s” takes an effect for granted."), N_("Ask first whether anything changed, for better or worse.")),
    (Kind.ASSUMPTIVE, "why"): (_HINT, N_("“%(words)s” takes for granted what has not been asked."), N_("Ask first whether it is so, and show this question only then.")),
    (Kind.ASSUMPTIVE, "again"): (_WARNING, N_("“%(words)s” takes for granted what was before."), N_("Ask first whether it was so, and show this question only then.")),
    (Kind.ASSUMPTIVE, "happened"): (_WARNING, N_("“%(words)s” takes for granted that it happened."), N_("Ask first whether it happened, and show this question only then.")),
    (Kind.SENSITIVE, ""): (_BLOCK, N_("This asks for sensitive personal information (%(what)s) before anybody has consented to it."), N_("Put a consent item before it that says what it is for, or leave the question out (Personal Information Protection Law, articles 28 to 30).")),
    (Kind.SENSITIVE, "unmarked"): (_WARNING, N_("This seems to ask for sensitive personal information (%(what)s), but the item is not marked so."), N_("Mark the item as sensitive, so that its answers are sealed.")),
    (Kind.SENSITIVE_REQUIRED, ""): (_BLOCK, N_("A sensitive question must not be compulsory."), N_("Let people leave it out, or add “I'd rather not say”.")),
    (Kind.SPECIFIC_BEFORE_GENERAL, ""): (_HINT, N_("The overall judgement is asked after particulars, which then colour it."), N_("Ask the overall question before “%(before)s”.")),
    (Kind.OPEN_NOT_LAST, ""): (_HINT, N_("An open question costs effort; placed before others it makes people leave."), N_("Move it behind the closed questions, or show it only as a follow-up of the one before.")),
    (Kind.DEMOGRAPHIC_FIRST, ""): (_HINT, N_("Questions about the person at the start feel like a form and put people off."), N_("Move it to the end, or leave it out if the customer's record has it.")),
    (Kind.TOO_MANY, ""): (_WARNING, N_("Answering takes about %(minutes)s minutes; beyond %(most)d minutes many give up."), N_("Leave out what will change nothing, or show parts to some only.")),
    (Kind.MINUTES_DIFFER, ""): (_HINT, N_("The invitation says %(said)d minutes, but about %(minutes)s are likely."), N_("Say %(rounded)d minutes, or ask fewer questions.")),
    (Kind.MATRIX_TOO_LONG, ""): (_WARNING, N_("The table has %(rows)d rows; beyond %(most)d people tick down a column."), N_("Split it by theme, or drop rows that say the same.")),
    (Kind.NPS_NOT_STANDARD, "words"): (_WARNING, N_("The question doesn't ask about recommending, so its score is not a net promoter score."), N_("Ask “How likely are you to recommend us to family or friends?”, or use a scale.")),
    (Kind.NPS_NOT_STANDARD, "scale"): (_HINT, N_("Recommending is asked on a scale other than 0 to 10, so it can't be compared."), N_("Use the item for recommending (0 to 10).")),
    (Kind.PRIVACY_NOTICE, "missing"): (_BLOCK, N_("There is no privacy notice."), N_("Say who asks, what the answers are for, who sees them, how long they are kept, and how to withdraw.")),
    (Kind.PRIVACY_NOTICE, "short"): (_WARNING, N_("The privacy notice is too short to say what people must know."), N_("Say who asks, what the answers are for, who sees them, how long they are kept, and how to withdraw.")),
    (Kind.TRANSLATION_MISSING, ""): (_BLOCK, N_("These words are missing in this language."), N_("Write them, or take the language out of the survey.")),
    (Kind.TRANSLATION_MISSING, "same"): (_WARNING, N_("The words are the same in both languages."), N_("Translate them.")),
    (Kind.SCALES_DIFFER, "sign"): (_BLOCK, N_("“%(first)s” and “%(second)s” do not mean the same, so answers in the two languages can't be added up."), N_("Let both languages run from unfavourable to favourable in the same steps.")),
    (Kind.SCALES_DIFFER, "number"): (_BLOCK, N_("The numbers in “%(first)s” and “%(second)s” differ."), N_("Use the same numbers in both languages.")),
}  # fmt: skip


def finding(
    question: Question,
    kind: Kind,
    shade: str = "",
    *,
    span: tuple[int, int] | None = None,
    part: str = "text",
    suggestion: str = "",
    severity: Severity | None = None,
    **facts: Any,
) -> Finding:
    """A finding about `question`; `words` is added to the facts when a span of the text is given."""
    usual, why, mend = SENTENCES[kind, shade]
    if span is not None and "words" not in facts and part == "text":
        facts["words"] = question.text[span[0] : span[1]].strip()
    return Finding(
        kind,
        severity or usual,
        question.language,
        why,
        mend,
        page=question.page,
        item=question.code,
        part=part,
        span=span or (0, len(question.text) if part == "text" else 0),
        facts=facts,
        suggestion=suggestion,
    )
