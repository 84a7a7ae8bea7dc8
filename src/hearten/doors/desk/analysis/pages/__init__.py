"""One module for each page of results: `build(asked)` gives what its template shows."""
