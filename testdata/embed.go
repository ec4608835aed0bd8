// Package testdata holds the real input that the tests and the demonstration run on; README.md says where it is from.
// Only what may be shipped is embedded in the program.
package testdata

import _ "embed" // the files below

// Towns is a county-level city and its 21 towns, as CSV.
//
//go:embed towns.csv
var Towns []byte

// Stations is every village and community of that city, as CSV.
//
//go:embed stations.csv
var Stations []byte

// Surnames is a list of Chinese surnames, as CSV.
//
//go:embed surnames.csv
var Surnames []byte

// GivenNames is a list of Chinese given names, as CSV.
//
//go:embed given_names.csv
var GivenNames []byte
