"""Disks that are full, signals, and what a killed run leaves: an output or a picture appears when it is complete, an older
one stays whole until then, and neither files, folders nor processes are left behind."""

import ctypes
import fcntl
import functools
import os
import pathlib
import resource
import shlex
import signal
import struct
import subprocess
import tempfile
import time
import unittest

from program import BIN, DATA, HEADER, ROW, SLOWDOWN, ProgramTest

FLORA, STAND = DATA / "forest_flora.toml", DATA / "forest_stand.csv"
LONG = HEADER + "".join(f"{20 + i / 1e4},1000,400,101325,0.8,800\n" for i in range(40_000))
SERIES = "time," + HEADER + "".join(f"2001-{m:02}-{d:02}T12:00,{10 + m + d / 9},1000,400,101325,0.8,800\n"
                                    for m in range(1, 13) for d in range(1, 29))


def mount_disk(path, size, content, read_only=False):
    """Mounts a tmpfs that only this process and its children see, and puts files on it. To be called in a new process."""
    libc = ctypes.CDLL(None, use_errno=True)
    new_mounts, new_users, private, remount_read_only = 0x20000, 0x10000000, 0x44000, 0x21

    def call(function, *args):
        if function(*args) != 0:
            raise OSError(ctypes.get_errno(), "cannot mount a disk for the test")

    user, group = os.getuid(), os.getgid()
    if libc.unshare(new_mounts) != 0:
        call(libc.unshare, new_mounts | new_users)
        pathlib.Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        pathlib.Path("/proc/self/uid_map").write_text(f"0 {user} 1", encoding="ascii")
        pathlib.Path("/proc/self/gid_map").write_text(f"0 {group} 1", encoding="ascii")
    call(libc.mount, None, b"/", None, ctypes.c_ulong(private), None)
    call(libc.mount, b"none", os.fsencode(path), b"tmpfs", ctypes.c_ulong(0), f"size={size}".encode())
    for name, text in content.items():
        (path / name).write_text(text, encoding="ascii")
    if read_only:
        call(libc.mount, None, os.fsencode(path), None, ctypes.c_ulong(remount_read_only), f"size={size}".encode())


@functools.cache
def may_mount():
    with tempfile.TemporaryDirectory() as folder:
        try:
            subprocess.run(["true"], preexec_fn=lambda: mount_disk(pathlib.Path(folder), "4k", {}), check=True)
        except subprocess.SubprocessError:
            return False
    return True


