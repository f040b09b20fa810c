"""Pages as responses: the viewer, the kind of response, `respond`, error pages."""
