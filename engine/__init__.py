"""Inlay's engine: everything that works without a screen.

A *region* is a stretch of a track with *takes*. A request for a region makes takes; choosing a take lays it
over the track. Take 0 is always the original, and sources are never edited: outside the chosen regions the
track is the source, sample by sample.

The rooms, each importing only from those before it::

    errors, timeline      situations a user can meet; spans of samples, latent frames and seconds
    disk                  files that are there whole or not at all
    audio/                sound in files and in memory (numpy)
    document/             what the user is editing: frozen values and pure functions (numpy)
    export/               tracks, mixes, stems and sessions as files, and the proof that they are right
    model/                the networks (torch)
    generate/             from a request to a take: where document and model meet
    catalogue, file_job   which models are here; a request carried out from file to file
    cli                   `inlay …`, with outgoing, options, reports and console beside it
    train/                how the networks are made, on sounds that it synthesises itself

Sound walks through them in one direction::

    open      audio.files.probe -> Source -> Document(Track(Clip))
    select    Span -> edits.add_region
    request   Document + regions + prompt -> Request (frozen: all that the job will ever see)
    generate  context.plan -> same.encode -> sampling -> same.decode_span -> patching -> Take (on disk)
    choose    edits.choose_take; render lays the chosen takes over the clips
    out       render -> player | export.passage -> audio.files.write
    keep      every state -> document.journal at once, document.project when it is saved

Nothing here imports PySide6 or `app`, and what the window imports does not import torch: that is left to
the networks and to what runs them, in the engine's child process.
"""
