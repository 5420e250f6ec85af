"""Votes of the alliance: voters are frozen at opening, each organisation votes once, ties go to a drawn lot."""
