"""Matching: needs find solutions, solutions find needs, and a few typed words find both, offline, with reasons.

The path of a query, one module a step:

    text.py      a need, a solution or a typed text becomes a `Document`: cleaned sentences and countable facts
    encoder.py   its text becomes a unit vector (adapters/static_encoder.py, or any Sentence Transformers model)
    index.py     the nearest vectors are found (adapters/faiss_index.py); words.py finds documents that share words
    fusion.py    meaning and words become one text score, with weights that know the query
    features.py  facts are compared: category, region, budget, maturity, period, certificates, data hub, evidence
    pairs.py     the same for many pairs at once, in columns
    ranking.py   both sides' wishes give one score, which is the sum of its named parts; feasible pairs come first
    explain.py   the sentences and words (meeting.py) that met, and the facts worth a chip
    engine.py    holds both sides in memory and walks this path; allpairs.py walks it for everybody at once

What is searched lies in flat arrays that workers share: shelf.py is made of packed.py, columns.py, words.py and
sentences.py; sides.py puts a large base, the documents since and what no longer stands together.

`evaluation.py` walks the same path over judged sets; `training/` makes the default model in `data/model`.
"""
