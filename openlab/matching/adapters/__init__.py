"""The only modules that import model and index libraries; each import is made when it is first used."""
