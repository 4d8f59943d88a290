"""The log: one JSON object a line. It names what happened and where, never what a person submitted."""

import json
import logging
import traceback
from datetime import UTC, datetime

# Attributes the access log may add to a record; anything else on a record is not written.
FIELDS = ("method", "path", "status", "milliseconds", "request_id", "user_id")


class JsonLines(logging.Formatter):
    """Formats records as JSON.

    Of an exception only its type and the lines of code are written: its message can hold a
    person's data (PostgreSQL quotes the offending row), unless `messages_of_errors` asks for it.
    """

    def __init__(self, *, messages_of_errors: bool = False) -> None:
        super().__init__()
        self.messages_of_errors = messages_of_errors

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON for the record."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update({name: getattr(record, name) for name in FIELDS if hasattr(record, name)})
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
            if self.messages_of_errors:
                line["error_message"] = str(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)
