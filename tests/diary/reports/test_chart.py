"""The chart: well-formed, the same numbers as the data, gaps left open, and a sentence that says the same."""

from xml.etree import ElementTree

from diary.reports import chart
from diary.reports.facts import Summary
from tests.diary.reports.build import BEGIN, DAY, HOUR, LONDON, line, summary_of

SVG = "{http://www.w3.org/2000/svg}"


def scores(*said: float | None, **more: object) -> Summary:
    """One score a day; None is a day without."""
    entries = [line(day, BEGIN + day * DAY, nrs) for day, nrs in enumerate(said) if nrs is not None]
    return summary_of(entries, **more)


def shapes(summary: Summary, tag: str) -> list[dict[str, str]]:
    root = ElementTree.fromstring(chart.draw(summary))  # noqa: S314  # our own drawing
    return [element.attrib for element in root.iter(f"{SVG}{tag}")]


def dots(summary: Summary) -> list[dict[str, str]]:
    return [shape for shape in shapes(summary, "circle") if shape["fill"] == chart.INK]


def test_each_day_is_a_dot_at_its_mean():
    summary = scores(3, 5, 8, sessions=())
    plane = chart.Plane(chart.period_of(summary))

    assert [float(dot["cy"]) for dot in dots(summary)] == [round(plane.y(nrs), 1) for nrs in (3, 5, 8)]
    assert [float(dot["cx"]) for dot in dots(summary)] == [round(plane.x(day.at), 1) for day in summary.days]


def test_the_axis_is_always_0_to_10():
    low, high = scores(0, 1, sessions=()), scores(9, 10, sessions=())

    assert chart.Plane(chart.period_of(low)).y(10) == chart.Plane(chart.period_of(high)).y(10) == chart.TOP
    words = [element.text for element in ElementTree.fromstring(chart.draw(low)).iter(f"{SVG}text")]  # noqa: S314
    assert words[:6] == ["0", "2", "4", "6", "8", "10"]


def test_no_line_is_drawn_over_missing_days():
    def joins(summary: Summary) -> int:
        return len([shape for shape in shapes(summary, "line") if shape.get("stroke-width") == "1"])

    assert joins(scores(3, 4, 5, 4, sessions=())) == 3
    assert joins(scores(3, 4, None, None, 4, sessions=())) == 1


def test_each_session_has_a_band_and_a_number():
    summary = scores(*[4.0] * 30)

    assert len(summary.sessions) == 4
    assert len([shape for shape in shapes(summary, "polygon") if shape["fill"] == chart.BAND]) == 4
    assert len([shape for shape in shapes(summary, "circle") if shape["fill"] == "#ffffff"]) == 4


def test_a_red_flag_has_its_triangle_on_its_day():
    summary = summary_of([line(1, BEGIN, 3.0), line(2, BEGIN + 2 * DAY, 6.0, "fever")], sessions=())
    [triangle] = [shape for shape in shapes(summary, "polygon") if shape["fill"] == chart.RED]
    plane = chart.Plane(chart.period_of(summary))

    assert triangle["points"].startswith(f"{plane.x(plane.noon((BEGIN + 2 * DAY).astimezone(LONDON).date())):.1f},")


def test_the_sentence_says_what_the_drawing_shows():
    summary = scores(3, 4, None, None, None, 9)

    assert chart.describe(summary) == (
        "Pain scores from 0 to 10, 2 Feb to 7 Feb 2026. 3 of 6 days have a score; first 3 on 2 Feb 2026, last 9 on 7 Feb 2026. "
        "Highest 9 on 7 Feb 2026. No session in this period. 1 gap of more than 48 hours without a score."
    )


def test_an_empty_period_says_so_and_draws_no_zero():
    summary = summary_of([], sessions=())

    assert dots(summary) == []
    assert "no score in this period" in chart.draw(summary)
    assert "There are no scores in this period." in chart.describe(summary)


def test_a_moment_outside_the_period_stays_on_the_paper():
    plane = chart.Plane(chart.period_of(scores(3, 4, sessions=())))

    assert plane.x(BEGIN - 9 * DAY) == chart.LEFT
    assert plane.x(BEGIN + 99 * DAY + HOUR) == chart.WIDTH - chart.RIGHT
