"""The names of the channel-layer groups."""

from chat.delivery import audiences


def test_no_two_audiences_share_a_name():
    names = {audiences.everyone(), *(f(number) for f in (audiences.room, audiences.user) for number in (1, 2, 12))}
    assert len(names) == 7


def test_the_layer_accepts_every_name():
    from channels.layers import InMemoryChannelLayer

    for name in (audiences.everyone(), audiences.room(2**63 - 1), audiences.user(2**63 - 1)):
        assert InMemoryChannelLayer().require_valid_group_name(name)
