"""The tests, as a package of this name comes with a library, too, and would be found in their place."""
