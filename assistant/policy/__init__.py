"""From a document to a cited answer: passages, index, retrieval, answer, citation."""
