"""The pipeline: the stages in order, and nothing else.

Article → Segments → Prompt → Completion → Drafts → records → Extraction. Code answers what it is sure of, a model is
asked the rest; both answers go the same way. What stops one task is a value in the extraction; what an answer gets
wrong is a rejection; neither costs another task or article.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from time import monotonic
from typing import Any, NamedTuple

from extractor.errors import CompletionError, RecordingError
from extractor.evening import even_article
from extractor.flow import Allowance, Candidate, Completer, Completion, Json, Part, Prompt, Segments, Sentence
from extractor.grounding import Found, Ledger
from extractor.lineage import Answers, Results, describe_run, extraction_of, usage_of
from extractor.parsing import Answer, read_answer, read_drafts, unused_answer
from extractor.prompting import Question, compose_prompt, first_question, repair_question, repair_request
from extractor.segmenting import segment_article
from extractor.settings import RULES, Settings
from extractor.tasks import TASKS, Task
from schemas import ArticleText, Extraction, Failure, Outcome, Rejection

RULED, FIRST, REPAIR = 0, 1, 2
"""Rounds: what code alone decides, the first answer of a model, and the repair of what is wrong in it."""
_OUTCOMES: dict[str, Outcome] = {"too_long": "too_long", "content_filter": "filtered"}
"""Kind of an error to the outcome that it is; any other is `failed`."""


class Asker(NamedTuple):
    """One article's way to the model: where to ask, with what, and how much it may still take."""

    completer: Completer
    settings: Settings
    segments: Segments
    deadline: float
    spent: list[int]

    def ask(self, question: Question) -> tuple[Prompt, Completion]:
        """Ask `question`; `CompletionError` if there is no answer."""
        allowance = Allowance(self.deadline, max(0, self.settings.token_budget - sum(self.spent)))
        prompt = compose_prompt(question, self.settings, allowance)
        completion = self.completer.complete(prompt)
        self.spent.append(completion.tokens_in + completion.tokens_out)
        return prompt, completion


