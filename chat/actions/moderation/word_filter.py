"""Add and remove the rules of the word filter, and check texts with them.

Each process has the rules in memory, so a text is checked without a query. A process that adds or removes a rule uses
it at once; the others find it out within a second, because their ticker asks whether there are other rules.
"""

from dataclasses import dataclass
from typing import cast

from django.db import Error, IntegrityError, transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access.moderation import require_staff
from chat.actions.moderation import audit
from chat.actions.moderation.texts import clean_text
from chat.errors import Conflict, Filtered, Invalid, NotFound, Unavailable
from chat.models import FilterOutcome, FilterRule, User
from chat.rate_limits.kinds import limited
from chat.text.moderation.word_filter import BadPattern, Outcome, Rule, Verdict, WordFilter, compiled, fold_phrase

State = tuple[int, int]
"""How many rules there are, and the largest id. Rules are never changed, so this tells two sets of rules apart."""


@dataclass
class Loaded:
    """The filter of this process, and the state of the rules that it was made of. None until it is first needed."""

    word_filter: WordFilter | None = None
    state: State = (0, 0)


loaded = Loaded()


def judge(text: str) -> Verdict:
    """Check a text that others will see.

    Raises:
        Filtered: A rule refuses the text.
        Unavailable: The rules have not been loaded yet, and the database does not answer.
    """
    if loaded.word_filter is None:
        try:
            reload()
        except Error as error:
            raise Unavailable() from error
    verdict = cast(WordFilter, loaded.word_filter).judge(text)
    if verdict.refused_by is not None:
        raise Filtered()
    return verdict


def require_clean(*texts: str) -> None:
    """Check names and topics, which cannot be masked.

    Raises:
        Filtered: A rule refuses one of the texts, or would mask it.
    """
    if any(judge(text).text != text for text in texts):
        raise Filtered()


@limited("moderation")
def add(*, by: User, text: str, outcome: FilterOutcome, is_pattern: bool = False) -> FilterRule:
    """Add a rule. It holds for what is written from now on.

    Raises:
        Forbidden: The user is not staff.
        Invalid: The text has nothing that can be found, or is no pattern.
        Conflict: There is such a rule already, or there are too many.
    """
    require_staff(by)
    text = clean_text("text", text, conf.FILTER_LENGTH, is_needed=True)
    key = _checked_pattern(text) if is_pattern else fold_phrase(text)
    if not key:
        raise Invalid(fields={"text": _("There is no letter in it.")})
    with transaction.atomic():
        most = conf.FILTER_PATTERNS if is_pattern else conf.FILTER_WORDS
        if FilterRule.objects.filter(is_pattern=is_pattern).count() >= most:
            raise Conflict(format_lazy(_("There can be at most {most} of these rules."), most=most))
        try:
            with transaction.atomic():
                rule = FilterRule.objects.create(
                    text=text,
                    key=key,
                    is_pattern=is_pattern,
                    outcome=FilterOutcome(outcome),
                    created_at=timezone.now(),
                    created_by=by,
                )
        except IntegrityError:
            raise Conflict(_("There is such a rule already.")) from None
        transaction.on_commit(reload, robust=True)
        facts = {"rule": rule.pk, "outcome": rule.outcome, "is_pattern": is_pattern}
        audit.record("filter.add", by=by, facts=facts, text=text)
    return rule


@limited("moderation")
def remove(*, by: User, rule_id: int) -> None:
    """Remove a rule.

    Raises:
        Forbidden: The user is not staff.
        NotFound: There is no such rule.
    """
    require_staff(by)
    with transaction.atomic():
        rule = FilterRule.objects.select_for_update().filter(pk=rule_id).first()
        if rule is None:
            raise NotFound(_("There is no such rule."))
        rule.delete()
        transaction.on_commit(reload, robust=True)
        facts = {"rule": rule_id, "outcome": rule.outcome, "is_pattern": rule.is_pattern}
        audit.record("filter.remove", by=by, facts=facts, text=rule.text)


def refresh() -> None:
    """Load the rules if there are others than this process knows. Called by the ticker, in a reader thread."""
    if loaded.word_filter is None or _state() != loaded.state:
        reload()


def reload() -> None:
    """Load the rules. A rule that this version of RE2 does not understand is left out."""
    state = _state()
    rules = [rule for rule in FilterRule.objects.order_by("pk") if not rule.is_pattern or _compiles(rule.text)]
    loaded.word_filter = WordFilter(
        [Rule(rule.pk, rule.text, cast(Outcome, rule.outcome), rule.is_pattern) for rule in rules]
    )
    loaded.state = state


def _state() -> State:
    found = FilterRule.objects.aggregate(count=Count("pk"), last=Max("pk"))
    return found["count"], found["last"] or 0


def _checked_pattern(text: str) -> str:
    try:
        compiled(text)
    except BadPattern as error:
        raise Invalid(fields={"text": str(error)}) from None
    return text


def _compiles(pattern: str) -> bool:
    try:
        compiled(pattern)
    except BadPattern:
        return False
    return True
