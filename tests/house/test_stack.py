"""What is started, and how: the parts that need no running program."""

import socket
from pathlib import Path

import pytest

from config import stack


@pytest.mark.parametrize(
    ("text", "expected"), [("", set()), ("beat", {"beat"}), (" worker, beat ", {"worker", "beat"})]
)
def test_programs_can_be_left_out(text: str, expected: set[str]) -> None:
    assert stack.left_out(text) == expected


def test_an_unknown_program_cannot_be_left_out() -> None:
    with pytest.raises(stack.StackError, match="not swepper"):
        stack.left_out("swepper")


def test_the_brokers_socket_fits_even_in_a_deep_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    broker = stack.embedded_broker(deep)
    assert broker is not None
    try:
        assert len(str(broker.socket)) <= stack.LONGEST_SOCKET_PATH
        assert broker.socket.parent.stat().st_mode & 0o077 == 0
        assert str(deep) in str(broker.data)
    finally:
        broker.socket.parent.rmdir()


def test_the_broker_listens_on_no_network_and_keeps_what_it_is_given(tmp_path: Path) -> None:
    broker = stack.embedded_broker(tmp_path)
    assert broker is not None
    command = " ".join(broker.command())
    assert "--port 0" in command
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_without_any_server_program_there_is_no_broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack, "get_binary_path", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert stack.embedded_broker(tmp_path) is None


def test_one_folder_is_served_once(tmp_path: Path) -> None:
    stack.make_folder(tmp_path)
    with stack.take_lock(tmp_path), pytest.raises(stack.StackError, match="already running"):
        stack.take_lock(tmp_path)
    stack.take_lock(tmp_path).close()


def test_a_free_port_is_none_that_the_kernel_gives_to_callers_and_no_two_who_look_at_once_find_the_same() -> None:
    ports = {stack.free_port() for _ in range(20)}
    assert len(ports) > 15
    handed_out = Path("/proc/sys/net/ipv4/ip_local_port_range")
    least, most = map(int, handed_out.read_text().split()) if handed_out.is_file() else (49_152, 65_535)
    assert not [port for port in ports if least <= port <= most]


def test_a_port_that_is_taken_is_not_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack, "TRIES", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setattr(stack, "PORTS", [taken.getsockname()[1]])
        with pytest.raises(stack.StackError, match="no free port"):
            stack.free_port()
