// Package modelstest gives tests real databases: every test gets an empty, migrated one of its own, on SQLite and on
// MariaDB, and a clock that it sets.
//
// A package that uses it declares
//
//	func TestMain(m *testing.M) { modelstest.Main(m) }
//
// and writes its tests once for both databases:
//
//	func TestSomething(t *testing.T) {
//		t.Parallel()
//		modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
//			…
//		})
//	}
//
// The MariaDB half runs on a private server that lives as long as the test process, when mariadbd is installed; or on
// the server that TEST_MYSQL_DSN names (mysql://user:password@host:port/, with the right to create databases test_…).
// Without either it is skipped, loudly; with TEST_REQUIRE_MYSQL set it fails instead.
package modelstest
