package report

// NeutralText marks a text that a spreadsheet would take for a formula as a text, for tables that other packages write.
func NeutralText(text string) string { return formulaSafe(text) }
