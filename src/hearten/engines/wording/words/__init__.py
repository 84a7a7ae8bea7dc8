"""Words and patterns of each language. Data only: the rules that use them are beside this folder."""
