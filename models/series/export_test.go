package series

// Entry is entry, for the test of its table.
type Entry = entry
