"""How symgrad's values look: LaTeX, terminal text, HTML, JSON, in Korean and English.  No mathematics is done here."""
