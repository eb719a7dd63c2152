"""By this project: articles to records by `extract_many`, the everyday cache included."""

from tempfile import TemporaryDirectory

from extractor import Article, Settings, extract_many


class Client:
    """The whole extraction of quotes, everything asked."""

    def __init__(self, base_url: str) -> None:
        self._folder = TemporaryDirectory()
        self._settings = Settings(
            mode="live", base_url=base_url, model="benchmark-model", ask="all", records=("quotes",),
            cache_dir=self._folder.name,
        )  # fmt: skip

    def many(self, works: list, in_flight: int) -> int:
        """Extract all articles; how many are complete."""
        articles = (Article(text=one["text"], published=one["published"], id=one["id"]) for one in works)
        return sum(one.status == "ok" for one in extract_many(articles, self._settings, concurrency=in_flight))
