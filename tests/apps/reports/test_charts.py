import re
import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhbm.apps.reports.chart_values import (
    ArrivalsSeries,
    CountedDay,
    ForecastDay,
    ForecastError,
    labelled_days,
    scale_for,
    tick_step,
)
from openhbm.apps.reports.charts import arrivals_chart, described
from openhbm.apps.reports.drawing import (
    chart_figure,
    days_below,
    shown_number,
    ticks,
    value_lines,
)

FIRST = date(2022, 3, 1)
ERROR = ForecastError(mae=812.0, persistence_mae=1044.0, coverage80=0.78, origins=12)


def days_after(start, values):
    return tuple(CountedDay(start + timedelta(days=n), value) for n, value in enumerate(values))


def coming(start, count=3):
    return tuple(
        ForecastDay(start + timedelta(days=n), 900.0, 1500.0, 2600.0) for n in range(count)
    )


@pytest.fixture
def series():
    return ArrivalsSeries(
        days_after(FIRST, [1200, None, 1900]), coming(FIRST + timedelta(days=3)), ERROR
    )


def svg_of(figure):
    return ElementTree.fromstring(re.search(r"<svg.*?</svg>", figure, re.DOTALL)[0])


def marks(svg, name):
    return svg.findall(f"{{http://www.w3.org/2000/svg}}{name}")


def test_series_with_a_forecast_but_no_error_cannot_be_made():
    with pytest.raises(ValueError, match="error"):
        ArrivalsSeries(days_after(FIRST, [1]), coming(FIRST + timedelta(days=1)))


def test_chart_draws_a_bar_per_day_and_a_frame_for_a_day_without_report(series):
    bars = marks(svg_of(arrivals_chart(series, "en")), "rect")

    assert len(bars) == 3
    assert [bar.get("fill") == "none" for bar in bars] == [False, True, False]
    heights = [float(bar.get("height")) for bar in bars]
    assert heights[2] / heights[0] == pytest.approx(1900 / 1200, rel=0.01)


def test_chart_states_the_error_of_its_forecast_beside_it(series):
    figure = arrivals_chart(series, "en")

    assert "Mean error of 12 past forecasts: 812 a day (1,044 when" in figure
    assert "The band held 78 of 100 past days." in figure


def test_chart_describes_itself_in_words(series):
    svg = svg_of(arrivals_chart(series, "en", name="post-7"))

    title, words = marks(svg, "title")[0], marks(svg, "desc")[0]
    assert svg.get("aria-labelledby") == "post-7-title post-7-desc"
    assert (title.get("id"), words.get("id")) == ("post-7-title", "post-7-desc")
    assert "most on 3 Mar: 1,900" in words.text
    assert "1 day without a report" in words.text
    assert "1,500 on that day, in 8 of 10 cases 900 to 2,600" in words.text


def test_chart_in_arabic_keeps_time_from_left_to_right_with_dates_in_digits(series):
    svg = svg_of(arrivals_chart(series, "ar"))

    labels = [text for text in marks(svg, "text") if "/" in (text.text or "")]
    assert [label.text for label in labels][:2] == ["1/3", "2/3"]
    assert [float(label.get("x")) for label in labels] == sorted(
        float(label.get("x")) for label in labels
    )
    assert svg.get("direction") == "ltr"


def test_chart_needs_no_style_attribute_that_a_content_policy_would_block(series):
    figure = arrivals_chart(series, "en")

    assert "style=" not in figure
    assert "<script" not in figure


def test_chart_of_no_days_is_nothing():
    assert arrivals_chart(ArrivalsSeries(()), "en") == ""


def test_description_of_a_series_without_forecast_says_nothing_of_one():
    assert "Forecast" not in described(ArrivalsSeries(days_after(FIRST, [5])))


@given(largest=st.floats(0, 1e9))
def test_tick_step_is_round_and_gives_few_lines(largest):
    step = tick_step(largest)

    assert step >= 1
    assert str(f"{step:.0f}")[0] in "125"
    assert largest / step <= 5.0001


@given(
    counts=st.lists(st.one_of(st.none(), st.integers(0, 10**7)), min_size=1, max_size=60),
    ahead=st.integers(0, 14),
)
def test_scale_keeps_every_mark_inside_the_drawing(counts, ahead):
    counted = days_after(FIRST, counts)
    forecast = coming(counted[-1].on + timedelta(days=1), ahead)
    series = ArrivalsSeries(counted, forecast, ERROR if ahead else None)

    scale = scale_for(series)

    for day in series.days:
        assert scale.start < scale.x(day) < scale.width - scale.end
    for value in [day.count or 0 for day in counted] + [day.high for day in forecast]:
        assert scale.above - 0.001 <= scale.y(value) <= scale.floor


@given(count=st.integers(0, 200))
def test_labelled_days_are_few_and_start_with_the_first(count):
    days = [FIRST + timedelta(days=n) for n in range(count)]

    chosen = labelled_days(days)

    assert len(chosen) <= 8
    assert chosen[:1] == days[:1]


@pytest.mark.parametrize(
    ("value", "shown"), [(0.64, "0.6"), (0.96, "1"), (9.5, "9.5"), (12.4, "12"), (12345, "12,345")]
)
def test_number_keeps_a_decimal_only_where_it_matters(value, shown):
    assert shown_number(value) == shown


def test_fan_without_its_error_cannot_be_made():
    band = coming(FIRST + timedelta(days=1))

    for name in ("wide", "half"):
        with pytest.raises(ValueError, match="only with its error"):
            ArrivalsSeries(days_after(FIRST, [1]), **{name: band})


def test_fan_shows_its_three_bands_and_its_error():
    band = coming(FIRST + timedelta(days=1))
    series = ArrivalsSeries(days_after(FIRST, [1]), band, ERROR, wide=band, half=band)

    drawn = arrivals_chart(series, "en")

    assert drawn.count("<polygon") == 3
    assert "chart-error" in drawn


def test_drawings_share_their_frame_and_axes():
    parts = [*value_lines(ticks(-10.0, 10.0, 10.0), lambda v: 50 - v, 60.0, 700.0)]
    parts += days_below([(date(2022, 3, 1), 80.0)], 200.0)

    figure = chart_figure("n", "<Title>", "In words", parts, (), width=760, height=260)

    assert [part.count("<line") for part in parts] == [1, 0] * 4
    assert 'y1="60.0"' in parts[0]
    assert ">-10</text>" in parts[1]
    assert ">1 Mar</text>" in parts[-1]
    assert "&lt;Title&gt;" in figure
    assert 'aria-labelledby="n-title n-desc"' in figure
    assert figure.index("<line") < figure.index("</svg>")
