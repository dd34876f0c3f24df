"""How much the reader takes before it refuses: text from students is hostile input until it has been read.

Every limit is checked before any arithmetic is done with what it limits.
"""

#: characters in one text (a model of a few hundred layers has some twenty thousand)
MAX_LENGTH = 200_000
#: brackets, exponents, accents, … inside each other
MAX_DEPTH = 60
#: digits of one number, before and after the point together
MAX_DIGITS = 60
#: the exponent of ten in 1e-8
MAX_DECIMAL_EXPONENT = 400
#: a whole number standing in an exponent
MAX_EXPONENT = 1000
#: elements of a matrix that is written out
MAX_ELEMENTS = 400
#: letters of one plain word such as ``learningrate``
MAX_WORD = 32
#: seconds the second reader's child process gets for one formula
SECOND_READER_DEADLINE = 10.0
