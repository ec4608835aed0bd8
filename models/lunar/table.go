package lunar

// firstMonth is the civil day on which the first lunar year of the table begins.
const firstMonth = "1999-02-16"

// firstTabled is the lunar year that the table begins with; its last months lie in the first civil year.
const firstTabled = 1999

// year is one line of the table: the months of the lunar year in their order, 1 with 30 days and 0 with 29, the number of
// the month that a leap month follows, and the day of the civil month on which each solar term of the civil year begins,
// two to a month from 小寒 on, in base 36.
type year struct {
	months string
	leap   int
	terms  string
}

// table was computed from the true places of sun and moon at UTC+8 by the rules of GB/T 33661-2017, and compared month by
// month and term by term with a second computation. They differ once: the new moon of 7 August 2097 lies seconds from
// midnight; the table has the date of the Hong Kong Observatory's. With those of 29 September 2057 and 4 September 2089
// these are the three days that a later almanac may yet move.
var table = [...]year{
	{"100100101110", 0, "6k4j6l5k6l6m7n8n8n9o8n7m"},   // 1999
	{"110010010110", 0, "6l4j5k4k5l5l7m7n7n8n7m7l"},   // 2000
	{"1101010010101", 4, "5k4i5k5k5l5l7n7n7n8n7m7m"},  // 2001
	{"110101001010", 0, "5k4j6l5k6l6l7n8n8n8n7m7m"},   // 2002
	{"110110100101", 0, "6k4j6l5k6l6m7n8n8n9o8n7m"},   // 2003
	{"0101101010101", 2, "6l4j5k4k5l5l7m7n7n8n7m7l"},  // 2004
	{"010101101010", 0, "5k4i5k5k5l5l7n7n7n8n7m7m"},   // 2005
	{"1010101011011", 7, "5k4j6l5k5l6l7n7n8n8n7m7m"},  // 2006
	{"001001011101", 0, "6k4j6l5k6l6m7n8n8n9o8n7m"},   // 2007
	{"100100101101", 0, "6l4j5k4k5l5l7m7n7m8n7m7l"},   // 2008
	{"1100100101011", 5, "5k4i5k4k5l5l7n7n7n8n7m7m"},  // 2009
	{"101010010101", 0, "5k4j6l5k5l6l7n7n8n8n7m7m"},   // 2010
	{"101101001010", 0, "6k4j6l5k6l6m7n8n8n8o8n7m"},   // 2011
	{"1011010101010", 4, "6l4j5k4k5k5l7m7n7m8n7m7l"},  // 2012
	{"101011010101", 0, "5k4i5k4k5l5l7m7n7n8n7m7m"},   // 2013
	{"0101010110101", 9, "5k4j6l5k5l6l7n7n8n8n7m7m"},  // 2014
	{"010010111010", 0, "6k4j6l5k6l6m7n8n8n8o8m7m"},   // 2015
	{"101001011011", 0, "6k4j5k4j5k5l7m7n7m8n7m7l"},   // 2016
	{"0101001010111", 6, "5k3i5k4k5l5l7m7n7n8n7m7m"},  // 2017
	{"010100101011", 0, "5k4j5l5k5l6l7n7n8n8n7m7m"},   // 2018
	{"101010010011", 0, "5k4j6l5k6l6l7n8n8n8o8m7m"},   // 2019
	{"0111010010101", 4, "6k4j5k4j5k5l6m7m7m8n7m7l"},  // 2020
	{"011010101010", 0, "5k3i5k4k5l5l7m7n7n8n7m7l"},   // 2021
	{"101011010101", 0, "5k4j5k5k5l6l7n7n7n8n7m7m"},   // 2022
	{"0100110110101", 2, "5k4j6l5k6l6l7n8n8n8o8m7m"},  // 2023
	{"010010110110", 0, "6k4j5k4j5k5l6m7m7m8n7m6l"},   // 2024
	{"1010010101110", 6, "5k3i5k4k5l5l7m7n7n8n7m7l"},  // 2025
	{"101001001110", 0, "5k4i5k5k5l5l7n7n7n8n7m7m"},   // 2026
	{"110100100110", 0, "5k4j6l5k6l6l7n8n8n8n7m7m"},   // 2027
	{"1110100100110", 5, "6k4j5k4j5k5l6m7m7m8n7m6l"},  // 2028
	{"110101010011", 0, "5k3i5k4k5l5l7m7n7n8n7m7l"},   // 2029
	{"010110101010", 0, "5k4i5k5k5l5l7n7n7n8n7m7m"},   // 2030
	{"0110101101010", 3, "5k4j6l5k6l6l7n8n8n8n7m7m"},  // 2031
	{"100101101101", 0, "6k4j5k4j5k5l6m7m7m8n7m6l"},   // 2032
	{"0100101011101", 11, "5k3i5k4k5l5l7m7n7n8n7m7l"}, // 2033
	{"010010101101", 0, "5k4i5k5k5l5l7n7n7n8n7m7m"},   // 2034
	{"101001001101", 0, "5k4j6l5k5l6l7n7n8n8n7m7m"},   // 2035
	{"1101001001011", 6, "6k4j5k4j5k5l6m7m7m8n7m6l"},  // 2036
	{"110100100101", 0, "5k3i5k4k5l5l7m7n7n8n7m7l"},   // 2037
	{"110101010010", 0, "5k4i5k5k5l5l7n7n7n8n7m7m"},   // 2038
	{"1101101010100", 5, "5k4j6l5k5l6l7n7n8n8n7m7m"},  // 2039
	{"101101011010", 0, "6k4j5k4j5k5l6m7m7m8n7m6l"},   // 2040
	{"010101101101", 0, "5k3i5k4k5k5l7m7n7m8n7m7l"},   // 2041
	{"0100101011011", 2, "5k4i5k4k5l5l7n7n7n8n7m7m"},  // 2042
	{"010010011011", 0, "5k4j6l5k5l6l7n7n8n8n7m7m"},   // 2043
	{"1010010010111", 7, "6k4j5k4j5k5l6m7m7m7n7m6l"},  // 2044
	{"101001001011", 0, "5k3i5k4j5k5l7m7n7m8n7m7l"},   // 2045
	{"101010100101", 0, "5k4i5k4k5l5l7m7n7n8n7m7m"},   // 2046
	{"1011010100101", 5, "5k4j6l5k5l6l7n7n8n8n7m7m"},  // 2047
	{"011011010010", 0, "6k4j5k4j5k5k6m7m7m7n7l6l"},   // 2048
	{"101011011010", 0, "5j3i5k4j5k5l6m7m7m8n7m7l"},   // 2049
	{"0101010110110", 3, "5k3i5k4k5l5l7m7n7n8n7m7m"},  // 2050
	{"100100110111", 0, "5k4j5k5k5l6l7n7n7n8n7m7m"},   // 2051
	{"0100100101111", 8, "5k4j5k4j5k5k6m7m7m7n7l6l"},  // 2052
	{"010010010111", 0, "5j3i5k4j5k5l6m7m7m8n7m7l"},   // 2053
	{"011001001011", 0, "5k3i5k4k5l5l7m7n7n8n7m7m"},   // 2054
	{"0110101001010", 6, "5k4j5k5k5l5l7n7n7n8n7m7m"},  // 2055
	{"111010100101", 0, "5k4j5k4j5k5k6m7m7m7n7l6l"},   // 2056
	{"011010110010", 0, "5j3i5k4j5k5l6m7m7m8n7m6l"},   // 2057
	{"1010101101100", 4, "5k3i5k4k5l5l7m7n7n8n7m7l"},  // 2058
	{"101010101110", 0, "5k4j5k5k5l5l7n7n7n8n7m7m"},   // 2059
	{"100100101110", 0, "5k4j5k4j5k5k6m7m7m7m6l6l"},   // 2060
	{"1100100101110", 3, "5j3i5k4j5k5l6m7m7m8n7m6l"},  // 2061
	{"110010010110", 0, "5k3i5k4k5l5l7m7n7n8n7m7l"},   // 2062
	{"1101010010101", 7, "5k4i5k5k5l5l7n7n7n8n7m7m"},  // 2063
	{"110101001010", 0, "5k4j5k4j5k5k6m7m7m7m6l6l"},   // 2064
	{"110110100101", 0, "5j3i5k4j5k5l6m7m7m8n7m6l"},   // 2065
	{"0101101010101", 5, "5k3i5k4k5l5l7m7n7n8n7m7l"},  // 2066
	{"010101101010", 0, "5k4i5k5k5l5l7n7n7n8n7m7m"},   // 2067
	{"101001101101", 0, "5k4j5k4j4k5k6m6m7m7m6l6l"},   // 2068
	{"0101001011101", 4, "5j3i5k4j5k5l6m7m7m8n7m6l"},  // 2069
	{"010100101101", 0, "5k3i5k4k5k5l7m7n7m8n7m7l"},   // 2070
	{"1010100101011", 8, "5k4i5k5k5l5l7n7n7n8n7m7m"},  // 2071
	{"101010010101", 0, "5k4j5k4j4k5k6m6m7m7m6l6l"},   // 2072
	{"101101001010", 0, "5j3i5k4j5k5l6m7m7m7n7m6l"},   // 2073
	{"1011010101010", 6, "5k3i5k4k5k5l7m7n7m8n7m7l"},  // 2074
	{"101011010101", 0, "5k4i5k4k5l5l7m7n7n8n7m7m"},   // 2075
	{"010101011010", 0, "5k4j5k4j4k5k6m6m7m7m6l6l"},   // 2076
	{"1010010111010", 4, "5j3i5k4j5k5l6m7m7m7n7m6l"},  // 2077
	{"101001011011", 0, "5k3i5k4j5k5l6m7n7m8n7m7l"},   // 2078
	{"010100101011", 0, "5k4i5k4k5l5l7m7n7n8n7m7m"},   // 2079
	{"1010100100111", 3, "5k4j5k4j4k5k6m6m7m7m6l6l"},  // 2080
	{"011010010011", 0, "5j3i5k4j5k5k6m7m7m7n7l6l"},   // 2081
	{"0111001010011", 7, "5k3i5k4j5k5l6m7m7m8n7m7l"},  // 2082
	{"011010101010", 0, "5k3i5k4k5l5l7m7n7n8n7m7m"},   // 2083
	{"101011010101", 0, "5k4j4j4j4k5k6m6m6m7m6l6l"},   // 2084
	{"0100110110101", 5, "4j3i5k4j5k5k6m7m7m7n7l6l"},  // 2085
	{"010010110110", 0, "5j3i5k4j5k5l6m7m7m8n7m7l"},   // 2086
	{"101001010111", 0, "5k3i5k4k5l5l7m7n7n8n7m7m"},   // 2087
	{"0101001001110", 4, "5k4j4j4j4k4k6m6m6m7m6l6l"},  // 2088
	{"110100010110", 0, "4j3i5k4j5k5k6m7m7m7n7l6l"},   // 2089
	{"1110100100110", 8, "5j3i5k4j5k5l6m7m7m8n7m6l"},  // 2090
	{"110101010010", 0, "5k3i5k4k5l5l7m7n7n8n7m7l"},   // 2091
	{"110110101010", 0, "5k4j4j4j4k4k6m6m6m7m6l6l"},   // 2092
	{"0110101101010", 6, "4j3i5k4j5k5k6m7m7m7m6l6l"},  // 2093
	{"010101101101", 0, "5j3i5k4j5k5l6m7m7m8n7m6l"},   // 2094
	{"010010101110", 0, "5k3i5k4k5l5l7m7n7n8n7m7l"},   // 2095
	{"1010010011101", 4, "5k4i4j4j4k4k6m6m6m7m6l6l"},  // 2096
	{"101000101101", 0, "4j3i5k4j5k5k6m6m7m7m6l6l"},   // 2097
	{"110100010101", 0, "5j3i5k4j5k5l6m7m7m8n7m6l"},   // 2098
	{"1101100100101", 2, "5k3i5k4k5l5l7m7n7n8n7m7l"},  // 2099
	{"110101010010", 0, "5k4i5k5k5l5l7n7n7n8n7m7m"},   // 2100
}
