"""Check the text of a message before it is stored."""

from chat import conf
from chat.errors import ChatError, Invalid, TooLong
from chat.text.messages.content import ContentRefused, check_content


def clean_content(content: str) -> str:
    """Return the text to store: normalised, and without trailing white space.

    Raises:
        Invalid: if the text is empty or cannot be stored.
        TooLong: if it has more than `conf.MESSAGE_LENGTH` characters.
    """
    try:
        return check_content(content, conf.MESSAGE_LENGTH)
    except ContentRefused as error:
        error_class: type[ChatError] = TooLong if error.code == "too_long" else Invalid
        raise error_class(error.message, fields={"content": error.message}) from None