class Inquiry:
    """One task of one article: whom it asks, and what it has come to so far."""

    def __init__(self, asker: Asker, task: Task) -> None:
        """Begin with nothing asked."""
        self.asker = asker
        self.task = task
        self.outcome: Outcome = "ok"
        self.failure: Failure | None = None
        self.lost = 0
        self.settled = 0
        self.exchanges: list[tuple[Prompt, Completion]] = []
        self.mended: list[str] = []
        self.found: dict[str, Found] = {}
        self.rejections: list[Rejection] = []

    def run(self) -> Sequence[Any]:
        """Ask about the whole article, part by part, and give its records."""
        segments, task = self.asker.segments, self.task
        candidates = task.find_candidates(segments)
        if not candidates:
            self.outcome = "not_asked"
        for part in split_parts(segments, candidates, self.asker.settings.part_characters):
            self._answer_part(part)
        ledger = Ledger(task.name, FIRST)
        records = task.finish(segments, tuple(self.found.values()), ledger)
        self.rejections += ledger.rejections
        return records

    def _answer_part(self, part: Part) -> None:
        """Settle what code is sure of and ask about the rest; where no answer comes, code may answer that as well."""
        sure = self._sure(part)
        if sure:
            self._settle(_only(part, sure))
        unsure = {candidate.key for candidate in part.candidates} - sure
        if not unsure:
            return
        asked, answered = _only(part, unsure), len(self.exchanges)
        try:
            outcome, failure = self._ask_about(asked)
        except CompletionError as error:
            self.lost += len(error.attempts)
            outcome, failure = _outcome(error), error.failure()
        if failure and self._falls_back(failure):
            outcome = "fell_back"
            self._settle(asked)
        if failure:
            self._fail(outcome, _charged(failure, [completion for _, completion in self.exchanges[answered:]]))

    def _sure(self, part: Part) -> AbstractSet[str]:
        """Keys of what is not asked about."""
        settings = self.asker.settings
        if settings.model == RULES:
            return {candidate.key for candidate in part.candidates}
        segments, task = self.asker.segments, self.task
        sure = task.settled(segments, part) if settings.ask != "all" else frozenset[str]()
        return sure | task.likely(segments, part) if settings.ask == "guesses" else sure

    def _falls_back(self, failure: Failure) -> bool:
        """Whether code answers in the model's place: where the user chose so, or set up no model at all."""
        settings = self.asker.settings
        return settings.fallback == RULES or (failure.kind == "no_key" and settings.mode == "auto")

    def _settle(self, part: Part) -> None:
        """Take the answer of code alone."""
        self.settled += len(part.candidates)
        ledger = Ledger(self.task.name, RULED)
        self._ground(self.task.propose(self.asker.segments, part), part, ledger)
        self.rejections += ledger.rejections

    def _ground(self, value: Json, part: Part, ledger: Ledger) -> None:
        """Read and ground an answer."""
        keys = {self.task.slots: {candidate.key for candidate in part.candidates}}
        drafts = read_drafts(self.task.name, self.task.sections, keys, value, ledger.turn)
        ledger.rejections.extend(drafts.rejections)
        self._keep(self.task.ground(self.asker.segments, part, drafts, ledger), ledger)

    def _ask_about(self, part: Part) -> tuple[Outcome, Failure | None]:
        """Ask about one part, and once more about what could not be used."""
        question = first_question(self.task, self.asker.segments, part)
        answer, ledger = self._answer(question, part, FIRST)
        asked = {candidate.key for candidate in part.candidates}
        doubtful = (
            ledger.doubtful if answer.outcome == "ok" else asked if answer.outcome == "unparsable" else set[str]()
        )
        if doubtful and self.asker.settings.repair:
            again = _only(part, doubtful)
            request = repair_request(ledger.rejections, answer.message, [c.key for c in again.candidates])
            repair = repair_question(question, self.task.schema(self.asker.segments, again), request)
            answer = self._repaired(repair, again, answer)
        if answer.outcome == "ok":
            return answer.outcome, None
        message = f"{self.task.name}: {answer.message}"
        return answer.outcome, Failure(kind=answer.outcome, message=message, retryable=False)

    def _repaired(self, question: Question, part: Part, first: Answer) -> Answer:
        """The answer that counts: of an `ok` one the usable items stand, whatever becomes of its repair."""
        try:
            repaired, _ = self._answer(question, part, REPAIR)
        except CompletionError as error:
            if first.outcome != "ok" or isinstance(error, RecordingError):
                raise
            self.lost += len(error.attempts)
            # What the repair was to mend is listed as refused already; this says why it stayed so.
            unrepaired = Rejection(
                task=self.task.name, item="answer", field=None, value="", reason=_outcome(error), message=str(error),
                round=REPAIR,
            )  # fmt: skip
            self.rejections.append(unrepaired)
            return first
        return repaired if first.outcome != "ok" or repaired.outcome == "ok" else first

    def _answer(self, question: Question, part: Part, turn: int) -> tuple[Answer, Ledger]:
        """Ask, read and ground."""
        exchange = self.asker.ask(question)
        self.exchanges.append(exchange)
        answer, ledger = read_answer(exchange[1]), Ledger(self.task.name, turn)
        self.mended += answer.mended
        if answer.value is None:
            self.rejections.append(unused_answer(self.task.name, exchange[1], answer, turn))
        else:
            self._ground(answer.value, part, ledger)
            self.rejections += ledger.rejections
        return answer, ledger

    def _keep(self, given: Sequence[tuple[str, Any]], ledger: Ledger) -> None:
        """Add what was found; a repair takes the place of the first answer only if nothing in it is doubtful."""
        for key, record in given:
            if key not in self.found or key not in ledger.doubtful:
                self.found[key] = Found(key, record, ledger.turn)

    def _fail(self, outcome: Outcome, failure: Failure) -> None:
        """Keep the first reason why a part of the task has no answer; one that code made good for is none."""
        if self.failure is None or (self.outcome == "fell_back" and outcome != "fell_back"):
            self.outcome, self.failure = outcome, failure.model_copy(update={"task": self.task.name})