def small_files():
    """Stands in for a full disk where none can be made."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


class SmallDisk(ProgramTest):
    """Programs that write to the folder `disk`, a file system of a few kilobytes."""

    def setUp(self):
        super().setUp()
        if not may_mount():
            self.skipTest("mounting a tmpfs in a namespace of its own is not allowed")
        (self.here / "disk").mkdir()
        self.write("in.csv", LONG)
        self.write("series.csv", SERIES)

    def fails(self, size, program, *args, old, read_only=False, env=None):
        """The message of a program that must fail; `old` is a file of the disk that must stay as it was."""
        script = f"{shlex.join([str(BIN / program), *map(str, args)])} 1>&2; echo $?; ls -A disk; cat disk/{old}"
        done = subprocess.run(["sh", "-c", script], cwd=self.here, capture_output=True, text=True, env=env,
                              timeout=120 * SLOWDOWN, check=False,
                              preexec_fn=lambda: mount_disk(self.here / "disk", size, {old: "old"}, read_only))
        self.assertEqual(done.stdout.split(), ["2", old, "old"], done.stderr)
        said = [line for line in done.stderr.splitlines() if line.startswith(program)]
        self.assertEqual(len(said), 1, done.stderr)
        return said[0]

    def test_outputs(self):
        for name in "old.csv", "old.nc":
            said = self.fails("100k", "sylva-pmodel", "in.csv", "-o", f"disk/{name}", old=name)
            self.assertEqual(said, f"sylva-pmodel: cannot write 'disk/{name}': the disk is full")
        self.assertIn("the disk is full", self.fails("300k", "sylva-make-grid", "disk/old.nc", "--lon", 360, "--lat", 180,
                                                     "--months", "1", old="old.nc"))

    def test_grid_that_is_larger_than_the_disk(self):
        said = self.fails("300k", "sylva-make-grid", "disk/old.nc", old="old.nc")
        self.assertRegex(said, r"takes about 0\.00622 GB on the disk, and 0\.000303 GB are free")

    def test_pictures(self):
        said = self.fails("8k", "sylva-pmodel", "series.csv", "-o", "out.csv", "--plot", "disk/old.png", old="old.png")
        self.assertEqual(said, "sylva-pmodel: cannot write 'disk/old.png': the disk is full; 'out.csv' is complete")
        self.assertIn("gpp", self.read("out.csv"))  # which was complete before
        said = self.fails("8k", "sylva-compare-sites", "out.csv", "--plot", "disk/old.png", old="old.png")
        self.assertIn("the disk is full", said)

    def test_temporary_files_of_pictures(self):
        said = self.fails("4k", "sylva-pmodel", "series.csv", "-o", "out.csv", "--plot", "p.png", old="old",
                          env=dict(os.environ, TMPDIR=str(self.here / "disk")))
        self.assertRegex(said, "cannot (make the temporary folder|write the temporary file) '.*/disk/")
        self.assertIn("the disk is full", said)
        self.assertEqual(sorted(p.name for p in self.here.iterdir()), ["disk", "in.csv", "out.csv", "series.csv"])

    def test_the_second_output_does_not_fit(self):
        self.write("out.csv", "an older result\n")
        for name in "old.csv", "old.nc", "old.toml":
            said = self.fails("4k", "sylva-forest", FLORA, STAND, "-o", "out.csv", "--years", 40, "--state-out",
                              f"disk/{name}", old=name)
            self.assertIn("the disk is full", said)
            self.assertEqual((self.here / "out.csv").read_text(), "an older result\n")

    def test_read_only(self):
        said = self.fails("100k", "sylva-pmodel", "in.csv", "-o", "disk/old.csv", old="old.csv",
                          read_only=True)
        self.assertIn("'disk/old.csv': the file system is read-only", said)


class LimitedFiles(ProgramTest):
    def test_limit_on_file_sizes(self):
        self.write("in.csv", LONG)
        for name in "old.csv", "old.nc":
            self.write(name, "an older result\n")
            said = self.pmodel_fails("in.csv", "-o", name, preexec_fn=small_files)
            self.assertIn("the limit on file sizes", said)
            self.assertNotIn("disk is full", said)


class Pictures(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("in.csv", SERIES)
        self.write("p.png", "an older picture\n")
        for name in "bin", "tmp":
            (self.here / name).mkdir()

    def gnuplot(self, script):
        """Another program of that name, called as gnuplot -c SCRIPT PNG; in $png it has the file to be written."""
        path = self.write("bin/gnuplot", "#!/bin/sh\npng=$3\n" + script)
        path.chmod(0o755)
        return dict(os.environ, PATH=f"{self.here / 'bin'}:{os.environ['PATH']}", TMPDIR=str(self.here / "tmp"))

    def left(self):
        return sorted(p.name for p in self.here.rglob("*") if p.name not in ("bin", "tmp", "gnuplot", "in.csv", "out.csv"))

    def test_incomplete(self):
        whole = "\\211PNG\\r\\n\\032\\nxxx"
        for script, part in {f"printf '{whole}' > \"$png\"": "not complete", "exit 0": "not complete", "exit 3": "it said nothing",
                             "kill -9 $$": "it said nothing", "echo some trouble >&2; exit 1": "some trouble",
                             "printf 'no picture that has IEND\\256B`\\202' > \"$png\"": "not complete"}.items():
            done = self.start("sylva-pmodel", "in.csv", "-o", "out.csv", "--plot", "p.png", env=self.gnuplot(script))
            self.assertEqual(done.returncode, 2)
            self.assertIn("gnuplot could not draw 'p.png'", done.stderr)
            self.assertIn(part, done.stderr)
            self.assertEqual((self.here / "p.png").read_text(), "an older picture\n")
            self.assertEqual(self.left(), ["p.png"])

    def test_ended_while_drawing(self):
        environment = self.gnuplot("echo $$ > \"$png.pid\"; mv \"$png.pid\" child; exec sleep 100")
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT:
            with subprocess.Popen([BIN / "sylva-pmodel", "in.csv", "-o", "out.csv", "--plot", "p.png"], cwd=self.here,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) as process:
                self.wait_for("child", process)
                child = int((self.here / "child").read_text())
                os.kill(child, 0)  # it lives
                process.send_signal(number)
                self.assertEqual(process.wait(60), -number)
            with self.assertRaises(ProcessLookupError):
                os.kill(child, 0)
            (self.here / "child").unlink()
            self.assertEqual(self.left(), ["p.png"])
            self.assertEqual((self.here / "p.png").read_text(), "an older picture\n")

    def wait_for(self, name, process):
        for _ in range(3000):
            if (self.here / name).exists():
                return
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        self.fail(f"{name} does not appear")


class LongRuns(ProgramTest):
    def begin(self, name="old.csv", **kwargs):
        """A run that has begun to write, and takes long enough to meet a signal."""
        self.write("long.csv", HEADER + ROW * 400_000)
        self.write(name, "an older result\n")
        process = subprocess.Popen([BIN / "sylva-pmodel", "long.csv", "-o", name], cwd=self.here, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, **kwargs)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        while not any(p.stat().st_size > 0 for p in self.parts()):
            self.assertIsNone(process.poll(), "it ended before the signal came")
            time.sleep(0.001)
        return process

    def parts(self):
        return list(self.here.glob(".*part-*"))


class Signals(LongRuns):
    def test_ended_while_writing(self):
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            for name in "old.csv", "old.nc":
                process = self.begin(name)
                process.send_signal(number)
                self.assertEqual(process.wait(60), -number)
                self.assertEqual(self.parts(), [])
                self.assertEqual((self.here / name).read_text(), "an older result\n")

    def test_ignored_signals_stay_ignored(self):
        process = self.begin(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))  # as nohup does
        process.send_signal(signal.SIGHUP)
        self.assertEqual(process.wait(60), 0)
        self.assertIn("gpp", self.read("old.csv"))

    def test_closed_pipe(self):
        self.write("in.csv", HEADER + ROW)
        end, pipe = os.pipe()
        os.close(end)
        with open(pipe, "wb") as stdout:
            done = subprocess.run([BIN / "sylva-pmodel", "in.csv", "-o", "out.csv"], cwd=self.here, stdout=stdout,
                                  stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (2, "sylva-pmodel: cannot write to standard output\n"))
        self.assertFalse((self.here / "out.csv").exists())


class Leftovers(LongRuns):
    """The next run of the same output removes the files that SIGKILL left, and no others."""

    def test_ended_while_writing(self):
        for name in "old.csv", "old.nc":
            process = self.begin(name)
            process.kill()
            process.wait(60)
            self.assertEqual(len(self.parts()), 1)
            self.write("in.csv", HEADER + ROW)
            self.pmodel("in.csv", "-o", "another" + name)
            self.assertEqual(len(self.parts()), 1)
            self.pmodel("in.csv", "-o", name)
            self.assertEqual(self.parts(), [])

    def test_a_run_that_lives_is_left_alone(self):
        self.write("in.csv", HEADER + ROW)
        for name in "old.csv", "old.nc":
            process = self.begin(name)
            process.send_signal(signal.SIGSTOP)
            before = self.parts()
            self.pmodel("in.csv", "-o", name)
            self.assertEqual(self.parts(), before)
            process.send_signal(signal.SIGCONT)
            self.assertEqual(process.wait(60), 0)  # and its result replaces the other
            self.assertEqual(self.parts(), [])
            self.assertGreater((self.here / name).stat().st_size, 10_000)

    def test_by_lock(self):
        self.write("in.csv", HEADER + ROW)
        mine = self.write(".out.part-abcdefgh.csv", "x")
        others = [self.write(name, "x") for name in (".out.part-abcdefg.csv", ".out.part-abcdefgh.nc", ".other.part-abcdefgh.csv",
                                                     "out.part-abcdefgh.csv")]
        linked = self.here / ".out.part-linked12.csv"
        linked.symlink_to(others[0])
        with open(mine, "r+b") as stream:
            whole_file = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
            fcntl.fcntl(stream, 37, whole_file)  # F_OFD_SETLK of Linux
            self.pmodel("in.csv", "-o", "out.csv")
            self.assertTrue(mine.exists())
        self.pmodel("in.csv", "-o", "out.csv")
        self.assertFalse(mine.exists())
        for path in *others, linked:
            self.assertTrue(path.is_symlink() or path.exists(), path)


class Names(ProgramTest):
    def test_long_names(self):
        self.write("in.csv", HEADER + ROW)
        longest = "x" * 251 + ".csv"
        self.pmodel("in.csv", "-o", longest)
        self.assertIn("gpp", self.read(longest))
        self.assertIn("File name too long", self.pmodel_fails("in.csv", "-o", "x" * 252 + ".csv"))

    def test_link_to_what_is_not_there_yet(self):
        self.write("in.csv", HEADER + ROW)
        (self.here / "link.csv").symlink_to("later.csv")
        self.pmodel("in.csv", "-o", "link.csv")
        self.assertTrue((self.here / "link.csv").is_symlink())
        self.assertIn("gpp", self.read("later.csv"))


if __name__ == "__main__":
    unittest.main()
