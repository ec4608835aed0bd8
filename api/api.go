// Package api is the contract: the OpenAPI document, the Gin routes and types generated from it, and the page that shows it.
package api

import "embed"

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2 --config oapi-codegen.yaml openapi.yaml

// Spec is the contract as it is served at /openapi.yaml and checked on every request.
//
//go:embed openapi.yaml
var Spec []byte

// Docs holds the folder docs: the page at /docs and the vendored Swagger UI, so that reading the contract needs no other server.
//
//go:embed docs
var Docs embed.FS
