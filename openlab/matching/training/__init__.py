"""Makes the default model: `python -m openlab.matching.training --text DIR --out DIR`.

`corpus` reads what is learnt from, `vocabulary` makes the tokenizer, `learning` the vectors, and `card` tells what
was made. What was tried, and what each step gave, is in docs/decisions/0010 and 0016.
"""
