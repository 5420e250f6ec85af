"""Why a match stands where it stands: the sentences and the words that met."""
