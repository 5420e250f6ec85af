"""Matching: needs find solutions, solutions find needs, and a few typed words find both, offline, with reasons.

The path of a query, one room a step:

    text.py, lexical.py   a need, a solution or a typed text becomes a `Document`: sentences, words, countable facts
    encoder.py            its text becomes a unit vector (adapters/static_encoder.py, or any other model)
    shelves/              the nearest vectors are found (index.py) and what shares words (words.py); a shelf is flat
                          arrays that workers map and share, a side (sides.py) a large one with the changes since
    scoring/              meaning and words become one text score (fusion.py), facts are compared (features.py, many at
                          once pairs.py), both sides' wishes give one score, the sum of its parts (ranking.py)
    reasons/              the sentences and words that met, and the facts worth a chip
    engine.py             holds both sides in memory and walks this path; allpairs.py walks it for everybody at once
    wording.py, views.py  how a match is told, and where it is asked for

Around it: `market/` keeps the engine in step with the database, through snapshots and changes of model; `feedback/`
hears what people say of matches; `judging/` walks the same path over judged sets; `training/` makes `data/model`.
"""
