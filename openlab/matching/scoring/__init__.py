"""What a match is worth: facts compared, meaning and words joined, both sides' wishes in one sum. Arithmetic alone."""
