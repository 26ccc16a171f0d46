from chat.actions.installation import renew_epoch
from chat.models import Installation


def test_a_new_epoch_differs_and_is_stored(db):
    before = Installation.current().epoch
    after = renew_epoch()
    assert after != before
    assert Installation.current().epoch == after
    assert Installation.objects.count() == 1
