"""The access matrix: every person × every address × every thing, what is expected written down and what is answered.

How to cover a new route (`make test` is red until you do):

1. Open `tests/access/features/<feature>.py`, or make one; every module there is found by itself. It may define

   - `build(world)`: store the things your routes name and put their ids into `world.ids["a_thing"]`; people are there
     already (`world.people["officer"]` is an `Actor`; see `people.py` for who is who);
   - `WHO = {"feature:object:action": {"a_thing": {"officer", …}}}`: who may, for each thing; the key "" is for a
     permission that depends on no thing. Written by hand from what the product promises, never from what the code does;
   - `READERS = {"a_thing": {…}}`: who may know that a thing exists; everybody else must get 404. Leave out what
     everybody may know of;
   - `ROUTES = [Route("endpoint", "POST", "feature:object:action", param="thing_id", things=("a_thing",), …)]`;
   - `VERBS = [Verb("service.function", "feature:object:action", call, things=(…))]`: services that check on their own
     behind a view that has checked already.

2. `.venv/bin/python -m pytest tests/access -q`, then `make mutate`: it takes each guard away in turn and lists those
   whose loss the matrix would not notice.

A new kind of person goes into `people.py`; all routes meet it at once.
"""
