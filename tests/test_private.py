"""What is written is for this user alone: outputs, pages, recordings, the cache, runs.

Whether articles could be replayed does not matter here: a failed one is written, too.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.cli import main as evals
from extractor import Article, Settings, extract_many
from extractor.cli import main
from extractor.options import SEEDS
from extractor.pipeline import extract_article, usable
from extractor.private import make_private_folder, open_private, write_private
from extractor.recording import Recordings, Stored
from extractor.settings import SEED_RECORDINGS
from tests.evalroom import write_gold
from tests.loopback import Loopback, said
from tests.scripted import Scripted, nothing

SEED = next(iter(sorted(SEEDS.glob("*.txt"))))
HOSTILE_IDS = ("../../escape", "/etc/passwd", "a\0b", "x" * 300, "CON", "con", "..", "a/b\\c", "~root", "$(id)", "\n")


@pytest.fixture(autouse=True)
def _careless() -> Iterator[None]:
    """Whoever runs the program lets everybody read everything."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(*places: Path) -> set[str]:
    """The modes of files and folders, and of all that is in them."""
    inside = [one for place in places for one in (place, *place.rglob("*"))]
    return {f"{'folder' if one.is_dir() else 'file'} {stat.S_IMODE(one.lstat().st_mode):o}" for one in inside}


@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "table"])
def test_an_output_and_the_folders_made_for_it_are_this_users_alone(form: str, tmp_path: Path) -> None:
    out = tmp_path / "new" / "deep" / "records"
    main(["extract", str(SEED), "--mode", "replay", "--format", form, "-o", str(out)])
    assert modes(tmp_path / "new") == {"folder 700", "file 600"}


def test_an_output_that_was_open_to_all_is_closed(tmp_path: Path) -> None:
    out = tmp_path / "records.jsonl"
    out.write_text("before\n" * 1_000, "utf-8")
    out.chmod(0o666)
    main(["extract", str(SEED), "--mode", "replay", "-o", str(out)])
    assert modes(out) == {"file 600"}
    assert "before" not in out.read_text("utf-8")


def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir(mode=0o755)
    make_private_folder(tmp_path / "shared" / "mine" / "deep")
    assert modes(tmp_path / "shared" / "mine") == {"folder 700"}
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o755


def test_a_file_in_place_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError):
        make_private_folder(tmp_path / "file")


def test_the_demo_s_records_and_report_are_this_users_alone(tmp_path: Path) -> None:
    main(["demo", "--out", str(tmp_path / "out")])
    assert modes(tmp_path / "out") == {"folder 700", "file 600"}
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_a_page_of_records_is_this_users_alone(tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    main(["extract", str(SEED), "--mode", "replay", "-o", str(records)])
    assert main(["view", str(records)]) == 0
    assert modes(tmp_path / "records.html") == {"file 600"}


def test_a_folder_of_recordings_that_record_mode_makes_is_this_users_alone(tmp_path: Path) -> None:
    recorder = Stored(Recordings(tmp_path / "new" / "recordings"), Scripted(nothing), usable)
    extract_article(Article.read(SEED), recorder, Settings(model="m", ask="all"))
    assert modes(tmp_path / "new") == {"folder 700", "file 600"}


def test_recordings_that_are_only_read_keep_their_modes() -> None:
    """Those in git are as git made them."""
    before = modes(SEED_RECORDINGS)
    main(["extract", str(SEED), "--mode", "replay", "--format", "json"])
    assert modes(SEED_RECORDINGS) == before


def test_a_cache_that_a_run_makes_is_this_users_alone(tmp_path: Path) -> None:
    with Loopback(said('{"deployments": {}, "speakers": [], "quotes": {}}')) as server:
        chosen = Settings(mode="live", model="m", ask="all", base_url=server.url, cache_dir=tmp_path / "new" / "cache")
        list(extract_many([Article.read(SEED)], chosen))
    assert modes(tmp_path / "new") == {"folder 700", "file 600"}


def test_a_broken_database_that_is_put_aside_is_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    (folder / "cache.db").write_bytes(b"the article " * 4096)
    (folder / "cache.db").chmod(0o644)
    with Loopback(said('{"deployments": {}, "speakers": [], "quotes": {}}')) as server:
        chosen = Settings(mode="live", model="m", ask="all", base_url=server.url, cache_dir=folder)
        list(extract_many([Article.read(SEED)], chosen))
    assert len(list(folder.glob("cache.db.damaged-*"))) == 1
    assert modes(folder) == {"folder 700", "file 600"}


def test_a_run_of_evals_and_its_report_are_this_users_alone(tmp_path: Path) -> None:
    gold = write_gold(tmp_path / "gold")
    out = tmp_path / "new" / "run"
    given = ["--mode", "replay", "--model", "m", "--recordings", str(tmp_path / "none"), "-o", str(out)]
    assert evals(["run", "--gold", str(gold), *given]) == 1
    assert modes(tmp_path / "new") == {"folder 700", "file 600"}
    assert {path.name for path in out.iterdir()} == {"run.json", "report.html"}


def test_a_file_is_closed_before_the_first_byte_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old", "utf-8")
    path.chmod(0o644)
    with open(path, "a", encoding="utf-8", opener=open_private):
        assert (path.read_text("utf-8"), modes(path)) == ("old", {"file 600"})


def test_a_pipe_is_written_as_it_is() -> None:
    reader, writer = os.pipe()
    write_private(Path(f"/dev/fd/{writer}"), "words\n")
    os.close(writer)
    assert os.read(reader, 100) == b"words\n"
    os.close(reader)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs the right to give files away")
def test_another_users_file_that_cannot_be_closed_is_not_written(tmp_path: Path) -> None:
    """As another local user may lay one in wait."""
    path = tmp_path / "file"
    path.write_text("theirs", "utf-8")
    path.chmod(0o666)
    os.chown(path, 12_345, -1)
    tmp_path.chmod(0o777)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = _written_by(54_321, tmp_path)
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert path.read_text("utf-8") == "theirs"


def _written_by(user: int, folder: Path) -> int:
    """Become another user, who may write into the folder's file; 7 where that is refused all the same."""
    os.chdir(folder)
    os.setuid(user)
    os.close(os.open("file", os.O_WRONLY))
    try:
        write_private(Path("file"), "secret")
    except PermissionError:
        return 7
    return 0


def test_ids_never_become_paths(tmp_path: Path) -> None:
    """Fault 44: what is recorded is named by its digest, and nothing is written elsewhere."""
    folder = tmp_path / "deep" / "recordings"
    recorder = Stored(Recordings(folder), Scripted(nothing), usable)
    for number, name in enumerate(HOSTILE_IDS):
        article = Article(text=f"Spain will send {number}00 soldiers.", id=name)
        assert extract_article(article, recorder, Settings(model="m", ask="all")).article.id == name
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == set(folder.iterdir())
    assert all(len(path.stem) == 64 and set(path.stem) <= set("0123456789abcdef") for path in folder.iterdir())
    assert len(list(folder.iterdir())) == len(HOSTILE_IDS)
