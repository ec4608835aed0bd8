package hours

// Post appends rows to the ledger as the rules do, and is for tests that need more of them than rules can make in a moment.
var Post = post
