"""Nobody is woken, and nothing is said too late."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.reminders.timing import Quiet, due

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = Quiet(time(21), time(8, 30), SHANGHAI)
SIESTA = Quiet(time(13), time(15), SHANGHAI)
ZONES = [ZoneInfo(name) for name in ("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe")]


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (local(22, 20, 59), local(22, 20, 59)),
        (local(22, 21), local(23, 8, 30)),
        (local(23, 2), local(23, 8, 30)),
        (local(23, 8, 29), local(23, 8, 30)),
        (local(23, 8, 30), local(23, 8, 30)),
    ],
)
def test_what_falls_into_the_night_comes_in_the_morning(wanted: datetime, said: datetime) -> None:
    assert NIGHT.over(wanted) == said


def test_quiet_hours_may_lie_within_a_day() -> None:
    assert SIESTA.over(local(22, 14)) == local(22, 15)
    assert SIESTA.before(local(22, 14)) == local(22, 12, 45)
    assert SIESTA.over(local(22, 1)) == local(22, 1)


def test_what_the_morning_would_bring_too_late_is_said_the_evening_before() -> None:
    heard = local(20, 1, 30)
    closes = heard + timedelta(hours=48)
    assert due(heard + timedelta(hours=44), NIGHT, closes) == local(21, 20, 45)


def test_what_is_wanted_after_the_window_waits_for_the_morning() -> None:
    assert due(local(22, 23), NIGHT, local(22, 22)) == local(23, 8, 30)


@given(
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    zone=st.sampled_from(ZONES),
    begins=st.times(),
    ends=st.times(),
)
def test_no_moment_is_quiet_and_none_goes_astray(
    at: datetime, zone: ZoneInfo, begins: time, ends: time
) -> None:
    quiet = Quiet(begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0), zone)
    later = quiet.over(at)
    assert not quiet.covers(later)
    assert timedelta(0) <= later - at <= timedelta(hours=25)
    assert quiet.before(at) <= at
