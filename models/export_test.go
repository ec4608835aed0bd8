package models

// AnswerRow lets the tests compare the row of a kept answer with its table.
type AnswerRow = answerRow

// Attempts is how often a unit runs at most.
const Attempts = attempts
