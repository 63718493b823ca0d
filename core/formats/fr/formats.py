"""Input formats of dates and times in French. Django adds the ISO formats."""

_DATES = ["%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y"]
DATE_INPUT_FORMATS = [*_DATES, "%Y/%m/%d"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh", "%H h"]
DATETIME_INPUT_FORMATS = [f"{date} {time}" for date in _DATES for time in TIME_INPUT_FORMATS]
