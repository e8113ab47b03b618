"""What programs can ask for, as an OpenAPI 3.1 document: `/openapi.json`, a file of the release.

A topic with addresses for programs adds a function that gives a `parts.Part`, and a line in
`document.PARTS`. A test holds every address of Flask's below `/api/` against the document.
"""
