"""A municipality's urban problem: written as a draft, reviewed inside the city, published, and matched.

Read in this order: `states` (the lifecycle), `events`, `policies` (who may), `models` (the table), `queries` (reads),
`service` (verbs), `forms`, `views`.  Every other feature has the same rooms in the same order.
"""
