"""The index form: sums of products with named indices.  Derivatives of any number of axes are written in it."""
