//go:build !linux

package modelstest

import "net/url"

// startMariaDB has no private server elsewhere: only Linux can promise that the server dies with the tests.
func startMariaDB() (*url.URL, func() error, error) { return nil, nil, errNoServer }
