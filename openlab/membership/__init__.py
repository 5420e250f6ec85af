"""Membership of the alliance: applied for, screened, decided, paid for year by year, ended, and shown in public.

Read in this order: `states` (the lifecycle), `events`, `policies` (who may), `models` (the tables), `queries` (reads),
`service` (application to decision), `voting`, `terms` (years, endings), `letters` (PDF), `forms`, `views`, `desk`.
"""