def _only(part: Part, keys: AbstractSet[str]) -> Part:
    """The part with only these candidates asked about; the others are known all the same."""
    asked = tuple(candidate for candidate in part.candidates if candidate.key in keys)
    others = tuple(candidate for candidate in part.candidates if candidate.key not in keys)
    return Part(part.first, part.last, asked, (*part.others, *others))


def _charged(failure: Failure, unused: Sequence[Completion]) -> Failure:
    """The failure with what was paid for answers that could not be used."""
    usage = usage_of(unused)
    attempts = failure.attempts + sum(len(completion.attempts) for completion in unused)
    taken = {"tokens_in": usage.tokens_in, "tokens_out": usage.tokens_out, "cost_usd": usage.cost_usd}
    return failure.model_copy(update={"attempts": attempts, **taken})


def _outcome(error: CompletionError) -> Outcome:
    return _OUTCOMES.get(error.kind, "failed")


def extract_article(
    article: ArticleText, completer: Completer, settings: Settings, tasks: Sequence[Task] = TASKS
) -> Extraction:
    """Run the tasks that the settings name over one article."""
    chosen = [task for task in tasks if task.name in settings.records]
    return extraction_of(article, settings, run_tasks(article, completer, settings, chosen))


def run_tasks(article: ArticleText, completer: Completer, settings: Settings, tasks: Sequence[Task]) -> Results:
    """Run `tasks`, of whatever record kinds, over one article."""
    evened = even_article(article)
    asker = Asker(completer, settings, segment_article(evened.article), monotonic() + settings.deadline, spent=[])
    inquiries = [Inquiry(asker, task) for task in tasks]
    return Results(
        records={inquiry.task.name: [evened.restored(record) for record in inquiry.run()] for inquiry in inquiries},
        runs={inquiry.task.name: describe_run(inquiry.task, _answers(inquiry)) for inquiry in inquiries},
        rejections=tuple(evened.restored(one) for inquiry in inquiries for one in inquiry.rejections),
        usage=usage_of([completion for inquiry in inquiries for _, completion in inquiry.exchanges]),
    )


def _answers(inquiry: Inquiry) -> Answers:
    mended = tuple(dict.fromkeys(inquiry.mended))
    return Answers(inquiry.outcome, inquiry.failure, tuple(inquiry.exchanges), inquiry.lost, inquiry.settled, mended)


def split_parts(segments: Segments, candidates: Sequence[Candidate], longest: int) -> Iterator[Part]:
    """Yield runs of whole paragraphs of at most `longest` characters that hold a candidate; each is in one.

    Only a paragraph that is longer by itself is split, between its sentences.
    """
    first, asked = 1, 0
    for sentence in segments.sentences:
        if _ends_part(segments, segments.sentences[first - 1], sentence, longest):
            start = asked
            while asked < len(candidates) and candidates[asked].sentence <= sentence.number:
                asked += 1
            if asked > start:
                yield Part(first, sentence.number, tuple(candidates[start:asked]))
            first = sentence.number + 1


def _ends_part(segments: Segments, first: Sentence, last: Sentence, longest: int) -> bool:
    """Whether a part that begins with `first` must end with `last`."""
    after = segments.sentence(last.number + 1)
    if after is None:
        return True
    if after.paragraph == last.paragraph == first.paragraph:
        return after.end - first.start > longest
    return after.paragraph != last.paragraph and segments.paragraphs[after.paragraph][1] - first.start > longest


def usable(prompt: Prompt, completion: Completion) -> bool:
    """Whether an exchange may be stored: complete, and a JSON object with the parts that the schema requires."""
    answer = read_answer(completion)
    return answer.value is not None and set(prompt.schema["required"]) <= answer.value.keys()
