"""Render the texts of drafts before they reach the writer thread.

Text without markup is rendered with its batch, which costs next to nothing. Text that needs the parser may cost
milliseconds, and its author decides how many: it is rendered on a reader thread, and paid for by its author.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from chat import conf
from chat.actions.changes import filtering
from chat.actions.changes.allowance import is_for_unlimited_room
from chat.actions.changes.draft import Draft
from chat.actions.changes.mentions import Source, known_names, resolve_text
from chat.batching import Batcher
from chat.errors import RateLimited
from chat.executors import submit_read, with_one_retry
from chat.rate_limits.budget import Budget
from chat.text.messages.highlight import working_time
from chat.text.messages.markdown import needs_parser

budget = Budget(conf.RENDER_RATE, conf.RENDER_BURST)
"""The milliseconds of processor time that each author may still take for rendering, in this process."""


def needs_rendering(draft: Draft) -> bool:
    """Whether the draft has a text that must not be rendered on the writer thread."""
    text = draft.text
    return text is not None and needs_parser(text) and draft.rendered is None


def rendered(drafts: Sequence[Draft]) -> list[Draft | Exception]:
    """Render the texts of some drafts, with the names of all of them looked up in two queries at most.

    Each text is paid for with the processor time that it took, whatever becomes of the draft. When little is left of
    an author's budget, code is not highlighted. For messages to rooms for load tests nobody pays.

    Returns:
        For each draft: the draft with its text rendered, or RateLimited if its author's budget is used up.
    """
    checked = filtering.checked(drafts)
    sources = [_source(draft) for draft in checked]
    known = known_names([source for source in sources if not isinstance(source, RateLimited)])
    results: list[Draft | Exception] = []
    for draft, source in zip(checked, sources, strict=True):
        if isinstance(source, RateLimited):
            results.append(source)
        else:
            with paid_by(draft.author_id, free=is_for_unlimited_room(draft)):
                results.append(draft.with_rendered(source.resolve(*known)))
    return results


def preview(author_id: int, content: str, *, may_mention_everyone: bool) -> str:
    """Render a text for its author alone, who pays as for a message.

    Raises:
        RateLimited: The author's budget is used up.
    """
    budget.require(author_id)
    highlighted = budget.left(author_id) >= conf.RENDER_PLAIN
    with paid_by(author_id):
        return resolve_text(content, may_mention_everyone=may_mention_everyone, highlighted=highlighted).html


def _source(draft: Draft) -> Source | RateLimited:
    """Parse the text of a draft."""
    is_free = is_for_unlimited_room(draft)
    if not is_free:
        try:
            budget.require(draft.author_id)
        except RateLimited as error:
            return error
    highlighted = is_free or budget.left(draft.author_id) >= conf.RENDER_PLAIN
    with paid_by(draft.author_id, free=is_free):
        return Source(draft.text or "", highlighted=highlighted)


@contextmanager
def paid_by(author_id: int, *, free: bool = False) -> Iterator[None]:
    """Charge an author for the processor time that the block takes."""
    began = working_time()
    try:
        yield
    finally:
        if not free:
            budget.spend(author_id, (working_time() - began) * 1000)


renderings: Batcher[Draft, Draft | Exception] = Batcher(
    lambda drafts: with_one_retry(partial(rendered, drafts)),
    submit=submit_read,
    single_thread=False,
    max_size=conf.RENDER_BATCH,
)
"""Renders the text of a draft on a reader thread. Raises RateLimited, Unavailable."""
