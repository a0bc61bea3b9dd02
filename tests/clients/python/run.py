"""Runs the Python tests and ends with the line `Python: N passed, N failed`."""

import pathlib
import sys
import unittest

here = pathlib.Path(__file__).parent
suite = unittest.defaultTestLoader.discover(str(here))
result = unittest.TextTestRunner(verbosity=2).run(suite)
failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
print(f"Python: {max(result.testsRun - failed, 0)} passed, {failed} failed")
sys.exit(0 if result.wasSuccessful() else 1)
