"""The engine in a child process: relayed, cancelled, killed, and never more than a sentence to its driver."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from engine.errors import RequestError, UnexpectedError, WorkerDied
from engine.generate.worker import EngineProcess
from tests.helpers import stand_ins

ROOT = Path(__file__).parents[3]


@pytest.fixture
def start():
    """Makes an engine process of a stand-in, or of the real engine, and ends it with the test."""
    started = []

    def make(*factory) -> EngineProcess:
        started.append(EngineProcess(*factory))
        return started[-1]

    yield make
    for process in started:
        process.close()


def drive(job):
    """The result, and every distinct progress."""
    seen = []
    try:
        while True:
            progress = next(job)
            if not seen or seen[-1] != progress:
                seen.append(progress)
    except StopIteration as end:
        return end.value, seen


def test_progress_and_takes_come_through_the_pipe(start, ask):
    result, seen = drive(start(stand_ins.obedient).generate(ask(n_takes=2)))
    assert [p.step for p in seen if p.phase == "Generating"] == list(range(1, 9))
    (takes,) = result.takes.values()
    assert [take.source.path.exists() for take in takes] == [True, True]


def test_the_real_engine_runs_in_a_child_while_torch_stays_out_of_this_module(start, ask):
    process = start()
    result, seen = drive(process.generate(ask(prompt="crash")))
    assert [p.phase for p in seen][:2] == ["Starting the engine", "Loading the model"]
    assert len(result.takes) == 1
    pid = process.pid
    _, again = drive(process.generate(ask(prompt="snare")))
    assert process.pid == pid
    assert "Loading the model" not in {p.phase for p in again}


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="only Linux has such a policy")
def test_all_of_the_child_takes_only_what_nobody_else_wants(start, ask):
    process = start()
    drive(process.generate(ask(prompt="crash")))
    assert process.pid is not None
    threads = [thread.id for thread in psutil.Process(process.pid).threads()]
    assert {os.sched_getscheduler(thread) for thread in threads} == {os.SCHED_IDLE}
    assert os.sched_getscheduler(0) == os.SCHED_OTHER


def test_a_refusal_in_the_child_is_the_same_sentence_here_and_the_child_lives_on(start, ask):
    process = start(stand_ins.refusing)
    for _ in range(2):
        with pytest.raises(RequestError, match=r"^The prompt is not to its taste\.$"):
            drive(process.generate(ask()))
    assert process.pid is not None


def test_a_fault_in_the_child_is_a_sentence_with_the_details_apart(start, ask):
    with pytest.raises(UnexpectedError, match="nothing was changed") as caught:
        drive(start(stand_ins.faulty).generate(ask()))
    assert "Traceback" not in str(caught.value)
    assert "ZeroDivisionError: a fault" in caught.value.details


@pytest.mark.skipif(sys.platform != "linux", reason="other systems' C libraries cannot be asked for it")
def test_what_a_request_leaves_free_goes_back_to_the_system(start, ask):
    process = start(stand_ins.untidy)
    first, second = (drive(process.generate(ask()))[0].report for _ in range(2))
    assert first["after"] - first["before"] > 40e6  # it does not go by itself
    assert second["before"] - first["before"] < 20e6


def test_closing_the_job_at_step_two_stops_the_child_between_steps(start, ask):
    process = start(stand_ins.obedient)
    job = process.generate(ask())
    while next(job).step < 2:
        pass
    job.close()
    pid = process.pid
    assert pid is not None
    result, _ = drive(process.generate(ask()))
    assert len(result.takes) == 1
    assert process.pid == pid


def test_a_child_that_hangs_is_killed_after_the_grace_and_the_next_one_works(start, ask):
    process, request = start(stand_ins.hanging), ask()
    job = process.generate(request)
    while not (request.folder / "hangs").exists():
        next(job)
    pid = process.pid
    job.close()
    assert not psutil.pid_exists(pid)
    assert process.pid is None
    job = process.generate(ask())
    assert next(job).phase == "Starting the engine"
    assert process.pid not in (None, pid)
    os.kill(process.pid, signal.SIGKILL)
    with pytest.raises(WorkerDied):
        drive(job)


def test_a_child_killed_at_step_four_is_told_in_a_sentence_and_started_again(start, ask):
    process = start(stand_ins.dying)
    with pytest.raises(WorkerDied, match=r"stopped unexpectedly \(signal 9\).*your work is untouched"):
        drive(process.generate(ask()))
    result, _ = drive(process.generate(ask()))
    assert len(result.takes) == 1


def test_control_comes_back_while_the_child_is_busy(start, ask):
    process = start(stand_ins.hanging)
    job = process.generate(ask())
    while next(job).step < 1:
        pass
    assert [next(job).step for _ in range(3)] == [1, 1, 1]
    process.close()
    with pytest.raises(WorkerDied):
        next(job)


DRIVER = """
import sys
from pathlib import Path
from engine.audio import files
from engine.document import edits
from engine.generate.request import Request
from engine.generate.worker import EngineProcess
from engine.timeline import Span
from tests.helpers import stand_ins

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    document = edits.new_document(files.probe(folder / "recording.wav"))
    document, region = edits.add_region(document, document.tracks[0].id, Span(0, 1000))
    process = EngineProcess(stand_ins.hanging)
    job = process.generate(Request(document.tracks[0], 48000, (region,), folder, "none"))
    while next(job).step < 1:
        pass
    print(process.pid, flush=True)
    while True:
        next(job)
"""


def test_the_child_ends_when_its_parent_is_killed_in_the_middle_of_a_step(recording, tmp_path):
    script = tmp_path / "driver.py"
    script.write_text(DRIVER)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as parent:
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    psutil.wait_procs([child], timeout=10)
    assert not child.is_running()
