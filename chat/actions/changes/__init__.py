"""Change the messages of rooms: from a checked draft to a stored change that is announced to its room.

The path of a draft through the modules:

1. `draft`: a `Draft` is something that a user wants to do, an `Outcome` is its result. Each verb is a subclass in its
   own module of `verbs`: `send`, and the changes of stored messages, which extend `change`.
2. `committer`: collects the drafts of this process and passes them on in batches. Each draft gets a future.
3. `allowance`: charges the authors of new messages, in one call, before the transaction begins.
4. `batch`: one transaction. It reads what the drafts need, and applies them in the order in which they came.
5. `work`: the rows that the drafts share, and what they leave to be written. `rows` has the reactions, votes, mentions
   and former texts among them.
6. `reading` and `sql`: the prepared statements.
7. `numbering`: rules for the two counters of a room.
8. `mentions`: resolve names in the text, and find the members whom a message mentions.
9. `writing`: write everything and announce it. `replies` updates threads and their followers.

After the commit, `chat.delivery` delivers the announcements. Then the futures of the batch get their outcomes.
"""
