"""The state of a thread."""

from chat.protocol.messages.threads import ThreadState
from tests.support.protocol import to_wire


def test_the_state_of_a_thread_counts_other_threads_only_in_an_event():
    state = ThreadState(root_id=9, room_id=7, following=True, read_seq=3, last_seq=5)
    assert to_wire(state).keys() == {"rootId", "roomId", "following", "readSeq", "lastSeq"}
