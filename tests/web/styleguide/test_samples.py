"""The style guide's sample data."""

import json

from chat.web.styleguide.samples import files, message, polls, sample_responses


def test_every_sample_response_is_json():
    given = json.loads(json.dumps(sample_responses()))
    assert {"pins", "saved", "catch-up", "search", "members", "history", "scheduled", "reminders"} <= given.keys()
    assert [row["threadId"] for row in given["thread"]] == [None, 1, 1]


def test_sample_polls_cover_every_state():
    unanswered, answered, many, closed = (item.poll for item in polls())
    assert not any(option.user_ids for option in unanswered.options)
    assert any(1 in option.user_ids for option in answered.options)
    assert (many.multiple, closed.closed_at is None) == (True, False)


def test_sample_files_cover_every_kind_and_a_long_name():
    assert {file.type.partition("/")[0] for file in files()} == {"video", "audio", "application"}
    assert max(len(file.name) for file in files()) > 60


def test_a_message_has_every_key():
    assert message("<p>x</p>", pinned_by=2).model_fields_set == set(type(message("")).model_fields)
