"""What the generate panel is told before a request, and what may help where one went wrong."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject

from app.asking import Asked
from app.desk import Desk, Preview
from app.language import tr
from app.messages import Answers, Messages
from app.panels.generate import GeneratePanel
from app.requests import Form, Mode, Offer, prepare, total
from app.timeline.time_format import TimeBase
from engine.document import edits
from engine.errors import EngineError, MemoryFullError
from engine.generate.context import SPARE_LATENTS, Grid
from engine.generate.request import Context
from engine.timeline import Span, samples_to_seconds, seconds_to_samples

TIGHTER = {Context.WIDE: Context.NORMAL, Context.NORMAL: Context.TIGHT}
SHARE_WIDER = 0.25
"""How much of its length a region grows by at each side where it came back as it was."""

LEAST_WIDER_S = 0.05

SHARE_OF_A_PASS = 0.8
"""How much of a model's reach one of several passes makes anew; with the rest it hears the one before."""


class Advice(QObject):
    """Keeps the panel in step with what could be asked for now, and offers ways on as buttons.

    Args:
        desk: the document, the model and the requests.
        panel: what is told.
        messages: where strips with ways on are put.
        choose_model: takes another model.
    """

    def __init__(
        self, desk: Desk, panel: GeneratePanel, messages: Messages, choose_model: Callable[[str], None]
    ) -> None:
        super().__init__(panel)
        self._desk, self._panel, self._messages, self._choose_model = desk, panel, messages, choose_model
        desk.generating.unchanged.connect(self.tell_unchanged)
        panel.edges.span_written.connect(desk.editing.place)
        panel.edges.refused.connect(lambda sentence: desk.failed.emit(EngineError(sentence)))

    def show(self) -> Preview:
        """Tell the panel what it could ask for now; gives what the timeline can draw of it."""
        desk, panel = self._desk, self._panel
        region, document = desk.session.region, desk.session.document
        form = panel.form
        panel.show_channels(0 if form.mode is Mode.COMPOSE else self._n_channels())
        form = panel.form
        preview = desk.preview(form)
        panel.show_offer(preview.offer, desk.generating.is_busy, self._remedies(preview, form))
        panel.show_cost(_heard(preview), preview.estimate, preview.hint)
        panel.show_total(self._total(form))
        panel.show_edges(region is not None)
        if region is not None:
            session = desk.session
            kind, base = session.time_format, TimeBase.of(document)
            panel.edges.show_span(region.span, zero=session.zero, kind=kind, base=base)
        return preview

    def _n_channels(self) -> int:
        """Of the widest track that is meant; 0 where there is none."""
        session = self._desk.session
        meant = {session.track.id} if session.track is not None else set()
        if session.region is None:
            meant |= set(self._desk.generating.selected_tracks)
        return max((one.n_channels for one in session.document.tracks if one.id in meant), default=0)

    def show_model(self) -> None:
        """Offer the knobs, words and lengths of the model that is chosen."""
        models, panel = self._desk.models, self._panel
        config = models.config
        is_base = config is not None and config.is_base
        panel.show_model(is_base=is_base, words=models.words)
        if models.grid is not None:
            panel.show_ceiling(longest_s(models.grid))

    def answers(self, error: BaseException) -> Answers:
        """Ways on after a request failed for want of memory; none after other errors."""
        if not isinstance(error, MemoryFullError):
            return ()
        form, found = self._panel.form, []
        if form.n_takes > 1:
            found.append((tr("One take"), self._with_one_take))
        if (tighter := self._tighter()) is not None:
            found.append((tr("Shorter context"), partial(self._with_context, tighter)))
        for name in self._desk.models.smaller()[:1]:
            found.append((tr("Use {model}", model=name), partial(self._with_model, name)))
        return tuple(found)

    def tell_unchanged(self, asked: Asked) -> None:
        """Nothing much changed: offer what changes more."""
        answers = [(tr("Wider region"), partial(self._with_wider, asked))]
        if (tighter := self._tighter()) is not None:
            answers.append((tr("Tighter context"), partial(self._again, asked, context=tighter)))
        answers.append((tr("Other seeds"), partial(self._again, asked)))
        text = tr("Nothing much changed: the takes are nearly equal to the original.")
        self._messages.show_message(text, tuple(answers), "warning")

    # ---- ways on

    def _remedies(self, preview: Preview, form: Form) -> list[tuple[str, Callable[[], object]]]:
        """What helps where more is asked for than the model can hear."""
        error = preview.too_long
        if error is None:
            return []
        fitting = int(error.fitting_s * 10) / 10
        shorten = tr("Shorten to {seconds} s", seconds=f"{fitting:g}")
        found: list[tuple[str, Callable[[], object]]] = [(shorten, partial(self._shorten, preview, fitting))]
        if form.mode not in (Mode.EXTEND, Mode.COMPOSE):
            n_passes = self._n_passes(preview)
            found.insert(0, (tr("In {n} passes", n=n_passes), partial(self._in_passes, preview, n_passes)))
        wanted = self._wanted_s(preview, form)
        for name in self._desk.models.that_hear(wanted):
            found.append((tr("Use {model}", model=name), partial(self._choose_model, name)))
        return found

    def _wanted_s(self, preview: Preview, form: Form) -> float:
        if form.mode in (Mode.EXTEND, Mode.COMPOSE):
            return form.length_s
        rate = self._desk.session.document.sample_rate
        return max(samples_to_seconds(span.length, rate) for span in self._spans(preview))

    def _n_passes(self, preview: Preview) -> int:
        """Runs that the longest of what is asked for needs, each of which hears some of the one before."""
        return self._n_parts(max(span.length for span in self._spans(preview)))

    def _n_parts(self, n_samples: int) -> int:
        return math.ceil(n_samples / (SHARE_OF_A_PASS * self._reach()))

    def _reach(self) -> int:
        return self._desk.models.reach(self._desk.session.document.sample_rate)

    def _spans(self, preview: Preview) -> list[Span]:
        document = self._desk.session.document
        return [document.region(id_).span for id_ in preview.offer.regions] or [preview.offer.span]

    def _in_passes(self, preview: Preview, n_passes: int) -> None:
        """Make what is too long into regions beside one another, and ask for them one after the other."""
        session, offer, form = self._desk.session, preview.offer, self._panel.form
        wanted: list[str] = []
        try:
            document, regions = prepare(session.document, session.track, form, offer)
            lengths = {id_: document.region(id_).span.length for id_ in regions}
            for id_, length in lengths.items():
                parts: tuple[str, ...] = (id_,)
                if length > self._reach() or length == max(lengths.values()):
                    document, parts = edits.split_region(document, id_, self._n_parts(length))
                wanted += parts
        except EngineError as error:
            self._desk.failed.emit(error)
            return
        session.commit(tr("Split region into {n}", n=n_passes), document)
        # What has the keys is asked for where it has takes; the parts have some if more were wanted.
        session.focus_region(wanted[0] if document.region(wanted[0]).takes else "")
        session.select(None)
        if self._panel.button.isEnabled():
            self._desk.generating.start(form, Offer("", regions=tuple(wanted)))

    def _shorten(self, preview: Preview, seconds: float) -> None:
        """Ask for so much from the start of what is too long."""
        session, offer = self._desk.session, preview.offer
        n_samples = seconds_to_samples(seconds, session.document.sample_rate)
        if self._panel.form.mode in (Mode.EXTEND, Mode.COMPOSE):
            self._panel.length_s.setValue(seconds)
        elif offer.span and session.selection is not None:
            span = Span(offer.span.start, offer.span.start + n_samples)
            session.select(replace(session.selection, span=span))
        else:
            self._shorten_regions(offer.regions, n_samples)

    def _shorten_regions(self, regions: tuple[str, ...], n_samples: int) -> None:
        """Leave only what lies within reach of the first region's start."""
        session = self._desk.session
        document = session.document
        track = document.track_of(regions[0])
        reach = document.region(regions[0]).span.start + n_samples
        end = max(document.region(region).span.stop for region in regions)
        try:
            after = edits.subtract(document, track.id, Span(reach, end))
        except EngineError as error:
            self._desk.failed.emit(error)
            return
        session.commit(tr("Shorten regions"), after)

    def _with_one_take(self) -> None:
        self._panel.takes.setValue(1)
        self._panel.ask()

    def _with_context(self, context: Context) -> None:
        self._panel.choose_context(context)
        self._panel.ask()

    def _with_model(self, name: str) -> None:
        self._choose_model(name)
        self._panel.ask()

    def _with_wider(self, asked: Asked) -> None:
        """Ask anew for regions that reach further."""
        session = self._desk.session
        document = session.document
        for region_id in asked.request.regions:
            try:
                span = document.region(region_id).span
                by = round(max(SHARE_WIDER * span.length, LEAST_WIDER_S * document.sample_rate))
                wider = Span(span.start - by, span.stop + by)
                document = edits.resize_region(document, region_id, wider)
            except (KeyError, EngineError):
                continue  # it is gone, or has no room: the others can grow
        session.commit(tr("Wider region"), document)
        self._again(asked)

    def _again(self, asked: Asked, context: Context | None = None) -> None:
        """Ask for the first region of a request once more, with seeds that are drawn."""
        session, region = self._desk.session, asked.request.regions[0]
        session.focus_region(region)
        if session.focused_region != region:
            sentence = tr("The region of this request is gone: undo its removal, or ask anew.")
            self._desk.failed.emit(EngineError(sentence))
            return
        if context is not None:
            self._panel.choose_context(context)
        self._panel.seed.hold(None)
        self._panel.ask()

    def _tighter(self) -> Context | None:
        context = self._panel.form.context
        return TIGHTER.get(context) if isinstance(context, Context) else Context.TIGHT

    def _total(self, form: Form) -> str:
        session, grid = self._desk.session, self._desk.models.grid
        text = total(session.document, session.track, form)
        if grid is None or form.mode is not Mode.COMPOSE:
            return text
        return tr("of at most {seconds} s", seconds=f"{longest_s(grid):.0f}")


def longest_s(grid: Grid) -> float:
    """The longest stretch that a model certainly makes at once, in whole seconds."""
    return float((grid.limit - SPARE_LATENTS) * grid.hop // grid.sample_rate)


def _heard(preview: Preview) -> str:
    """How much the model hears, and how much of it is made anew."""
    plan = preview.plan
    if plan is None or not plan.keeps_anything:
        return ""
    heard = samples_to_seconds(plan.window.length, plan.sample_rate)
    anew = samples_to_seconds(sum(s.length for s in plan.regenerated_spans), plan.sample_rate)
    return tr("Hears {heard} s, of which {anew} s come anew", heard=f"{heard:.1f}", anew=f"{anew:.2f}")
