"""The audit log and the person hear of a changed second step."""

from django.core import mail

from chat.models import AuditEntry, User
from tests.support.totp import confirm_password, set_up_two_step

DEACTIVATE = "/accounts/2fa/totp/deactivate/"


def test_a_removed_app_is_in_the_audit_log_once_with_its_kind(as_ada, ada):
    set_up_two_step(ada)
    confirm_password(as_ada)
    as_ada.post(DEACTIVATE)
    entry = AuditEntry.objects.get(event="two_step.off")
    assert (entry.actor_id, entry.person_id, entry.facts) == (ada.pk, ada.pk, {"kind": "totp"})


def test_nobody_is_told_at_an_address_that_may_be_somebody_elses(as_ada, ada):
    User.objects.update(email="other@example.org", email_verified=False)
    set_up_two_step(ada)
    confirm_password(as_ada)
    as_ada.post(DEACTIVATE)
    assert mail.outbox == []
