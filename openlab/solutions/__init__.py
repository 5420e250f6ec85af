"""A firm's solution in the market: written as a draft, reviewed by the alliance, listed, and matched.

The rooms are those of `needs`: `states` (the lifecycle), `events`, `policies` (who may), `models` (the tables),
`queries` (reads), `service` (verbs), `forms`, `views`; `hints` says what a listing still lacks.
"""
