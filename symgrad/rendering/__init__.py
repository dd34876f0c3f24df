"""How symgrad's values look: LaTeX, terminal text, HTML, JSON; words in Korean and English.  No mathematics is done here."""
