"""The HTML of a response as its reader gets it, whatever the white space of its templates."""

import re


def html_of(response) -> str:
    """Each run of white space as one space; none between two tags, nor before the end of a tag.

    A non-breaking space is a character like any other.
    """
    html = re.sub(r"[ \t\n\r\f]+", " ", response.content.decode())
    return html.replace(" >", ">").replace("> <", "><")
