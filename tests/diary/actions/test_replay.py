"""Replaying and calibrating from the command line, on diaries made for the purpose."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command

from diary.models import Course
from tests.diaries import as_csv, synthetic_diaries


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "diaries.csv"
    path.write_text(as_csv(synthetic_diaries(subjects=2, days=30)))
    return path


def told(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_a_replay_counts_alerts_under_a_preset(db: None, file: Path, capsys: pytest.CaptureFixture[str]):
    call_command("replay", str(file), "--keep", "--preset", "quiet", "--chronicity", "subacute")
    lines = told(capsys).splitlines()
    assert lines[0] == "preset quiet, subacute pain"
    assert set(Course.objects.values_list("chronicity", flat=True)) == {"subacute"}
    assert [line.split()[-1] for line in lines if line.startswith("subjects")] == ["2"]
    assert lines[-1].endswith(" %")


def test_two_presets_are_compared_alert_by_alert(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "two.csv"
    path.write_text(as_csv({"Up": [(day, 3.0) for day in range(8)] + [(8.1, 3.0), (9.3, 5.0)]}))
    call_command("replay", str(path), "--keep", "--rules-diff", "standard", "sensitive")
    text = told(capsys)
    assert "from standard to sensitive: 1 gained, 0 lost\n  forty_eight_hours: 1 gained, 0 lost\n" in text
    assert "gained  Up, session 1, forty_eight_hours: 5 out of 10 at 55 hours; before the session 3" in text

    call_command("replay", str(path), "--keep", "--rules-diff", "sensitive", "quiet")
    assert "  forty_eight_hours: 0 gained, 1 lost\nlost    Up, session 1" in told(capsys)


def test_a_calibration_prints_its_figures_and_draws_them(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    call_command("calibrate", str(file), str(file), "--chronicity", "chronic", "acute")
    text = told(capsys)
    for part in (
        "diaries.csv (chronic)",
        "(acute)",
        "90% band 0.",
        "P(W < 0.05) 0.",
        "R4 (preset standard)",
        "(preset quiet)",
    ):
        assert part in text
    picture = tmp_path / "diaries-reliability.svg"
    assert text.splitlines()[-1] == f"picture: {picture}"
    drawn = ElementTree.fromstring(picture.read_text())  # noqa: S314 (our own file)
    names = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert [name for name in names if name and "subjects" in name] == ["chronic, 2 subjects", "acute, 2 subjects"]
    assert "90% interval" in (drawn.findtext("{http://www.w3.org/2000/svg}desc") or "")


def test_bad_rows_are_named_and_left_out(file: Path, capsys: pytest.CaptureFixture[str]):
    file.write_text(file.read_text() + "S01,3,eleven\n")
    call_command("calibrate", str(file), "--plot", str(file.with_name("p.svg")))
    assert "pain 'eleven' is not a number; left out" in capsys.readouterr().err


REFUSED = [
    pytest.param(["--chronicity", "chronic", "acute"], "--chronicity", id="two kinds for one file"),
    pytest.param(["--chronicity", "old"], "--chronicity", id="no such kind"),
    pytest.param(["--region", "moon"], "--region", id="no such region"),
    pytest.param(["--plot", "/nowhere/at/all.svg"], "Cannot write", id="no such folder"),
]


@pytest.mark.parametrize(("options", "said"), REFUSED)
def test_what_cannot_be_calibrated_is_refused_in_words(file: Path, options: list[str], said: str):
    with pytest.raises(CommandError, match=said):
        call_command("calibrate", str(file), *options)


def test_a_file_that_cannot_be_read_or_holds_too_little_is_refused(tmp_path: Path):
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("calibrate", str(tmp_path / "missing.csv"))
    short = tmp_path / "short.csv"
    short.write_text("subject,day,pain\nS,1,3\n")
    with pytest.raises(CommandError, match="nothing to calibrate"):
        call_command("calibrate", str(short))
    short.write_text("who,when\n")
    with pytest.raises(CommandError, match="missing: subject, day, pain"):
        call_command("calibrate", str(short))


def test_a_replay_refuses_in_words_what_it_cannot_read(db: None, tmp_path: Path):
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("replay", str(tmp_path / "missing.csv"), "--keep")
    other = tmp_path / "other.csv"
    other.write_text("who,when\n")
    with pytest.raises(CommandError, match="missing: subject, day, pain"):
        call_command("replay", str(other), "--keep")


def test_a_replay_names_bad_rows_and_stops_after_so_many_subjects(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "bad.csv"
    path.write_text("subject,day,pain\nA,1,3\nA,2,4\nB,1,5\n,1,5\nA,-1,3\nA,3,12\n")
    call_command("replay", str(path), "--keep", "--subjects", "1")
    told = capsys.readouterr()
    for reason in (
        "line 5: there is no subject",
        "line 6: day -1 is not from 0 on",
        "line 7: pain 12 is not from 0 to 10",
    ):
        assert reason in told.err
    assert [line.split()[-1] for line in told.out.splitlines() if line.startswith("subjects")] == ["1"]
    assert [line.split()[-2:] for line in told.out.splitlines() if "percent" in line] == [["0.0", "%"]]
