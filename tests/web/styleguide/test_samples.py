"""What the style guide shows instead of what the chat would be answered."""

import json

from chat.web.styleguide.samples import files, message, polls, sample_responses


def test_every_answer_is_json_as_the_chat_gets_it():
    given = json.loads(json.dumps(sample_responses()))
    assert {"pins", "saved", "catch-up", "search", "members", "history", "scheduled", "reminders"} <= given.keys()
    assert [row["threadId"] for row in given["thread"]] == [None, 1, 1]


def test_polls_are_unanswered_answered_of_many_choices_and_closed():
    unanswered, answered, many, closed = (each.poll for each in polls())
    assert not any(option.user_ids for option in unanswered.options)
    assert any(1 in option.user_ids for option in answered.options)
    assert (many.multiple, closed.closed_at is None) == (True, False)


def test_files_are_one_of_each_kind_and_of_a_long_name():
    assert {file.type.partition("/")[0] for file in files()} == {"video", "audio", "application"}
    assert max(len(file.name) for file in files()) > 60


def test_a_message_has_every_key():
    assert message("<p>x</p>", pinned_by=2).model_fields_set == set(type(message("")).model_fields)
