"""What is searched, as flat arrays that many workers share: the documents of a side, their vectors, words and facts."""
