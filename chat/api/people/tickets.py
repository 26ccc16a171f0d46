"""Tickets, with which tools and pages of other origins open a WebSocket."""

from ninja import Router

from chat.actions.people import tokens
from chat.api.auth import Request
from chat.api.errors import responses
from chat.protocol.people import Ticket

router = Router(by_alias=True, exclude_unset=True, tags=["connecting"])


@router.post("/tickets", response=responses({200: Ticket}), summary="Get a ticket for one WebSocket")
async def issue_ticket(request: Request) -> Ticket:
    """Issue a ticket for `/ws/?ticket=…` or a `login` frame. It is valid once and for 30 seconds.

    The connection ends when the token or session that requested the ticket ends.
    """
    ticket, expires_at = tokens.issue_ticket(credential=request.auth.credential)
    return Ticket(ticket=ticket, expires_at=expires_at)
