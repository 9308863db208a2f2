"""The commands of the program `prowess`, one module each, loaded only when they are called; thin over the engine."""
