"""Send messages: from a checked draft to a stored message that is announced to its room.

The path of a draft through the modules:

1. `draft`: a `Draft` is a message to send, an `Outcome` is what becomes of it.
2. `committer`: collects the drafts of this process and passes them on in batches. Each draft gets a future.
3. `allowance`: charges the authors of a batch, in one call, before the transaction begins.
4. `batch`: one transaction, in which the following steps happen.
5. `sql`: lock the rooms, find duplicates, read the members; later store messages and numbers.
6. `numbering`: rules for the two counters of a room. Actions that change messages use it too.
7. `mentions`: resolve names in the text, and find the members whom a message mentions.
8. `replies`: update threads and their followers.

After the commit, `chat.delivery` delivers the announcements. Then the futures of the batch get their outcomes.
"""
