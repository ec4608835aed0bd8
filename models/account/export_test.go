package account

// RefreshToken and SetupKey let the tests compare their rows with the tables.
type (
	RefreshToken = refreshToken
	SetupKey     = setupKey
)
