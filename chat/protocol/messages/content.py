"""The text of a message, checked before it is stored."""

from chat import conf
from chat.errors import ChatError, Invalid, TooLong
from chat.text.messages.content import ContentRefused, check_content


def clean_content(content: str) -> str:
    """The text to store. Raises Invalid or TooLong."""
    try:
        return check_content(content, conf.MESSAGE_LENGTH)
    except ContentRefused as error:
        refused: type[ChatError] = TooLong if error.code == "too_long" else Invalid
        raise refused(error.message, fields={"content": error.message}) from None
